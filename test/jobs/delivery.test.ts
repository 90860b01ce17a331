import pino from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { addSending } from '../../src/jobs/add.ts'
import { deliver } from '../../src/jobs/deliver.ts'
import type { JobDeps } from '../../src/jobs/index.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { testConfig } from '../support/bot.ts'
import { type MemoryChat, memoryChat } from '../support/chat.ts'
import { type Counter, claim, counter, METHODS } from '../support/counter.ts'
import { runJobs } from '../support/jobs.ts'

let house: Counter
let chat: MemoryChat
let jobs: { stop: () => Promise<void> }
let deps: JobDeps

beforeAll(async () => {
  house = await counter()
  chat = memoryChat()
  const log = pino({ level: 'silent' })
  deps = { config: testConfig(), db: house.db, methods: METHODS, ledger: createLedger, chats: [chat], clock: () => house.now, log }
  jobs = await runJobs(deps, house.url)
})
afterAll(async () => {
  await jobs.stop()
  await house.close()
})

const until = (check: () => void | Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 15_000, interval: 50 })
/** Retries wait seconds by design; a test may not. */
const hurry = () => house.db.$executeRaw`update graphile_worker._private_jobs set run_at = now() where locked_at is null`
const cardOf = (ticket: string) => chat.shown('staff').find((message) => message.text.includes(ticket))

test('the card appears in the staff chat, and folds to who, what and when once it is decided', async () => {
  const customer = await house.customer('40001')
  const staff = await house.staff('amy')
  const { ticket } = await claim(customer, { reference: 'EEEE0001', note: '谢谢 <@everyone>' })
  await until(() => expect(cardOf(ticket)?.reply.actions).toHaveLength(6))
  expect(cardOf(ticket)?.text).toContain('“谢谢 <@everyone>”')
  expect(cardOf(ticket)?.text).toContain('UID 40001')
  await staff.sends('approve', { ticket, version: '1' })
  await until(() => expect(cardOf(ticket)?.reply.actions).toHaveLength(1))
  expect(cardOf(ticket)?.text).toContain('amy')
  expect(chat.shown('staff').filter((message) => message.text.includes(ticket))).toHaveLength(1)
})

test('the customer is told in every linked chat, each in its own language', async () => {
  const customer = await house.customer('40002')
  const { id } = await house.db.customer.findUniqueOrThrow({ where: { number: '40002' } })
  await house.db.identity.create({ data: { platform: 'test', userId: 'hk', chat: 'hk', customerId: id, locale: 'zh-HK' } })
  const staff = await house.staff('bea')
  const { ticket } = await claim(customer, { reference: 'EEEE0002' })
  await staff.sends('reject', { ticket, version: '1', reason: 'not_found' })
  await until(() => expect(chat.shown('hk').at(-1)?.text).toContain(`工單 ${ticket} 未能入賬`))
  await until(() => expect(chat.shown('c40002').at(-1)?.text).toContain(`Claim ${ticket} could not be credited`))
  expect(chat.shown('hk').at(-1)?.text).toContain('你的結餘沒有變動')
})

test('a platform that is down delays its messages and loses none', async () => {
  const customer = await house.customer('40003')
  const staff = await house.staff('cas')
  chat.down = true
  const { ticket } = await claim(customer, { reference: 'EEEE0003' })
  await staff.sends('approve', { ticket, version: '1' })
  await vi.waitFor(
    async () => expect(await house.db.notice.count({ where: { identity: { userId: 'c40003' }, error: { not: null } } })).toBe(1),
    {
      timeout: 15_000,
    },
  )
  chat.down = false
  await vi.waitFor(
    async () => {
      await hurry()
      expect(chat.shown('c40003').at(-1)?.text).toContain('added to your balance')
      expect(cardOf(ticket)?.text).toContain('cas')
    },
    { timeout: 15_000, interval: 200 },
  )
})

test('a person who takes no messages is asked once, and the notice is kept', async () => {
  const customer = await house.customer('40005')
  const staff = await house.staff('dot')
  chat.closed.set('c40005', 0)
  const { ticket } = await claim(customer, { reference: 'EEEE0005' })
  await staff.sends('approve', { ticket, version: '1' })
  const kept = () => house.db.notice.count({ where: { identity: { userId: 'c40005' }, error: 'chat_closed', sentAt: null } })
  await vi.waitFor(async () => expect(await kept()).toBe(1), { timeout: 15_000 })
  await until(() => expect(cardOf(ticket)?.text).toContain('dot'))
  const left = await house.db.$queryRaw`select 1 from graphile_worker.jobs where task_identifier = 'notice' and attempts > 0`
  expect(left).toEqual([])
  expect(chat.closed.get('c40005')).toBe(1)
})

test('a card that somebody deleted is shown again when its ticket changes', async () => {
  const customer = await house.customer('40006')
  const staff = await house.staff('eve')
  const { ticket } = await claim(customer, { reference: 'EEEE0006' })
  await until(() => expect(cardOf(ticket)?.reply.actions).toHaveLength(6))
  chat.remove(cardOf(ticket)?.id ?? '')
  await staff.sends('approve', { ticket, version: '1' })
  await until(() => expect(cardOf(ticket)?.text).toContain('eve'))
})

test('what was not delivered yet is not told to a chat that was unlinked meanwhile', async () => {
  const customer = await house.customer('40009')
  const { id: customerId } = await house.db.customer.findUniqueOrThrow({ where: { number: '40009' } })
  const sold = await house.db.identity.create({ data: { platform: 'test', userId: 'sold', chat: 'sold', customerId } })
  const staff = await house.staff('dee')
  chat.down = true
  const { ticket } = await claim(customer, { reference: 'EEEE0009' })
  await staff.sends('approve', { ticket, version: '1' })
  await customer.sends('unlink-confirm', { chat: String(sold.id) })
  chat.down = false
  await until(async () => {
    await hurry()
    const waiting = await house.db.notice.count({
      where: { identityId: sold.id, sentAt: null, OR: [{ error: null }, { error: { not: 'unlinked' } }] },
    })
    expect([waiting, chat.shown('c40009').length, chat.shown('sold').length]).toEqual([0, 1, 1])
  })
  expect(chat.shown('c40009')[0]?.text).toContain('128.00')
  expect(chat.shown('sold')[0]?.text).not.toMatch(/128|40009|Claim/)
})

test('a message that always takes too long is tried again, given up in the end, and its late failure is in the log', async () => {
  const logged: string[] = []
  const log = pino({}, { write: (line: string) => void logged.push(line) })
  const fails: ((error: Error) => void)[] = []
  const givenUp: unknown[] = []
  const nudge = deliver({ ...deps, log }, 'nobody', 'nudge', {
    run: () => new Promise((_, reject) => fails.push(reject)),
    giveUp: async (payload) => void givenUp.push(payload),
    ...{ most: 1, limit: 20 },
  })
  const left = () => house.db.$queryRaw<{ payload: { identity: string; tries?: number } }[]>`
    select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = 'nudge:nobody' order by j.id`
  await nudge({ identity: '1' })
  const [again] = await left()
  expect([again?.payload, givenUp]).toEqual([{ identity: '1', tries: 1 }, []])
  await nudge(again?.payload ?? expect.fail('it is not tried again'))
  expect([await left(), givenUp]).toEqual([[again], [{ identity: '1', tries: 1 }]])
  fails[0]?.(new Error('the platform closed the line'))
  await until(() => expect(logged.join()).toContain('the platform closed the line'))
})

test('the job system keeps no name for each message: all share a few queues, and what is about the same has the same one', async () => {
  for (let n = 1; n <= 300; n++) await addSending(house.db, 'crowd', 'notice', { notice: String(n) })
  await addSending(house.db, 'crowd', 'notice', { notice: '7', tries: 1 })
  const queues = await house.db.$queryRaw<{ jobs: number; seventh: number }[]>`
    select count(*)::int as jobs, (count(*) filter (where j.payload->>'notice' = '7'))::int as seventh
    from graphile_worker._private_job_queues q join graphile_worker._private_jobs j on j.job_queue_id = q.id
    where q.queue_name like '%crowd%' group by q.id`
  expect(queues.length).toBeLessThan(300)
  expect(queues.map(({ seventh }) => seventh).filter(Boolean)).toEqual([2])
})

test('a job that was running when its process died is run again at the next start', async () => {
  const customer = await house.customer('40004')
  await jobs.stop()
  const { ticket } = await claim(customer, { reference: 'EEEE0004' })
  await house.db.$executeRaw`update graphile_worker._private_jobs set locked_at = now(), locked_by = 'worker-that-died', attempts = 1`
  await house.db.$executeRaw`update graphile_worker._private_job_queues set locked_at = now(), locked_by = 'worker-that-died'`
  expect(cardOf(ticket)).toBeUndefined()
  jobs = await runJobs(deps, house.url)
  await until(() => expect(cardOf(ticket)?.reply.actions).toHaveLength(6))
})
