import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import type { Ledger } from '../../src/ledger/index.ts'
import { money } from '../../src/money.ts'
import { type Ground, grounds } from '../support/grounds.ts'
import { cost, move, NOON, recharge, refusal } from '../support/ledger.ts'

const yuan = (amount: bigint) => money(amount * 100n, 'CNY')
let count = 0
const key = () => `key-${++count}`
const undo = { reason: 'entered twice', actor: 'staff:1', source: 'test:undo', occurredAt: NOON }

describe.each(grounds)('the ledger %s', (_, open) => {
  let ground: Ground
  let ledger: Ledger
  beforeAll(async () => {
    ground = await open()
    ledger = ground.ledger
  })
  afterAll(() => ground.close())

  test('a wallet opens empty, once, in one currency', async () => {
    const [customer] = await ground.customers()
    await ledger.openWallet(customer, 'CNY')
    expect(await ledger.balance(`wallet:${customer}`, 'CNY')).toEqual(yuan(0n))
    expect(await refusal(ledger.openWallet(customer, 'HKD'))).toEqual({
      code: 'currency_mismatch',
      params: { expected: 'CNY', given: 'HKD' },
    })
  })

  test('money moves from one account to the other and the answer carries the balance', async () => {
    const [customer] = await ground.customers()
    expect(await ledger.post(key(), [recharge(customer, 10000n)])).toMatchObject({ balance: yuan(100n), duplicate: false })
    const before = await ledger.balance('revenue', 'CNY')
    expect(await ledger.post(key(), [cost(customer, 3000n)])).toMatchObject({ balance: yuan(70n) })
    expect(await ledger.balance(`wallet:${customer}`, 'CNY')).toEqual(yuan(70n))
    expect((await ledger.balance('revenue', 'CNY')).minor - before.minor).toBe(3000n)
  })

  test('the same key with the same content answers the first result and moves nothing', async () => {
    const [customer] = await ground.customers()
    const same = key()
    const first = await ledger.post(same, [recharge(customer, 500n)])
    await ledger.post(key(), [recharge(customer, 100n)])
    expect(await ledger.post(same, [recharge(customer, 500n)])).toEqual({ ...first, duplicate: true })
    expect(await ledger.balance(`wallet:${customer}`, 'CNY')).toEqual(yuan(6n))
  })

  test('the same key with other content is refused', async () => {
    const [customer, other] = await ground.customers()
    const same = key()
    await ledger.post(same, [recharge(customer, 500n)])
    const conflict = { code: 'key_conflict', params: { key: same } }
    expect(await refusal(ledger.post(same, [recharge(customer, 501n)]))).toEqual(conflict)
    expect(await refusal(ledger.post(same, [recharge(other, 500n)]))).toEqual(conflict)
    expect(await refusal(ledger.post(same, [recharge(customer, 500n), cost(customer, 1n)]))).toEqual(conflict)
  })

  test('a wallet does not go below its floor, unless a lead forces it, and a recharge is possible even then', async () => {
    const [customer] = await ground.customers()
    await ledger.post(key(), [recharge(customer, 300n)])
    expect(await refusal(ledger.post(key(), [cost(customer, 301n)]))).toEqual({
      code: 'insufficient_funds',
      params: { available: yuan(3n), needed: money(301n, 'CNY') },
    })
    expect(await ledger.post(key(), [cost(customer, 1300n, { forced: true })])).toMatchObject({ balance: yuan(-10n) })
    expect(await ledger.post(key(), [recharge(customer, 100n)])).toMatchObject({ balance: yuan(-9n) })
    expect(await ledger.post(key(), [recharge(customer, 900n)])).toMatchObject({ balance: yuan(0n) })
  })

  test('a posting of several transfers is posted whole or not at all', async () => {
    const [giver, taker] = await ground.customers()
    await ledger.post(key(), [recharge(giver, 1000n)])
    const moved = await ledger.post(key(), move(giver, taker, 400n))
    expect(moved.ids).toHaveLength(2)
    expect(moved.balance).toEqual(yuan(4n))
    const tooMuch = [...move(giver, taker, 500n), ...move(giver, taker, 500n)]
    expect(await refusal(ledger.post(key(), tooMuch))).toMatchObject({ code: 'insufficient_funds', params: { available: yuan(1n) } })
    expect(await ledger.balance(`wallet:${giver}`, 'CNY')).toEqual(yuan(6n))
    expect(await ledger.balance(`wallet:${taker}`, 'CNY')).toEqual(yuan(4n))
    expect(await ledger.balance('clearing', 'CNY')).toEqual(yuan(0n))
  })

  test('one reference of one channel credits once, however it is written, across customers', async () => {
    const [customer, other] = await ground.customers()
    const unique = `abc ${count} 123`
    const { ids } = await ledger.post(key(), [recharge(customer, 100n, { reference: unique })])
    const again = unique.replace(/ /g, '').toUpperCase().replace('ABC', 'ＡＢＣ')
    expect(await refusal(ledger.post(key(), [recharge(other, 100n, { reference: again })]))).toEqual({
      code: 'already_credited',
      params: { reference: unique.replace(/ /g, '').toUpperCase() },
    })
    expect(await ledger.credited('unionpay', again)).toMatchObject({ id: ids[0] })
    await ledger.post(key(), [recharge(other, 100n, { reference: again, from: 'channel:alipay', channel: 'alipay' })])
    const back = { from: `wallet:${customer}`, to: 'channel:unionpay', kind: 'withdrawal' } as const
    await ledger.post(key(), [recharge(customer, 50n, { ...back, reference: unique })])
  })

  test('a reversed credit frees its reference', async () => {
    const [customer, other] = await ground.customers()
    const reference = `FREED${count}`
    for (const who of [customer, other, customer]) {
      const { ids } = await ledger.post(key(), [recharge(who, 100n, { reference })])
      expect(await refusal(ledger.post(key(), [recharge(other, 100n, { reference })]))).toMatchObject({ code: 'already_credited' })
      await ledger.reverse(ids[0] ?? 0n, { ...undo, key: key() })
      expect(await ledger.credited('unionpay', reference)).toBeUndefined()
    }
    await ledger.post(key(), [recharge(other, 100n, { reference })])
    expect(await ledger.balance(`wallet:${other}`, 'CNY')).toEqual(yuan(1n))
  })

  test('a transfer is reversed once, a reversal never, and a repeated reversal answers the first result', async () => {
    const [customer] = await ground.customers()
    const { ids } = await ledger.post(key(), [recharge(customer, 100n)])
    const target = ids[0] ?? 0n
    const same = key()
    const reversal = await ledger.reverse(target, { ...undo, key: same })
    expect(reversal).toMatchObject({ balance: yuan(0n), duplicate: false })
    expect(await ledger.reverse(target, { ...undo, key: same })).toEqual({ ...reversal, duplicate: true })
    expect(await refusal(ledger.reverse(target, { ...undo, key: same, reason: 'another' }))).toMatchObject({ code: 'key_conflict' })
    expect(await refusal(ledger.reverse(target, { ...undo, key: key() }))).toEqual({
      code: 'already_reversed',
      params: { transfer: String(target) },
    })
    expect(await refusal(ledger.reverse(reversal.ids[0] ?? 0n, { ...undo, key: key() }))).toMatchObject({ code: 'invalid_transfer' })
    expect(await refusal(ledger.reverse(987654321n, { ...undo, key: key() }))).toMatchObject({ code: 'not_found' })
    expect(await ledger.transfer(target)).toMatchObject({ reversedBy: reversal.ids[0] })
    expect(await ledger.transfer(reversal.ids[0] ?? 0n)).toMatchObject({ reverses: target, undoes: 'recharge', from: `wallet:${customer}` })
  })

  test('reversing a recharge that was spent needs force', async () => {
    const [customer] = await ground.customers()
    const { ids } = await ledger.post(key(), [recharge(customer, 100n)])
    await ledger.post(key(), [cost(customer, 60n)])
    expect(await refusal(ledger.reverse(ids[0] ?? 0n, { ...undo, key: key() }))).toEqual({
      code: 'insufficient_funds',
      params: { available: money(40n, 'CNY'), needed: yuan(1n) },
    })
    expect(await ledger.reverse(ids[0] ?? 0n, { ...undo, key: key(), forced: true })).toMatchObject({ balance: money(-60n, 'CNY') })
  })

  test('each item of a batch stands for itself, in order, exact about funds', async () => {
    const [customer, other] = await ground.customers()
    const same = key()
    const outcomes = await ledger.postBatch([
      { key: key(), transfers: [cost(customer, 1n)] },
      { key: same, transfers: [recharge(customer, 100n, { reference: `B${same}` })] },
      { key: key(), transfers: [cost(customer, 60n)] },
      { key: key(), transfers: [cost(customer, 60n)] },
      { key: same, transfers: [recharge(customer, 100n, { reference: `B${same}` })] },
      { key: same, transfers: [recharge(customer, 99n)] },
      { key: key(), transfers: [recharge(other, 100n, { reference: `b ${same}` })] },
      { key: key(), transfers: [...move(customer, other, 30n), ...move(other, customer, 31n)] },
      { key: key(), transfers: move(customer, other, 40n) },
      { key: key(), transfers: [cost(customer, 0n)] },
      { key: key(), transfers: [cost(987654321n, 5n)] },
      { key: key(), transfers: [cost(customer, 5n, { amount: money(5n, 'HKD') })] },
    ])
    const shown = outcomes.map((o) => (o instanceof AppError ? o.code : o instanceof Error ? o.message : [o.balance?.minor, o.duplicate]))
    expect(shown).toEqual([
      'insufficient_funds',
      [100n, false],
      [40n, false],
      'insufficient_funds',
      [100n, true],
      'key_conflict',
      'already_credited',
      'insufficient_funds',
      [40n, false],
      'invalid_transfer',
      'unknown_account',
      'currency_mismatch',
    ])
    expect(await ledger.balance(`wallet:${customer}`, 'CNY')).toEqual(yuan(0n))
  })

  test.each([
    ['nothing', []],
    ['no amount', [recharge(1n, 0n)]],
    ['a negative amount', [recharge(1n, -5n)]],
    ['an amount beyond reckoning', [recharge(1n, 10n ** 18n)]],
    ['one account', [cost(1n, 5n, { from: 'revenue', kind: 'adjustment' })]],
    ['two wallets at once', [cost(1n, 5n, { to: 'wallet:2', kind: 'adjustment' })]],
    ['a cost that pays the customer', [cost(1n, 5n, { from: 'revenue', to: 'wallet:1' })]],
    ['a reversal of nothing in particular', [cost(1n, 5n, { kind: 'reversal' })]],
    ['no such account', [cost(1n, 5n, { to: 'channel:No Such:CNY', kind: 'withdrawal' })]],
    ['a currency that is none', [recharge(1n, 5n, { amount: money(5n, 'yuan') })]],
    ['a reference without its channel', [cost(1n, 5n, { reference: 'R' })]],
    ['a blank reference', [recharge(1n, 5n, { reference: ' 　' })]],
    ['no time', [cost(1n, 5n, { occurredAt: new Date(Number.NaN) })]],
    ['text that no database keeps', [cost(1n, 5n, { product: 'a\0b' })]],
    ['half a character', [cost(1n, 5n, { reason: '\ud83d' })]],
  ])('what the ledger cannot mean is refused: %s', async (_, transfers) => {
    expect(await refusal(ledger.post(key(), transfers))).toMatchObject({ code: 'invalid_transfer' })
  })

  test('text is kept as it was given', async () => {
    const [customer] = await ground.customers()
    const odd = ['{"a","b"}', "'; drop table transfer; --", 'NULL', 'null', '\\', '云服务器 🚀', 'a\nb\tc', ' ']
    const outcomes = await ledger.postBatch(odd.map((product) => ({ key: key(), transfers: [recharge(customer, 1n, { product })] })))
    const ids = outcomes.map((outcome) => ('ids' in outcome ? (outcome.ids[0] ?? 0n) : 0n))
    expect(await Promise.all(ids.map(async (id) => (await ledger.transfer(id))?.product))).toEqual(odd)
  })
})
