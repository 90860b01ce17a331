import { EventEmitter } from 'node:events'
import type { WorkerEvents } from 'graphile-worker'
import pino from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createAlive, createWorkerPool } from '../../adapters/postgres/index.ts'
import { addSending } from '../../src/jobs/add.ts'
import { type JobDeps, startJobs } from '../../src/jobs/index.ts'
import { createRelease } from '../../src/jobs/release.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { testConfig } from '../support/bot.ts'
import { type MemoryChat, memoryChat } from '../support/chat.ts'
import { type Counter, counter, METHODS } from '../support/counter.ts'
import { runJobs } from '../support/jobs.ts'

let house: Counter
let chat: MemoryChat
let deps: JobDeps
let jobs: { stop: () => Promise<void> }

beforeAll(async () => {
  house = await counter()
  chat = memoryChat()
  const log = pino({ level: 'silent' })
  const chats = [chat, memoryChat('other', [])]
  deps = { config: testConfig(), db: house.db, methods: METHODS, ledger: createLedger, chats, clock: () => new Date(), log }
  jobs = await runJobs(deps, house.url)
})
afterAll(async () => {
  chat.hangs = false
  await jobs.stop()
  await house.close()
})

const until = (check: () => void | Promise<void>): Promise<void> => vi.waitFor(check, { timeout: 25_000, interval: 50 })

/** One notice for a chat of its own on a platform, whose job is locked by `by`, if anybody. */
async function notice(platform: string, user: string, by?: string): Promise<bigint> {
  const identity = await house.db.identity.create({ data: { platform, userId: user, chat: user } })
  const reply = { audience: 'asker', blocks: [{ type: 'text', text: [`for ${user}`] }], actions: [] }
  return house.db.$transaction(async (tx) => {
    const { id } = await tx.notice.create({ data: { identityId: identity.id, reply } })
    await addSending(tx, platform, 'notice', { notice: String(id) })
    if (by)
      await tx.$executeRaw`with job as (
          update graphile_worker._private_jobs set locked_at = now() - interval '1 minute', locked_by = ${by}
          where payload->>'notice' = ${String(id)} returning job_queue_id)
        update graphile_worker._private_job_queues set locked_at = now() - interval '1 minute', locked_by = ${by} where id in (select job_queue_id from job)`
    return id
  })
}

/** Ends the connection by which this worker is known as alive, and waits until there is another. */
async function cut(worker: string): Promise<void> {
  const holder = async () => {
    const [row] = await house.db.$queryRaw<{ pid: number }[]>`select pid from pg_locks where locktype = 'advisory' and granted
      and objid = (hashtext(${worker})::bigint & 4294967295)::oid and database = (select oid from pg_database where datname = current_database())`
    return row?.pid
  }
  const before = await holder()
  await house.db.$executeRaw`select pg_terminate_backend(${before})`
  await until(async () => expect([before, undefined]).not.toContain(await holder()))
}

test('jobs of a process that died are run by another, those of a living one are left to it', async () => {
  const second = createAlive(house.url)
  await second.hold('worker-alive')
  await jobs.stop()
  await notice('test', 'of-the-dead', 'worker-dead')
  await notice('test', 'of-the-living', 'worker-alive')
  const alive = createAlive(house.url)
  const running = await startJobs(deps, (most) => createWorkerPool(house.url, most), alive)
  // Who loses the connection that shows it alive makes a new one at once, and nobody is dead at first sight.
  const held = () =>
    house.db.$queryRaw<unknown[]>`select 1 from graphile_worker._private_jobs where locked_by in ('worker-dead', 'worker-alive')`
  expect(await held()).toHaveLength(2)
  await cut('worker-alive')
  await until(() => expect(chat.shown('of-the-dead')).toHaveLength(1))
  expect(chat.shown('of-the-living')).toHaveLength(0)
  await second.close()
  await until(() => expect(chat.shown('of-the-living')).toHaveLength(1))
  await running.stop()
  await alive.close()
  jobs = await runJobs(deps, house.url)
})

test('what runs for long runs once; what was locked for workers that never got it, since the answer was lost, is run by them', async () => {
  chat.hangs = true
  const long = await notice('test', 'slow')
  const locked = () => house.db.$queryRaw<{ locked_by: string; attempts: number }[]>`
    select locked_by, attempts from graphile_worker._private_jobs where payload->>'notice' = ${String(long)} and locked_by is not null`
  await until(async () => expect(await locked()).toHaveLength(1))
  const [pool] = await locked()
  await house.db.$executeRaw`
    update graphile_worker._private_jobs set locked_at = now() - interval '1 minute' where payload->>'notice' = ${String(long)}`
  const lost = await notice('other', 'lost', pool?.locked_by)
  const sent = async (id: bigint) => (await house.db.notice.findUniqueOrThrow({ where: { id } })).sentAt
  await until(async () => expect(await sent(lost)).not.toBeNull())
  expect(await locked()).toMatchObject([{ attempts: 1 }])
  expect(chat.asked('slow')).toBe(1)
  chat.hangs = false
  await until(async () => expect(await sent(long)).not.toBeNull())
  expect(chat.shown('slow')).toHaveLength(1)
})

/** Looks again and again at the jobs of `house`, by a sign of life of the test's own. */
function looking(dead: (names: readonly string[]) => Promise<readonly string[]>) {
  const release = createRelease(deps, { hold: async () => undefined, dead })
  const events = new EventEmitter() as WorkerEvents
  release.watch(events)
  const over = new AbortController()
  return { events, over, kept: release.keep(over.signal, 10) }
}

test('while one look waits for the database there is no other: two at once would see the same silence twice', async () => {
  let most = 0
  let running = 0
  let looks = 0
  const { over, kept } = looking(async () => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setTimeout(resolve, 100))
    running -= 1
    looks += 1
    return []
  })
  await until(() => expect(looks).toBeGreaterThan(3))
  over.abort()
  await kept
  expect([most, running]).toEqual([1, 0])
})

test('a job that is begun anew while a look is under way is not taken for one that nobody does, nor is a try that nobody was given for the one before', async () => {
  await jobs.stop()
  const id = await notice('nobody', 'again', 'ours')
  const at = (attempts: number) => house.db.$executeRaw`
    update graphile_worker._private_jobs set attempts = ${attempts}, locked_by = 'ours', locked_at = now() - interval '1 minute'
    where payload->>'notice' = ${String(id)}`
  const [job] = await house.db.$queryRaw<{ id: string }[]>`
    select id::text from graphile_worker._private_jobs where payload->>'notice' = ${String(id)}`
  const held = async () =>
    (
      await house.db.$queryRaw<unknown[]>`
    select 1 from graphile_worker._private_jobs where locked_by = 'ours'`
    ).length
  const begin = (attempts: number) => events.emit('job:start', { job: { id: job?.id, attempts } } as never)
  let looks = 0
  let meanwhile = async (): Promise<void> => undefined
  const { events, over, kept } = looking(async () => {
    looks += 1
    await meanwhile()
    return []
  })
  const more = async () => {
    const before = looks
    await until(() => expect(looks).toBeGreaterThan(before + 3))
  }
  await at(1)
  begin(1)
  events.emit('pool:create', { workerPool: { id: 'ours' } } as never)
  await more()
  // It failed, and is begun again between the snapshot and what is made of it.
  await house.db.$executeRaw`update graphile_worker._private_jobs set locked_at = null, locked_by = null where id = ${BigInt(job?.id ?? 0)}`
  meanwhile = async () => {
    meanwhile = async () => undefined
    begin(2)
    await at(2)
  }
  await more()
  expect(await held()).toBe(1)
  // Locked a third time, and the answer is lost.
  await at(3)
  await until(async () => expect(await held()).toBe(0))
  over.abort()
  await kept
  jobs = await runJobs(deps, house.url)
})

test('a stop waits for no look behind a database that hangs', async () => {
  let looks = 0
  const quick = new Proxy(house.db, {
    get: (target, name) =>
      name === '$queryRaw'
        ? () => {
            looks += 1
            return new Promise(() => undefined)
          }
        : Reflect.get(target, name),
  })
  const alive = createAlive(house.url)
  const running = await startJobs(deps, (most) => createWorkerPool(house.url, most), alive, quick)
  await running.stop()
  await alive.close()
  expect(looks).toBe(1)
}, 20_000)
