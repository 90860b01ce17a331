import { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { amountOf, momentOf, read } from '../../../cli/options.ts'

const command = new Command('test').exitOverride().configureOutput({ writeErr: () => undefined })
const wrongUsage = expect.objectContaining({ exitCode: 2 })

/** What it throws. */
function thrown(work: () => unknown): unknown {
  try {
    return { returned: work() }
  } catch (error) {
    return error
  }
}

describe('an amount', () => {
  test.each([
    ['128', 12_800n],
    ['128.5', 12_850n],
    ['128.00', 12_800n],
    ['0.01', 1n],
  ])('%s is read in the house currency', (typed, minor) => {
    expect(amountOf(command, typed, 'CNY')).toEqual({ minor, currency: 'CNY' })
  })

  test.each([
    '0',
    '-1',
    '1e3',
    '1,000',
    '0.001',
    '１００',
    'NaN',
    'Infinity',
    '0x10',
    ' 1',
    '1 ',
    '+1',
    '',
    '¥1',
    '9'.repeat(40),
    '1.',
    '.5',
  ])('%j is none', (typed) => {
    expect(thrown(() => amountOf(command, typed, 'CNY'))).toEqual(wrongUsage)
  })

  test('of an adjustment may be below zero, never zero', () => {
    expect(amountOf(command, '-3.00', 'CNY', { signed: true }).minor).toBe(-300n)
    expect(thrown(() => amountOf(command, '-0', 'CNY', { signed: true }))).toEqual(wrongUsage)
  })

  test('has no decimals where the currency has none', () => {
    expect(amountOf(command, '500', 'JPY').minor).toBe(500n)
    expect(thrown(() => amountOf(command, '500.5', 'JPY'))).toEqual(wrongUsage)
  })
})

describe('a time', () => {
  test.each([
    ['2026-11-18T14:32:05+08:00', '2026-11-18T06:32:05.000Z'],
    ['2026-11-18T14:32:05Z', '2026-11-18T14:32:05.000Z'],
    ['2026-11-18T14:32', '2026-11-18T06:32:00.000Z'],
    ['2026-11-18', '2026-11-17T16:00:00.000Z'],
  ])('%s is read in the house zone where it names none', (typed, instant) => {
    expect(momentOf(command, typed, 'Asia/Shanghai').toISOString()).toBe(instant)
  })

  test.each(['yesterday', '2026-02-30', '0001-01-01', '+275760-09-13', '', '1795000000'])('%j is none', (typed) => {
    expect(thrown(() => momentOf(command, typed, 'Asia/Shanghai'))).toEqual(wrongUsage)
  })
})

test.each([
  [read.text(5), ['', '   ', 'longer', 'a\nb', '\u0000', '\ud800']],
  [read.customer, ['../etc', '', '-1', 'a b', 'x'.repeat(33), "1' or '1'='1", '１２']],
  [read.id, ['0', '-1', '1.5', '1; drop table staff', '9'.repeat(19)]],
  [read.count(10), ['0', '11', '-1', '1e1', '']],
  [read.word, ['Ali Pay', '', '-x', 'ALIPAY', '支付宝', 'x'.repeat(65)]],
])('%s refuses what it cannot mean', (reader, hostile) => {
  for (const value of hostile)
    expect(
      thrown(() => reader(value)),
      value,
    ).toMatchObject({ code: 'commander.invalidArgument' })
})
