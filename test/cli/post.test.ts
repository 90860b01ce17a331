import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { postByHand } from '../../src/billing/by-hand.ts'
import { createCustomer } from '../../src/billing/customers.ts'
import { createLedger, wallet } from '../../src/ledger/index.ts'
import { money } from '../../src/money.ts'
import { type Ended, purser, purserJson } from '../support/cli.ts'
import { testDatabase } from '../support/database.ts'

let house: Awaited<ReturnType<typeof testDatabase>>
let env: Record<string, string>
let id: bigint

beforeAll(async () => {
  house = await testDatabase()
  env = { DATABASE_URL: house.url }
  const by = { actor: 'cli:test', now: new Date() }
  id = (await house.db.$transaction((tx) => createCustomer(tx, { number: '10428', currency: 'CNY' }, by)))?.id ?? 0n
})
afterAll(() => house.close())

const run = (...args: string[]): Promise<Ended> => purser(env, 'post', ...args)
const balance = async (): Promise<bigint> => (await createLedger(house.db).balance(wallet(id), 'CNY')).minor

const paid = [
  'recharge',
  '--key',
  'pay-1',
  '--customer',
  '10428',
  '--amount',
  '100.00',
  '--channel',
  'alipay',
  '--reference',
  'R 1',
] as const

describe('the same key', () => {
  test('posts once, and later prints the first result and says so', async () => {
    const first = await purserJson(env, 'post', ...paid)
    expect(first).toMatchObject({ code: 0, data: { key: 'pay-1', duplicate: false, balance: { amount: '100.00', currency: 'CNY' } } })
    const again = await purserJson(env, 'post', ...paid)
    expect(again).toMatchObject({ code: 0, data: { ...first.data, duplicate: true } })
    const { out } = await run(...paid)
    expect(out).toBe(
      `Posted before under this key, as ${first.data.id}; nothing was posted now: recharge CNY 100.00, customer 10428. Balance after it: CNY 100.00.\n`,
    )
    expect(await balance()).toBe(100_00n)
  })

  test('posts once when two accounts of the machine post it at the same moment, each with its own clock', async () => {
    const what = { kind: 'cost', customerId: id, amount: money(1_00n, 'CNY') } as const
    const post = (_: unknown, i: number) =>
      postByHand(house.db, createLedger(house.db), 'race', what, { actor: `cli:user-${i}`, now: new Date(1_795_000_000_000 + i) })
    const posted = await Promise.all(Array.from({ length: 8 }, post))
    expect(posted.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    expect(new Set(posted.map(({ ids }) => ids[0])).size).toBe(1)
    expect(await balance()).toBe(99_00n)
  })

  test.each([
    ['another amount', ['--amount', '100.01']],
    ['another reference', ['--reference', 'R2']],
    ['another channel', ['--channel', 'wechat']],
    ['a reason', ['--reason', 'why not']],
    ['another time', ['--at', '2026-11-01']],
  ])('with %s is refused', async (_, change) => {
    const ended = await run(...paid, ...change)
    expect(ended).toMatchObject({ code: 3, out: '' })
    expect(ended.err).toContain('pay-1 was used before for something else')
    expect(await balance()).toBe(99_00n)
  })
})

test('a time to come posts nothing: it would stand before today’s in every list; a clock that is a little ahead is no such time', async () => {
  const soon = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
  const refund = (key: string, at: string) => run('refund', '--key', key, '--customer', '10428', '--amount', '1.00', '--at', at)
  for (const at of ['2099-01-01', soon(10)])
    expect(await refund('ahead', at)).toMatchObject({ code: 2, out: '', err: expect.stringContaining('still to come') })
  expect(await house.db.transfer.count({ where: { key: 'ahead' } })).toBe(0)
  const before = await balance()
  expect(await refund('just-now', soon(2))).toMatchObject({ code: 0 })
  await run('cost', '--key', 'just-now-back', '--customer', '10428', '--amount', '1.00')
  expect(await balance()).toBe(before)
})

test.each([
  ['-5', 'more than zero'],
  ['0', 'more than zero'],
  ['0.001', 'no more decimals'],
  ['99999999999999999999.00', 'too large'],
  ['92233720368547000.00', 'too large'],
  ['a lot', 'in digits'],
])('an amount of %s is refused with what is wrong with it', async (sum, why) => {
  const ended = await run('cost', '--key', 'sum', '--customer', '10428', '--amount', sum)
  expect(ended).toMatchObject({ code: 2, err: expect.stringContaining(why) })
})

test('each kind moves money between the accounts it is about', async () => {
  const common = ['--customer', '10428', '--amount', '2.50']
  await run('cost', '--key', 'c', ...common, '--product', '云服务器', '--product-id', 'rcs-1', '--at', '2026-11-20T08:00')
  await run('refund', '--key', 'r', ...common, '--product', '云服务器', '--at', '2026-11-20T08:00:00Z', '--reason', '退订')
  await run('adjustment', '--key', 'a+', ...common, '--reason', 'sorry')
  await run('adjustment', '--key', 'a-', '--customer', '10428', '--amount', '-1.00', '--reason', 'too much')
  const kinds = { cost: 'wallet > revenue:CNY', refund: 'revenue:CNY > wallet' }
  const rows = await house.db.transfer.findMany({
    where: { key: { in: ['c', 'r', 'a+', 'a-'] } },
    orderBy: { id: 'asc' },
  })
  const codes = new Map((await house.db.account.findMany()).map(({ id, code }) => [id, code.replace(/^wallet:.*/, 'wallet')]))
  const way = (row: (typeof rows)[number]) => [row.debit, row.credit].map((account) => codes.get(account)).join(' > ')
  const shown = rows.map((row) => [row.kind, way(row), row.amount])
  expect(shown).toEqual([
    ['cost', kinds.cost, 250n],
    ['refund', kinds.refund, 250n],
    ['adjustment', 'adjustments:CNY > wallet', 250n],
    ['adjustment', 'wallet > adjustments:CNY', 100n],
  ])
  expect(rows[0]).toMatchObject({ product: '云服务器', productId: 'rcs-1', occurredAt: new Date('2026-11-20T00:00:00Z') })
  expect(rows[1]).toMatchObject({ reason: '退订', occurredAt: new Date('2026-11-20T08:00:00Z'), source: 'cli' })
})

test('a wallet does not go below its floor', async () => {
  const refused = await purserJson(env, 'post', 'cost', '--key', 'big', '--customer', '10428', '--amount', '1000')
  expect(refused).toMatchObject({ code: 3, data: { error: { code: 'insufficient_funds' } } })
  expect(refused.err).toBe('The balance is too low: CNY 100.50 available, CNY 1,000.00 needed. Nothing was taken.\n')
})

test('a reference of a channel credits once, however it is written and whoever it is for', async () => {
  const second = await purserJson(
    env,
    'post',
    'recharge',
    '--key',
    'pay-2',
    '--customer',
    '10428',
    '--amount',
    '1',
    '--channel',
    'alipay',
    '--reference',
    'r1',
  )
  expect(second).toMatchObject({ code: 3, data: { error: { code: 'already_credited' } } })
})

describe('wrong usage', () => {
  const others = ['--key', 'x', '--customer', '10428']
  test.each([
    [['cost', ...others, '--amount', '0.001']],
    [['cost', ...others, '--amount', '1', '--at', 'yesterday']],
    [['cost', '--customer', '10428', '--amount', '1']],
    [['adjustment', ...others, '--amount', '1']],
    [['withdrawal', ...others, '--amount', '1']],
  ])('post %j ends with 2', async (args) => {
    expect(await run(...args)).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^error: /) })
  })

  test('none of it was posted', async () => {
    expect(await house.db.transfer.count({ where: { key: 'x' } })).toBe(0)
  })
})

test('the largest amount the ledger refuses is refused in words', async () => {
  const ended = await run('recharge', '--key', 'huge', '--customer', '10428', '--amount', '999999999999999.99', '--channel', 'alipay')
  expect(ended).toMatchObject({ code: 3, out: '', err: expect.stringContaining('can’t be posted') })
})

test('money for nobody is refused', async () => {
  expect(await run('refund', '--key', 'y', '--customer', '404', '--amount', '1')).toMatchObject({
    code: 3,
    err: 'There is no customer 404.\n',
  })
})
