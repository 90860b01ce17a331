import { expect, test } from 'vitest'
import { fromMajor, money, toMajor } from '../../src/money.ts'

test('an amount keeps every minor unit on its way to text and back', () => {
  for (const minor of [0n, 1n, 5n, 99n, 100n, 12_800n, 123_456n, -150n, 9_007_199_254_740_993n])
    expect(fromMajor(toMajor(money(minor, 'CNY')), 'CNY')).toEqual(money(minor, 'CNY'))
})

test('a currency without decimals has none', () => {
  expect(toMajor(money(500n, 'JPY'))).toBe('500')
  expect(fromMajor('500.5', 'JPY')).toBeUndefined()
})
