import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FullDb } from '../../src/db.ts'
import type { Viewer } from '../../src/format.ts'
import { each } from '../../src/jobs/each.ts'
import { sendNotice } from '../../src/jobs/notices.ts'
import { remind } from '../../src/jobs/remind.ts'
import { undelivered } from '../../src/jobs/waiting.ts'
import { warn } from '../../src/jobs/warn.ts'
import { bindWallets, createLedger, unbindWallets, verify } from '../../src/ledger/index.ts'
import { type Ledger, type NewTransfer, wallet } from '../../src/ledger/types.ts'
import { money } from '../../src/money.ts'
import type { Reply } from '../../src/reply.ts'
import { type Chatter, type Seen, seen, testConfig } from '../support/bot.ts'
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

/** Another chat of an account. */
async function joins(number: string, user: string, zone: string | null = null): Promise<Chatter> {
  const customer = { connect: { number } }
  await shop.db.identity.create({ data: { platform: 'test', userId: user, chat: user, zone, customer } })
  return shop.chatter(user)
}

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

test('a balance that falls below what a person set is told once, and again only after it was above', async () => {
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
  const crossing = await shop.db.crossing.findFirst({ where: { identity: { userId: 'c71004' } } })
  expect(crossing?.toldAt).not.toBeNull()
  await chat.sends('low-balance', { amount: 'off' })
  await moved('71004', -1_000n)
  expect(await shop.db.crossing.count({ where: { identity: { userId: 'c71004' } } })).toBe(0)
})

test('each chat hears of it outside its own quiet hours, and not at all when the balance has come back by then', async () => {
  const noon = shop.now
  for (const number of ['71005', '71006']) {
    const chat = await shop.customer(number)
    await moved(number, 10_000n)
    await chat.sends('low-balance', { amount: '50' })
  }
  await (await joins('71005', 'paris', 'Europe/Paris')).sends('low-balance', { amount: '50' })
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

test('each person is warned at their own threshold, once for each fall below it, whatever others of the account set', async () => {
  const owner = await shop.customer('71030')
  const [member, silent] = [await joins('71030', 'm71030'), await joins('71030', 's71030')]
  await moved('71030', 30_000n)
  await owner.sends('low-balance', { amount: '200' })
  await member.sends('low-balance', { amount: '50' })
  expect((await owner.sends('settings')).text).toContain('below CNY 200.00')
  expect((await silent.sends('settings')).text).toContain('Low balance warning: off')
  const heard: (readonly number[])[] = []
  for (const fen of [-15_000n, -11_000n, 6_000n, -6_000n, -1_000n, 30_000n, -16_000n]) {
    await moved('71030', fen)
    await Promise.all([warn(deps()), warn(deps())])
    heard.push(await Promise.all(['c71030', 'm71030', 's71030'].map(warnings)))
  }
  expect(heard).toEqual([
    [1, 0, 0],
    [1, 1, 0],
    [1, 1, 0],
    [1, 2, 0],
    [1, 2, 0],
    [1, 2, 0],
    [2, 2, 0],
  ])
  expect((await told('m71030')).at(-1)?.text).toContain('You’re below the CNY 50.00 you set.')
  expect((await owner.sends('balance')).text).toContain('You’re below the CNY 200.00 you set.')
  for (const chat of [member, silent]) expect((await chat.sends('balance')).text).not.toContain('you set')
  await moved('71030', -13_000n)
  await warn(deps())
  await member.sends('low-balance', { amount: 'off' })
  await moved('71030', 1_000n)
  await moved('71030', -1_000n)
  await warn(deps())
  expect(await Promise.all(['c71030', 'm71030', 's71030'].map(warnings))).toEqual([2, 3, 0])
})

test('a threshold goes with its chat: who leaves hears nothing more of the account, and who comes to one below it knows that', async () => {
  const owner = await shop.customer('71031')
  const leaver = await joins('71031', 'm71031')
  await shop.customer('71032')
  await moved('71031', 10_000n)
  await moved('71032', 6_000n)
  for (const chat of [owner, leaver]) await chat.sends('low-balance', { amount: '70' })
  await moved('71031', -4_000n)
  await leaver.presses(await leaver.presses(await leaver.sends('unlink'), 'Unlink this chat'), 'unlink-confirm')
  await warn(deps())
  expect(await Promise.all(['c71031', 'm71031'].map(warnings))).toEqual([1, 0])
  await shop.db.identity.updateMany({
    where: { userId: 'm71031', customerId: null },
    data: { customerId: (await shop.db.customer.findUniqueOrThrow({ where: { number: '71032' } })).id },
  })
  await warn(deps())
  expect(await warnings('m71031'), 'the account that it came to was below already').toBe(0)
  await moved('71032', 2_000n)
  await moved('71032', -2_000n)
  await warn(deps())
  expect(await Promise.all(['c71031', 'm71031', 'c71032'].map(warnings))).toEqual([1, 1, 0])
})

test('whatever is set, linked, unlinked and posted at once, each fall is noted of exactly those who are below', async () => {
  const number = '71033'
  const chats = [await shop.customer(number), ...(await Promise.all(['x', 'y', 'z'].map((one) => joins(number, `${one}${number}`))))]
  await shop.customer('71034')
  await moved(number, 100_000n)
  const home = await shop.db.customer.findUniqueOrThrow({ where: { number } })
  const away = await shop.db.customer.findUniqueOrThrow({ where: { number: '71034' } })
  const goes = (customerId: bigint) => shop.db.identity.updateMany({ where: { userId: `c${number}` }, data: { customerId } })
  for (const [round, fen] of [-60_000n, 50_000n, -70_000n, 40_000n].entries()) {
    await Promise.all([
      ...chats.map((chat, i) => chat.sends('low-balance', { amount: round % 2 ? `${100 * (i + 1)}` : `${700 - 150 * i}` })),
      moved(number, fen),
      moved('71034', 15_000n),
      goes(round % 2 ? home.id : away.id),
      warn(deps()),
    ])
    expect((await verify(shop.db)).disagreements.filter(({ check }) => check === 'threshold')).toEqual([])
  }
})

test('an account on hold is not told to top up, which it cannot; once it is open again and still below, it is', async () => {
  const chat = await shop.customer('71035')
  await moved('71035', 10_000n)
  await chat.sends('low-balance', { amount: '50' })
  const status = (to: string) => shop.db.customer.update({ where: { number: '71035' }, data: { status: to } })
  await status('frozen')
  await moved('71035', -6_000n)
  await warn(deps())
  expect(await warnings('c71035')).toBe(0)
  await status('active')
  await warn(deps())
  await warn(deps())
  expect(await warnings('c71035')).toBe(1)
})

test('a warning or a reminder that waited is told only while it is still so; who is still below at a later settlement is warned anew', async () => {
  const start = shop.now
  const sent: string[] = []
  const send = async (chat: string, reply: Reply, viewer: Viewer): Promise<string> => {
    sent.push(`${chat}: ${seen({ reply, viewer }).text}`)
    return '1'
  }
  const sending = { ...deps(), chats: [{ platform: 'test', staffChats: [], send, edit: async () => undefined }] }
  const people = ['71040', '71041', '71042', '71043']
  const chats: Chatter[] = []
  for (const number of people) {
    const chat = await shop.customer(number)
    await moved(number, 10_000n)
    await chat.sends('low-balance', { amount: '50' })
    await moved(number, -6_000n)
    await chat.says('充值100云闪付')
    chats.push(chat)
  }
  shop.now = new Date(start.getTime() + 31 * 60_000)
  for (const job of [warn, remind]) await job(deps())
  const waiting = { identity: { userId: { in: people.map((number) => `c${number}`) } } }
  const sendAll = async (): Promise<void> => {
    for (const { id } of await shop.db.notice.findMany({ where: waiting, orderBy: { id: 'asc' } }))
      await sendNotice(sending, { notice: String(id) })
  }
  await moved('71040', 6_000n)
  await chats[0]?.sends('cancel', {
    recharge: String((await shop.db.recharge.findFirst({ where: { customer: { number: '71040' } } }))?.id),
  })
  await moved('71041', 6_000n)
  await moved('71041', -5_900n)
  await claim(chats[1] as Chatter, { reference: 'WARN000041' })
  // Those of the third are kept, and met in a shared place.
  const kept = { ...waiting, identity: { userId: 'c71042' } }
  await shop.db.notice.updateMany({ where: kept, data: { error: 'chat_closed' } })
  await moved('71042', 6_000n)
  const met = await shop.chatter('c71042', { private: false }).says('balance')
  expect(met.text).not.toContain('you set')
  expect(met.text).toContain('haven’t had the screenshot')
  await sendAll()
  const what = sent.map((text) => `${text.split(':')[0]} ${text.includes('you set') ? 'warned' : 'reminded'}`)
  expect(what.sort()).toEqual(['c71042 reminded', 'c71043 reminded', 'c71043 warned'])
  const { notices } = await undelivered(shop.db, 500)
  expect(notices.filter(({ customer = '' }) => people.includes(customer))).toEqual([])
  sent.length = 0
  await warn(deps())
  shop.now = new Date(start.getTime() + 24 * 3600_000)
  await sendAll()
  expect(sent, 'it names a settlement that has passed').toEqual([])
  await warn(deps())
  await sendAll()
  expect(sent).toEqual([expect.stringContaining('c71041: Balance: CNY 41.00')])
  expect(sent[0]).toContain('Please top up before tomorrow 08:00.')
  shop.now = start
})

test('who waits for the morning to be warned or reminded keeps nobody behind them waiting', async () => {
  const start = shop.now
  shop.now = new Date('2026-11-24T15:00:00Z')
  const chat = await shop.customer('71044')
  await moved('71044', 10_000n)
  await chat.sends('low-balance', { amount: '50' })
  await chat.says('充值100云闪付')
  await moved('71044', -6_000n)
  shop.now = new Date('2026-11-24T16:00:00Z')
  for (const job of [warn, remind]) await job(deps())
  const heldUntil = new Date('2026-11-24T23:00:00Z')
  expect(await shop.db.crossing.findFirst({ where: { identity: { userId: 'c71044' } } })).toMatchObject({ heldUntil, toldAt: null })
  expect(await shop.db.recharge.findFirst({ where: { customer: { number: '71044' } } })).toMatchObject({ heldUntil, remindedAt: null })
  shop.now = heldUntil
  for (const job of [warn, remind]) await Promise.all([job(deps()), job(deps())])
  expect(await told('c71044')).toHaveLength(2)
  shop.now = start
})

test('while an import posts the history of an account, what its balance is in between is told to nobody', async () => {
  const chat = await shop.customer('71045')
  await moved('71045', 10_000n)
  await chat.sends('low-balance', { amount: '50' })
  const { id } = await shop.db.customer.findUniqueOrThrow({ where: { number: '71045' } })
  await shop.db.$transaction((tx) => unbindWallets(tx, [id]))
  await moved('71045', -30_000n)
  await warn(deps())
  expect(await warnings('c71045')).toBe(0)
  await moved('71045', 21_000n)
  await bindWallets(shop.db)
  await warn(deps())
  expect(await warnings('c71045')).toBe(1)
})

test('who chose to pay by hand and sent no proof is reminded once, in the chat that chose it, and not at night', async () => {
  const start = shop.now
  const minutes = (n: number): void => {
    shop.now = new Date(start.getTime() + n * 60_000)
  }
  const reminders = async (user: string): Promise<readonly Seen[]> =>
    (await told(user)).filter(({ text }) => text.includes('haven’t had the screenshot'))
  const people = ['71010', '71011', '71012', '71013', '71014', '71015']
  const chats = new Map<string, Chatter>()
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
