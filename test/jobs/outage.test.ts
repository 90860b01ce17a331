import pino from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { connect, createAlive, createWorkerPool } from '../../adapters/postgres/index.ts'
import type { Database } from '../../src/db.ts'
import { addSending } from '../../src/jobs/add.ts'
import type { JobDeps } from '../../src/jobs/index.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { testConfig } from '../support/bot.ts'
import { type Cable, cable } from '../support/cable.ts'
import { memoryChat } from '../support/chat.ts'
import { testDatabase } from '../support/database.ts'
import { runJobs } from '../support/jobs.ts'

let database: Awaited<ReturnType<typeof testDatabase>>
let line: Cable
let db: Database
let jobs: { stop: () => Promise<void> }
const chat = memoryChat()
/** What happens to the database while the platform shows a message. */
let happens: () => Promise<void> = async () => undefined

beforeAll(async () => {
  database = await testDatabase(4)
  line = await cable(database.url)
  db = connect(line.url, 4, 1_000)
  const send: typeof chat.send = async (...what) => {
    await happens()
    happens = async () => undefined
    return chat.send(...what)
  }
  const log = pino({ level: 'silent' })
  const deps: JobDeps = {
    ...{ config: testConfig(), db, methods: [], ledger: createLedger, log },
    ...{ chats: [{ ...chat, send }], clock: () => new Date() },
  }
  jobs = await runJobs(deps, line.url, 1_000)
})
afterAll(async () => {
  await line.mend()
  await jobs.stop()
  await db.$disconnect()
  await line.close()
  await database.close()
})

/** A notice for a chat of its own. */
async function notice(user: string): Promise<void> {
  const identity = await database.db.identity.create({ data: { platform: 'test', userId: user, chat: user } })
  const reply = { audience: 'asker', blocks: [{ type: 'text', text: [`for ${user}`] }], actions: [] }
  const { id } = await database.db.notice.create({ data: { identityId: identity.id, reply } })
  await addSending(database.db, 'test', 'notice', { notice: String(id) })
}

test.each([
  ['stopped', () => line.cut()],
  ['hung', async () => line.hang()],
])('a message that was being sent when the database %s is looked after when it is back, and so are all others', async (what, cut) => {
  happens = async () => {
    await cut()
    setTimeout(() => void line.mend(), 1_500)
  }
  await notice(`${what}-1`)
  await vi.waitFor(() => expect(chat.shown(`${what}-1`).length).toBeGreaterThan(0), { timeout: 15_000 })
  for (const n of [2, 3, 4, 5]) await notice(`${what}-${n}`)
  await vi.waitFor(async () => expect(await database.db.notice.count({ where: { sentAt: null } })).toBe(0), { timeout: 25_000 })
  for (const n of [2, 3, 4, 5]) expect(chat.shown(`${what}-${n}`)).toHaveLength(1)
  const held = () => database.db.$queryRaw`select 1 from graphile_worker._private_jobs where locked_at is not null`
  await vi.waitFor(async () => expect(await held()).toEqual([]), { timeout: 15_000 })
})

test('whoever stops waits neither for a name that somebody else holds nor for a goodbye of a network that swallows', async () => {
  const swallowing = await cable(database.url)
  const [first, second] = [createAlive(database.url), createAlive(swallowing.url)]
  await first.hold('a name')
  const asked = [second.hold('a name'), second.hold('another'), second.dead(['a third'])].map((one) => one.catch(() => 'given up'))
  const pool = createWorkerPool(swallowing.url, 2)
  await pool.query('select 1')
  swallowing.hang()
  const third = createAlive(swallowing.url)
  asked.push(third.hold('one more').catch(() => 'given up'))
  await new Promise((resolve) => setTimeout(resolve, 100))
  await Promise.all([second.close(), third.close(), pool.end()])
  expect(await Promise.all(asked)).toEqual(Array(4).fill('given up'))
  await first.close()
  await swallowing.mend()
  await swallowing.close()
})
