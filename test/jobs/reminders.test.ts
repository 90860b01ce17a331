import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FullDb } from '../../src/db.ts'
import type { Viewer } from '../../src/format.ts'
import { each } from '../../src/jobs/each.ts'
import { sendNotice } from '../../src/jobs/notices.ts'
import { remind } from '../../src/jobs/remind.ts'
import { undelivered } from '../../src/jobs/waiting.ts'
import { warn } from '../../src/jobs/warn.ts'
import { createLedger } from '../../src/ledger/index.ts'
import type { Ledger } from '../../src/ledger/types.ts'
import type { Reply } from '../../src/reply.ts'
import { type Chatter, type Seen, seen } from '../support/bot.ts'
import { CLAIM, type Counter, claim, counter, file, METHODS } from '../support/counter.ts'
import { warned } from '../support/warned.ts'

let shop: Counter
beforeAll(async () => {
  shop = await counter()
})
afterAll(() => shop.close())

const { deps, told, warnings, moved } = warned(() => shop)

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

test('who entered the proof and did not send it is told that, and sends it by a button; not while they are at it', async () => {
  const start = shop.now
  const minutes = (n: number): void => {
    shop.now = new Date(start.getTime() + n * 60_000)
  }
  const chat = await shop.customer('71046')
  await chat.says('充值100云闪付')
  minutes(25)
  await chat.sends('ticket', { ...CLAIM, reference: 'WARN000046' }, { pictures: [file('shot of 71046')] })
  minutes(31)
  await remind(deps())
  expect(await told('c71046')).toHaveLength(0)
  minutes(36)
  await Promise.all([remind(deps()), remind(deps())])
  const [reminder, ...more] = await told('c71046')
  expect(more).toHaveLength(0)
  expect(reminder?.text).toContain('hasn’t been sent to us yet')
  expect((await chat.presses(reminder as Seen, 'Edit or add')).reply.form?.questions.find(({ name }) => name === 'reference')?.value).toBe(
    'WARN000046',
  )
  expect((await chat.presses(reminder as Seen, 'ticket-send')).text).toContain('We have your screenshot')
  expect(await shop.db.ticket.count({ where: { reference: 'WARN000046' } })).toBe(1)
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
