import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLedger } from '../../src/ledger/index.ts'
import { CLAIM, type Counter, counter } from '../support/counter.ts'
import { posts } from '../support/money-moves.ts'

let c: Counter
beforeAll(async () => {
  c = await counter()
})
afterAll(() => c.close())

const openClaim = async (number: string, amount: bigint, currency = 'CNY') => {
  const customer = await c.db.customer.findUniqueOrThrow({ where: { number }, include: { identities: true } })
  const identityId = customer.identities[0]?.id as bigint
  const data = { customerId: customer.id, identityId, method: CLAIM.method, currency, amount, paidAt: c.now }
  return (await c.db.ticket.create({ data })).id
}

test('a payment that is being checked is named but is not part of the balance', async () => {
  const chat = await c.customer('10428')
  await posts(c.db, '10428', 'recharge', 3_770, '2026-11-20T00:00:00Z')
  await posts(c.db, '10428', 'cost', 150, '2026-11-24T00:00:00Z', { product: 'Cloud server', productId: 'rcs-20871' })
  const ticket = await openClaim('10428', 12_800n)
  const seen = await chat.sends('balance')
  expect(seen.text).toBe(
    [
      'Balance: CNY 36.20',
      'Account: UID 10428',
      'Last change: -CNY 1.50 · Cloud server rcs-20871 · today 08:00',
      `Being checked: 1 payment, CNY 128.00 (claim ${ticket}). It isn’t part of your balance yet.`,
      'As of 14:05, China time',
    ].join('\n'),
  )
  expect(seen.buttons).toEqual(['Top up', 'Charges', 'Check status'])
})

test('without claims and movements there is no line about them', async () => {
  const seen = await (await c.customer('10429')).sends('balance')
  expect(seen.text).toBe('Balance: CNY 0.00\nAccount: UID 10429\nAs of 14:05, China time')
  expect(seen.buttons).toEqual(['Top up', 'Charges'])
})

test('claims in two currencies are not added to one another, and decided claims do not count', async () => {
  const chat = await c.customer('10430')
  const first = await openClaim('10430', 10_000n)
  const second = await openClaim('10430', 5_000n, 'HKD')
  const decided = await openClaim('10430', 700n)
  await c.db.ticket.update({ where: { id: decided }, data: { state: 'withdrawn' } })
  expect((await chat.sends('balance')).text).toContain(`2 payments, CNY 100.00 + HKD 50.00 (claims ${first}, ${second})`)
})

test('the warning appears below the threshold that the customer set, and not at it', async () => {
  const chat = await c.customer('10431')
  await posts(c.db, '10431', 'recharge', 5_000, '2026-11-20T00:00:00Z')
  expect((await chat.sends('balance')).text).not.toContain('below')
  await chat.sends('low-balance', { amount: '50' })
  expect((await chat.sends('balance')).text).not.toContain('below')
  await posts(c.db, '10431', 'cost', 1, '2026-11-24T00:00:00Z')
  expect((await chat.sends('balance')).text).toContain('You’re below the CNY 50.00 you set.')
  const above = await chat.sends('low-balance', { amount: '60' })
  expect(above.text).toContain('You’re below the CNY 60.00 you set.')
  expect(above.buttons).toContain('Top up')
  expect((await chat.sends('low-balance', { amount: '40' })).text).not.toContain('you set')
  await chat.sends('low-balance', { amount: 'off' })
  expect((await chat.sends('balance')).text).not.toContain('below')
})

test('a correction below zero is shown as it is', async () => {
  const chat = await c.customer('10432')
  const { ids } = await posts(c.db, '10432', 'recharge', 12_800, '2026-11-20T00:00:00Z')
  await posts(c.db, '10432', 'cost', 12_800, '2026-11-21T00:00:00Z')
  const how = { key: 'undo', reason: 'never arrived', actor: 'staff:1', source: 'test', occurredAt: c.now, forced: true }
  await createLedger(c.db).reverse(ids[0] as bigint, how)
  const { text } = await chat.sends('balance')
  expect(text).toContain('Balance: -CNY 128.00')
  expect(text).toContain('below zero')
  expect(text).toContain('-CNY 128.00 · Reversal · UnionPay')
})

test('each language says it in its own words', async () => {
  await c.customer('10433')
  await posts(c.db, '10433', 'recharge', 10_000, '2026-11-24T00:00:00Z')
  const seen = await c.chatter('c10433', { locale: 'zh-HK' }).sends('balance')
  expect(seen.text).toBe(
    '帳戶結餘 CN¥100.00（人民幣）\n帳戶: UID 10433\n最近一次變動: +CN¥100.00 · 增值 · 雲閃付（銀聯） · 今日 08:00\n資料截至 14:05',
  )
  expect((await c.chatter('c10433', { locale: 'zh-CN' }).sends('balance')).text).toContain('账户余额 ¥100.00')
})

test('somebody who is not linked learns how to link and nothing else', async () => {
  for (const command of ['balance', 'costs', 'refunds', 'recharges', 'unlink', 'low-balance']) {
    const seen = await c.chatter('nobody').sends(command)
    expect(seen.text).toContain('isn’t linked to an account yet')
    expect(seen.buttons).toEqual(['Link account'])
  }
})
