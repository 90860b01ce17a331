import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect, openEmbedded } from '../../adapters/postgres/index.ts'
import { verify } from '../../src/ledger/index.ts'
import { purser, purserJson, spawnPurser } from '../support/cli.ts'
import { quiet, temporaryData } from '../support/embedded.ts'

interface List {
  readonly customers: readonly { number: string }[]
}

let data: ReturnType<typeof temporaryData>
let env: Record<string, string>
let held: Awaited<ReturnType<typeof openEmbedded>> | undefined

beforeAll(() => {
  data = temporaryData()
  env = { PURSER_DATA_DIR: data.dataDir, PURSER_HTTP_PORT: '0' }
})
afterAll(async () => {
  await held?.close()
  await data.remove()
})

const invented = ['10428', '10519', '10633', '10077', '10702', '10811']

test('with nothing configured, every command works on the demo and says so', async () => {
  const { code, err, data } = await purserJson<List>(env, 'customer', 'list')
  expect({ code, err }).toEqual({ code: 0, err: "Demo mode: these are the demo's data. See docs/configuration.md.\n" })
  expect(data.customers.map(({ number }) => number)).toEqual(invented)
  // Its server runs on from here: each of the commands below would start and stop it.
  held = await openEmbedded({ dataDir: env.PURSER_DATA_DIR ?? '', database: 'purser_demo', log: quiet })
})

test('its claims were sent by its customers, and decided by who was staff then', async () => {
  const then = new Date(Date.now() - 40 * 24 * 3600_000).toISOString().slice(0, 10)
  expect((await purserJson<{ staff: unknown[] }>(env, 'staff', 'list', '--at', then)).data.staff).toHaveLength(3)
  const who = async (ticket: string) => {
    const { data } = await purserJson<{ events: unknown }>(env, 'case', ticket)
    return JSON.stringify(data.events)
  }
  expect(await who('3001')).toMatch(/demo\.approved.*Kit/)
  expect(await who('3003')).toMatch(/demo\.open.*10077/)
})

test('the demo begins anew, its books agree, and what was added is gone', async () => {
  await purser(env, 'customer', 'add', '--number', 'mine')
  expect(await purser(env, 'demo')).toMatchObject({ code: 0, out: 'The demo is as on its first day. "purser start" shows it.\n' })
  const db = connect(held?.url ?? '', 1)
  expect((await db.customer.findMany({ orderBy: { id: 'asc' } })).map(({ number }) => number)).toEqual(invented)
  expect((await verify(db)).disagreements).toEqual([])
  await db.$disconnect()
})

test('a real house on the same data folder sees none of it, and cannot reset it', async () => {
  const real = { ...env, PURSER_DEMO: 'false' }
  expect((await purserJson<List>(real, 'customer', 'list')).data.customers).toEqual([])
  expect(await purser(real, 'demo')).toMatchObject({ code: 2, err: expect.stringContaining('a real house') })
})

test('a demo that runs says that it is one, and is not reset under the feet of who uses it', async () => {
  const running = spawnPurser(env, ['start'])
  await running.says('This is a demo')
  expect(await purser(env, 'demo')).toMatchObject({ code: 3, err: expect.stringContaining('Stop it first') })
  expect((await purser(env, 'customer', 'show', '10428')).code).toBe(0)
  expect(await purser(env, 'start')).toMatchObject({ code: 1, err: expect.stringContaining('running already on this data') })
  running.child.kill('SIGTERM')
  expect((await running.ended).code).toBe(0)
})
