import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FullDb } from '../../src/db.ts'
import { each } from '../../src/jobs/each.ts'
import { remind } from '../../src/jobs/remind.ts'
import { warn } from '../../src/jobs/warn.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { type Ledger, type NewTransfer, wallet } from '../../src/ledger/types.ts'
import { money } from '../../src/money.ts'
import type { Reply } from '../../src/reply.ts'
import { type Seen, seen, testConfig } from '../support/bot.ts'
import { type Counter, claim, counter, METHODS } from '../support/counter.ts'

let shop: Counter
beforeAll(async () => {
  shop = await counter()
})
afterAll(() => shop.close())

const deps = () => ({
  ...{ config: testConfig(), db: shop.db, methods: METHODS, ledger: createLedger, chats: [], clock: () => shop.now },
  log: pino({ level: 'silent' }),
})

/** What a chat was sent, oldest first. */
async function told(user: string): Promise<readonly Seen[]> {
  const notices = await shop.db.notice.findMany({ where: { identity: { userId: user } }, orderBy: { id: 'asc' } })
  const viewer = { locale: 'en', zone: 'Asia/Shanghai', now: shop.now } as const
  return notices.map(({ reply }) => seen({ reply: reply as unknown as Reply, viewer }))
}
const warnings = async (user: string): Promise<number> => (await told(user)).filter(({ text }) => text.includes('you set')).length

let moves = 0
async function transfer(number: string, fen: bigint): Promise<{ key: string; transfers: NewTransfer[] }> {
  const { id } = await shop.db.customer.findUniqueOrThrow({ where: { number } })
  const how = { amount: money(fen < 0n ? -fen : fen, 'CNY'), occurredAt: shop.now, actor: 'system', source: 'test' }
  const way =
    fen < 0n
      ? ({ from: wallet(id), to: 'revenue', kind: 'cost' } as const)
      : ({ from: 'opening', to: wallet(id), kind: 'opening' } as const)
  return { key: `move ${++moves}`, transfers: [{ ...how, ...way }] }
}
async function moved(number: string, fen: bigint): Promise<bigint> {
  const { key, transfers } = await transfer(number, fen)
  return (await createLedger(shop.db).post(key, transfers)).ids[0] ?? 0n
}

test('a balance that falls below what the customer set is told once, and again only after it was above', async () => {
  const chat = await shop.customer('71001')
  await moved('71001', 10_000n)
  await chat.sends('low-balance', { amount: '50' })
  await warn(deps())
  expect(await warnings('c71001'), 'nothing has fallen').toBe(0)
  await moved('71001', -6_000n)
  await Promise.all([warn(deps()), warn(deps())])
  await moved('71001', -1_000n)
  await warn(deps())
  expect(await warnings('c71001')).toBe(1)
  const [first] = await told('c71001')
  expect(first?.text).toBe(
    'Balance: CNY 40.00\nYou’re below the CNY 50.00 you set. Daily charges are taken at 08:00; if the balance is short, services are limited. Please top up before tomorrow 08:00.',
  )
  const up = await moved('71001', 9_000n)
  await createLedger(shop.db).reverse(up, { key: 'back', reason: 'test', actor: 'system', source: 'test', occurredAt: shop.now })
  await warn(deps())
  expect(await warnings('c71001'), 'a reversal lets it fall too').toBe(2)
})

test('a batch of postings is seen like single ones, and a fall that was made good is told to nobody', async () => {
  for (const number of ['71002', '71003']) {
    const chat = await shop.customer(number)
    await moved(number, 10_000n)
    await chat.sends('low-balance', { amount: '50' })
  }
  const batch = [
    await transfer('71002', -3_000n),
    await transfer('71003', -9_000n),
    await transfer('71002', -3_000n),
    await transfer('71003', 9_000n),
  ]
  await createLedger(shop.db).postBatch(batch)
  await warn(deps())
  expect([await warnings('c71002'), await warnings('c71003')]).toEqual([1, 0])
  await moved('71003', -9_000n)
  await moved('71003', 8_000n)
  await warn(deps())
  expect(await warnings('c71003')).toBe(0)
})

test('a threshold set while the balance moves is either passed or set above it: never missed, never told twice', async () => {
  const chat = await shop.customer('71004')
  await moved('71004', 10_000n)
  await Promise.all([chat.sends('low-balance', { amount: '50' }), moved('71004', -6_000n)])
  await Promise.all([warn(deps()), warn(deps())])
  expect(await warnings('c71004')).toBeLessThanOrEqual(1)
  const crossing = await shop.db.crossing.findFirst({ where: { customer: { number: '71004' } } })
  expect(crossing?.toldAt).not.toBeNull()
  await chat.sends('low-balance', { amount: 'off' })
  await moved('71004', -1_000n)
  expect(await shop.db.crossing.count({ where: { customer: { number: '71004' } } })).toBe(0)
})

test('each chat hears of it outside its own quiet hours, and not at all when the balance has come back by then', async () => {
  const noon = shop.now
  for (const number of ['71005', '71006']) {
    const chat = await shop.customer(number)
    await moved(number, 10_000n)
    await chat.sends('low-balance', { amount: '50' })
  }
  const { id } = await shop.db.customer.findUniqueOrThrow({ where: { number: '71005' } })
  await shop.db.identity.create({ data: { platform: 'test', userId: 'paris', chat: 'paris', customerId: id, zone: 'Europe/Paris' } })
  shop.now = new Date('2026-11-24T15:30:00Z')
  await moved('71005', -6_000n)
  await moved('71006', -6_000n)
  await warn(deps())
  await warn(deps())
  expect([await warnings('c71005'), await warnings('paris')], 'it is 23:30 in Shanghai, 16:30 in Paris').toEqual([0, 1])
  await moved('71006', 6_000n)
  shop.now = new Date('2026-11-24T23:00:00Z')
  await warn(deps())
  await warn(deps())
  expect([await warnings('c71005'), await warnings('paris'), await warnings('c71006')]).toEqual([1, 1, 0])
  expect((await told('c71005')).at(-1)?.text).toContain('Please top up before today 08:00.')
  shop.now = noon
})

test('who chose to pay by hand and sent no proof is reminded once, in the chat that chose it, and not at night', async () => {
  const start = shop.now
  const minutes = (n: number): void => {
    shop.now = new Date(start.getTime() + n * 60_000)
  }
  const reminders = async (user: string): Promise<readonly Seen[]> =>
    (await told(user)).filter(({ text }) => text.includes('haven’t had the screenshot'))
  const people = ['71010', '71011', '71012', '71013', '71014', '71015']
  const chats = new Map<string, Awaited<ReturnType<Counter['customer']>>>()
  for (const number of people) chats.set(number, await shop.customer(number))
  const of = (number: string) => chats.get(number) as NonNullable<ReturnType<typeof chats.get>>
  const paying = new Map<string, Seen>()
  for (const number of people) paying.set(number, await of(number).says(number === '71014' ? '充值100支付宝' : '充值100云闪付'))
  const page = (number: string) => paying.get(number) as Seen
  await of('71011').presses(page('71011'), 'cancel')
  await claim(of('71012'), { reference: 'WARN000012' })
  minutes(29)
  await remind(deps())
  expect(await reminders('c71010')).toHaveLength(0)
  minutes(31)
  await Promise.all([remind(deps()), remind(deps())])
  minutes(90)
  await remind(deps())
  const counts = await Promise.all(people.map(async (number) => (await reminders(`c${number}`)).length))
  expect(counts, 'waiting, cancelled, proof sent, waiting, automatic, waiting').toEqual([1, 0, 0, 1, 0, 1])
  const [reminder] = await reminders('c71010')
  expect(reminder?.text).toContain('You chose to pay CNY 100.00 with UnionPay')
  expect((await of('71010').presses(reminder as Seen, 'continue')).text).toContain('Pay CNY 100.00 with UnionPay')
  const night = await shop.customer('71016')
  shop.now = new Date('2026-11-24T15:00:00Z')
  await night.says('充值100云闪付')
  shop.now = new Date('2026-11-24T16:00:00Z')
  await remind(deps())
  expect(await reminders('c71016')).toHaveLength(0)
  shop.now = new Date('2026-11-24T23:01:00Z')
  await remind(deps())
  expect(await reminders('c71016')).toHaveLength(1)
  shop.now = start
})

test('killed after a warning or a reminder was noted and before it was written, it is told by the next run, once; others do not wait', async () => {
  const start = shop.now
  for (const number of ['71020', '71021']) {
    const chat = await shop.customer(number)
    await moved(number, 10_000n)
    await chat.sends('low-balance', { amount: '50' })
    await chat.says('充值100云闪付')
    await moved(number, -6_000n)
  }
  shop.now = new Date(start.getTime() + 31 * 60_000)
  let kills = 2
  /** The database's side of the first one is killed: in the middle of its transaction. */
  const killed = async (db: FullDb): Promise<void> => {
    if (kills-- > 0) await db.$queryRaw`select pg_terminate_backend(pg_backend_pid())`
  }
  const ledger = (db: FullDb): Ledger => {
    const real = createLedger(db)
    const balance: Ledger['balance'] = async (...of) => {
      await killed(db)
      return real.balance(...of)
    }
    return { ...real, balance }
  }
  await Promise.all([warn({ ...deps(), ledger }), warn({ ...deps(), ledger })])
  expect(kills).toBeLessThanOrEqual(0)
  await warn(deps())
  await Promise.all([warn(deps()), warn(deps())])
  expect([await warnings('c71020'), await warnings('c71021')]).toEqual([1, 1])
  let ends = 1
  const ending = {
    ...deps(),
    get methods() {
      if (ends-- > 0) throw new Error('the process ends here')
      return METHODS
    },
  }
  await remind(ending)
  expect(ends).toBeLessThanOrEqual(0)
  const asked = async () => {
    const all = await Promise.all(['c71020', 'c71021'].map(told))
    return all.map((each) => each.filter(({ text }) => text.includes('haven’t had the screenshot')).length)
  }
  expect((await asked()).toSorted()).toEqual([0, 1])
  await Promise.all([remind(deps()), remind(deps())])
  await remind(deps())
  expect(await asked()).toEqual([1, 1])
  shop.now = start
})

test('those that fail every time keep nobody behind them waiting, and the job fails where they are many', async () => {
  for (const failing of [9, 12]) {
    const reached: number[] = []
    const run = each(deps(), [...Array(20).keys()], async (n) => {
      reached.push(n)
      if (n < failing) throw new Error(`always ${n}`)
    })
    await (failing < 10 ? run : expect(run).rejects.toThrow('always 11'))
    expect(reached).toHaveLength(20)
  }
})
