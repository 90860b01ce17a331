import pino from 'pino'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { createLinkCode } from '../../src/billing/linking.ts'
import { addSending } from '../../src/jobs/add.ts'
import type { JobDeps } from '../../src/jobs/index.ts'
import { nudge } from '../../src/jobs/nudge.ts'
import { reportUndelivered } from '../../src/jobs/undelivered.ts'
import { sendAgain, undelivered } from '../../src/jobs/waiting.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { testBot, testConfig } from '../support/bot.ts'
import { type MemoryChat, memoryChat } from '../support/chat.ts'
import { type Counter, claim, counter, METHODS } from '../support/counter.ts'
import { runJobs } from '../support/jobs.ts'

let house: Counter
let chat: MemoryChat
let other: MemoryChat
let deps: JobDeps
let jobs: { stop: () => Promise<void> }

beforeAll(async () => {
  house = await counter({ undoSeconds: 0 })
  chat = memoryChat()
  other = memoryChat('other', ['desk'])
  const log = pino({ level: 'silent' })
  const chats = [chat, other]
  deps = { config: testConfig(), db: house.db, methods: METHODS, ledger: createLedger, chats, clock: () => new Date(), log }
  jobs = await runJobs(deps, house.url)
})
afterAll(async () => {
  await jobs.stop()
  await house.close()
})

afterEach(() => {
  Object.assign(chat, { down: false, hangs: false, loses: false, busyUntil: undefined })
})

const until = (check: () => void | Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 25_000, interval: 50 })
const queued = () =>
  house.db.$queryRaw<{ task: string; wait: number; tries: number }[]>`
    select identifier as task, extract(epoch from run_at - now())::float8 as wait, coalesce((payload->>'tries')::int, 0) as tries
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id where locked_at is null`

/** One notice for a chat of its own on a platform. */
async function notice(platform: string, user: string): Promise<bigint> {
  const identity = await house.db.identity.create({ data: { platform, userId: user, chat: user } })
  const reply = { audience: 'asker', blocks: [{ type: 'text', text: [`for ${user}`] }], actions: [] }
  const { id } = await house.db.notice.create({ data: { identityId: identity.id, reply } })
  await addSending(house.db, platform, 'notice', { notice: String(id) })
  return id
}

test('a platform that takes messages and never answers holds up nobody else', async () => {
  chat.hangs = true
  for (let i = 0; i < 12; i++) await notice('test', `hung${i}`)
  await notice('other', 'prompt')
  await until(() => expect(other.shown('prompt')).toHaveLength(1))
  expect(chat.shown('hung0')).toHaveLength(0)
  chat.hangs = false
  await until(() => expect(chat.shown('hung11')).toHaveLength(1))
})

test('a platform that says when to ask again is asked then, and that is no failure', async () => {
  chat.busyUntil = new Date(Date.now() + 3600_000)
  const id = await notice('test', 'patient')
  await until(async () => {
    const [job] = (await queued()).filter(({ task }) => task === 'notice:test')
    expect(job?.wait).toBeGreaterThan(3_500)
    expect(job?.tries).toBe(0)
  })
  chat.busyUntil = undefined
  await house.db.$transaction((tx) => sendAgain(tx, String(id)))
  await until(() => expect(chat.shown('patient')).toHaveLength(1))
})

test('what could not be delivered for two days is given up, told to staff once, listed, and sent again when somebody says so', async () => {
  chat.down = true
  const id = await notice('test', 'unlucky')
  await until(async () => expect(await house.db.notice.findFirst({ where: { id } })).toMatchObject({ error: 'Error' }))
  await addSending(house.db, 'test', 'notice', { notice: String(id), tries: 580 })
  await until(async () => expect((await house.db.notice.findUniqueOrThrow({ where: { id } })).givenUpAt).not.toBeNull())
  chat.down = false
  await house.db.$executeRaw`delete from graphile_worker._private_jobs where payload->>'notice' = ${String(id)}`
  expect((await undelivered(house.db, 10)).notices).toEqual([
    expect.objectContaining({ id: String(id), state: 'given up', error: 'Error' }),
  ])
  await Promise.all([reportUndelivered(deps), reportUndelivered(deps)])
  await reportUndelivered(deps)
  for (const [there, place] of [
    [chat, 'staff'],
    [other, 'desk'],
  ] as const)
    await until(() => expect(there.shown(place).filter(({ text }) => text.includes('purser notices'))).toHaveLength(1))
  expect(await house.db.$transaction((tx) => sendAgain(tx, String(id)))).toBe(1)
  await until(() => expect(chat.shown('unlucky')).toHaveLength(1))
  await until(async () => expect((await undelivered(house.db, 10)).total).toBe(0))
})

test('what is for staff is tried again until their chat takes it', async () => {
  chat.closed.set('staff', 0)
  const { id } = await house.db.notice.create({
    data: { platform: 'test', chat: 'staff', reply: { audience: 'staff', blocks: [], actions: [] } },
  })
  await addSending(house.db, 'test', 'notice', { notice: String(id) })
  await until(async () =>
    expect((await undelivered(house.db, 10)).notices).toMatchObject([{ state: 'waiting', error: 'staff_chat_closed' }]),
  )
  chat.closed.delete('staff')
  await until(async () => expect((await house.db.notice.findUniqueOrThrow({ where: { id } })).sentAt).not.toBeNull())
})

test('a card that was given up is listed, shown when somebody says so, and then counts as given up no more', async () => {
  const customer = await house.customer('50021')
  const { ticket } = await claim(customer, { reference: '500210' })
  const where = { ticketId_platform_chat: { ticketId: BigInt(ticket), platform: 'test', chat: 'staff' } }
  await until(async () => expect((await house.db.card.findUniqueOrThrow({ where })).message).not.toBeNull())
  const givenUp = { givenUpAt: house.now, reportedAt: house.now }
  const { id } = await house.db.card.update({ where, data: { ...givenUp, message: null } })
  expect((await undelivered(house.db, 10)).notices).toEqual([
    expect.objectContaining({ id: `card:${id}`, platform: 'test', customer: '50021', state: 'given up' }),
  ])
  const before = chat.shown('staff').length
  expect(await house.db.$transaction((tx) => sendAgain(tx, `card:${id}`))).toBe(1)
  await until(() => expect(chat.shown('staff')).toHaveLength(before + 1))
  // As when it is shown for another reason.
  await house.db.card.update({ where, data: givenUp })
  await addSending(house.db, 'test', 'card', { ticket, platform: 'test', chat: 'staff' })
  await until(async () => expect(await house.db.card.findUniqueOrThrow({ where })).toMatchObject({ givenUpAt: null, reportedAt: null }))
})

test('what a person was to be told while they took no messages is told at their next contact, once', async () => {
  const customer = await house.customer('50001')
  const staff = await house.staff('gil', 'lead')
  chat.closed.set('c50001', 0)
  const { ticket } = await claim(customer, { reference: 'FFFF0001' })
  await staff.sends('approve', { ticket, version: '1' })
  await until(async () => expect(await house.db.notice.count({ where: { identity: { userId: 'c50001' }, error: 'chat_closed' } })).toBe(1))
  const inGroup = testBot({ db: house.db, ledger: createLedger, methods: METHODS }).chatter('c50001', { private: false })
  // What could not be shown is brought along by the next answer again; what was, is not.
  await inGroup.sends('balance')
  const answered = await inGroup.sends('balance')
  expect(answered.text).toMatch(/已计入您的余额|added to your balance/)
  await answered.told?.()
  expect((await inGroup.sends('balance')).text).not.toContain('added to your balance')
  expect(chat.closed.get('c50001')).toBe(1)
})

/** A customer who last spoke in a shared place, and takes no messages of their own: with claims that can be decided. */
async function closedIn(place: string, number: string, claims: number) {
  const customer = await house.customer(number)
  const staff = await house.staff(number, 'lead')
  const user = `c${number}`
  const open: string[] = []
  for (let n = 0; n < claims; n++) open.push((await claim(customer, { reference: `${number}${n}` })).ticket)
  const inGroup = testBot({ db: house.db, ledger: createLedger, methods: METHODS }).chatter(user, { private: false, place })
  await inGroup.sends('balance')
  chat.closed.set(user, 0)
  const identity = await house.db.identity.findFirstOrThrow({ where: { userId: user } })
  return {
    ...{ user, inGroup, identity },
    credited: () => staff.sends('approve', { ticket: open.shift() ?? '', version: '1' }),
    now: () => house.db.identity.findUniqueOrThrow({ where: { id: identity.id } }),
    kept: () => house.db.notice.count({ where: { identityId: identity.id, error: 'chat_closed', sentAt: null } }),
    nudges: () => chat.shown(`${place} to ${user}`),
  }
}

test('who takes no messages is nudged once where they last spoke, without content, and again only after they were met', async () => {
  const { inGroup, credited, kept, nudges, identity, user, now } = await closedIn('hall', '50010', 3)
  await credited()
  await until(() => expect(nudges()).toHaveLength(1))
  expect(nudges()[0]?.text).not.toMatch(/CNY|credit|claim|balance|50010/i)
  await credited()
  await until(async () => expect(await kept()).toBe(2))
  // The same job once more, as after a crash behind the sending; and two of them at once.
  await Promise.all([nudge(deps, { identity: String(identity.id) }), nudge(deps, { identity: String(identity.id) })])
  expect(nudges()).toHaveLength(1)
  const answered = await inGroup.sends('balance')
  expect(answered.text).toContain('added to your balance')
  await answered.told?.()
  await credited()
  await until(() => expect(nudges()).toHaveLength(2))
  await until(async () => expect(await kept()).toBe(1))
  // A message reaches them again: the closed time is over.
  chat.closed.delete(user)
  const { id } = await house.db.notice.findFirstOrThrow({ where: { identityId: identity.id, sentAt: null } })
  await house.db.$transaction((tx) => sendAgain(tx, String(id)))
  await until(async () => expect((await now()).nudgedAt).toBeNull())
  expect(chat.shown(user).at(-1)?.text).toContain('added to your balance')
})

test('nobody is nudged who is told in another chat of theirs; when that takes nothing either, they are', async () => {
  const { identity, credited, kept, nudges } = await closedIn('stairs', '50011', 2)
  await house.db.identity.create({ data: { platform: 'other', userId: 'also', chat: 'also', customerId: identity.customerId } })
  await credited()
  await until(() => expect(other.shown('also')).toHaveLength(1))
  await until(async () => expect(await kept()).toBe(1))
  expect(nudges()).toHaveLength(0)
  other.closed.set('also', 0)
  await credited()
  await until(() => expect(nudges()).toHaveLength(1))
})

test('what was for one chat alone is not told by another that takes messages: its person is nudged', async () => {
  const { identity, credited, kept, nudges } = await closedIn('cellar', '50013', 1)
  await house.db.identity.create({ data: { platform: 'other', userId: 'member', chat: 'member', customerId: identity.customerId } })
  await credited()
  await until(async () => expect(await kept()).toBe(1))
  expect(nudges()).toHaveLength(0)
  const { id: customerId } = await house.db.customer.findUniqueOrThrow({ where: { number: '50013' } })
  const { code } = await createLinkCode(house.db, { customerId, createdBy: 'cli:test', now: house.now })
  const guest = house.chatter('guest-50013')
  await guest.presses(await guest.sends('link', { code }), 'link-confirm')
  await until(() => expect(nudges()).toHaveLength(1))
  await until(() => expect(other.shown('member')).toHaveLength(2))
})

test('a place that is shut is forgotten, and a platform that is down is asked again', async () => {
  const { identity, credited, nudges, now } = await closedIn('attic', '50012', 1)
  chat.shut.add('attic')
  await credited()
  await until(async () => expect(await now()).toMatchObject({ place: null, nudgedAt: null }))
  chat.shut.clear()
  await house.db.identity.update({ where: { id: identity.id }, data: { place: 'attic' } })
  chat.down = true
  await addSending(house.db, 'test', 'nudge', { identity: String(identity.id) })
  await until(async () => expect(await queued()).toContainEqual(expect.objectContaining({ task: 'nudge:test', tries: 1 })))
  chat.down = false
  await house.db.$executeRaw`update graphile_worker._private_jobs set run_at = now() where locked_at is null`
  await until(() => expect(nudges()).toHaveLength(1))
})

test('a nudge whose answer was lost is tried again as the same one', async () => {
  const { credited, nudges, now } = await closedIn('loft', '50014', 1)
  chat.loses = true
  await credited()
  await until(async () => expect(await queued()).toContainEqual(expect.objectContaining({ task: 'nudge:test', tries: 1 })))
  chat.loses = false
  await house.db.$executeRaw`update graphile_worker._private_jobs set run_at = now() where locked_at is null`
  await until(async () => expect((await now()).nudgedAt).not.toBeNull())
  await until(async () => expect((await queued()).filter(({ task }) => task === 'nudge:test')).toHaveLength(0))
  expect(nudges()).toHaveLength(1)
})

/** Somebody presses a button of what stands in the staff chat. */
const pressesThere = (user: string, { id: message, reply: { actions } }: ReturnType<MemoryChat['shown']>[number], name: string) => {
  const button = actions.find((action) => action.type === 'call' && action.command === name)
  if (button?.type !== 'call') throw new Error(`no button ${name}`)
  const { type, command, input, card } = button
  return house.bot.handle({
    platform: 'test',
    id: crypto.randomUUID(),
    from: { workspace: '', userId: user, name: user, chat: user },
    private: false,
    act: { type, command, input, files: {}, ...(card ? { card } : {}) },
    pressed: { chat: 'staff', message },
  })
}

test('a copy of a card that nobody knew of shows the decision too, once somebody has pressed it, though too late', async () => {
  const customer = await house.customer('50002')
  const { ticket } = await claim(customer, { reference: 'FFFF0002' })
  const cardsOf = () => chat.shown('staff').filter(({ text }) => text.includes('50002'))
  await until(() => expect(cardsOf()).toHaveLength(1))
  // The platform showed it twice: the answer to the first sending was lost.
  const [known] = cardsOf()
  if (!known) throw new Error('no card')
  await chat.send('staff', known.reply, { locale: 'zh-CN', zone: 'UTC', now: new Date() })
  const [, stray] = cardsOf()
  const staff = await house.staff('hal', 'lead')
  await staff.sends('approve', { ticket, version: '1' })
  const { reply } = await pressesThere('hal', stray ?? expect.fail('no copy'), 'approve')
  expect(reply.aside).toBe(true)
  await until(() => expect(cardsOf().every(({ text }) => text.includes('hal'))).toBe(true))
  expect(cardsOf()).toHaveLength(2)
})

test('what the staff chat is told about a claim is no copy of its card: nobody makes an alarm vanish by its own button', async () => {
  const customer = await house.customer('50015')
  const { ticket } = await claim(customer, { reference: 'FFFF0015' })
  await house.db.staff.updateMany({ where: { role: { in: ['lead', 'admin'] } }, data: { role: 'agent' } })
  const thief = await house.staff('thief', 'lead')
  await thief.sends('approve', { ticket, version: '1' })
  const alarms = () => chat.shown('staff').filter(({ text }) => text.includes('test thief'))
  await until(() => expect(alarms()).toHaveLength(1))
  await until(async () => expect(await house.db.card.count({ where: { ticketId: BigInt(ticket), message: { not: null } } })).toBe(1))
  await pressesThere('thief', alarms()[0] ?? expect.fail('no alarm'), 'show')
  expect(await house.db.card.findMany({ where: { ticketId: BigInt(ticket), copies: { not: '' } } })).toEqual([])
})
