import Fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../adapters/postgres/index.ts'
import { addStatus } from '../../adapters/status.ts'
import { createMeasures } from '../../src/measures.ts'
import { testConfig } from '../support/bot.ts'
import { cable } from '../support/cable.ts'
import { type Counter, claim, counter } from '../support/counter.ts'

const TOKEN = 'metrics-'.repeat(5)
let house: Counter
beforeAll(async () => {
  house = await counter()
})
afterAll(() => house.close())

type Status = Parameters<typeof addStatus>[1]

/** Asks a server that has this token and this much room. */
async function ask(
  path: string,
  how: { token?: string; headers?: Record<string, string>; from?: string; free?: number; chats?: Status['chats'] } = {},
  db = house.db,
) {
  const app = Fastify()
  const room = how.free === undefined ? undefined : { least: 1000, free: async () => how.free ?? 0 }
  addStatus(app, {
    config: testConfig(how.token ? { metricsToken: how.token } : {}),
    db,
    measures: createMeasures(),
    room,
    ...(how.chats ? { chats: how.chats } : {}),
  })
  const answer = await app.inject({
    url: path,
    headers: { host: '127.0.0.1:3000', ...how.headers },
    remoteAddress: how.from ?? '127.0.0.1',
  })
  await app.close()
  return answer
}
test('numbers that no database gives are not there now, and nothing else has failed', async () => {
  const [db, url] = [house.db, house.url]
  const line = await cable(url)
  const own = connect(line.url, 1, 1_000)
  await line.cut()
  expect(await ask('/metrics', {}, own)).toMatchObject({ statusCode: 503, body: '{"error":"unavailable"}' })
  await own.$disconnect()
  await line.close()
  expect((await ask('/metrics', {}, db)).statusCode).toBe(200)
})

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

test('numbers are for who shows the token, wherever they come from, and for nobody else', async () => {
  const from = '203.0.113.7'
  expect(await ask('/metrics', { token: TOKEN, headers: bearer(TOKEN), from })).toMatchObject({
    statusCode: 200,
    body: expect.stringContaining('purser_'),
  })
  const wrong = [
    {},
    bearer(''),
    bearer(TOKEN.slice(0, -1)),
    bearer(`${TOKEN}x`),
    { authorization: TOKEN },
    { authorization: `Basic ${TOKEN}` },
  ]
  for (const headers of wrong)
    for (const address of [from, '127.0.0.1'])
      expect(await ask('/metrics', { token: TOKEN, headers, from: address })).toMatchObject({
        statusCode: 401,
        headers: { 'www-authenticate': 'Bearer' },
      })
})

test('without a token they are for this machine, and not for who comes through a proxy on it or by another name', async () => {
  expect((await ask('/metrics')).statusCode).toBe(200)
  for (const how of [{ from: '203.0.113.7' }, { headers: { 'x-forwarded-for': '203.0.113.7' } }, { headers: { host: 'evil.example.com' } }])
    expect((await ask('/metrics', how)).statusCode).toBe(403)
})

test('payment proofs and withdrawals that wait are counted apart', async () => {
  await claim(await house.customer('90001'))
  const { body } = await ask('/metrics')
  expect(body).toContain('purser_tickets_open{kind="payment"} 1\npurser_tickets_open{kind="withdrawal"} 0')
})

test('a chat that cannot be reached is seen, and takes nothing from the others', async () => {
  const chats = () => [['telegram', false] as const, ['slack', true] as const]
  const ready = await ask('/ready', { chats })
  expect([ready.statusCode, ready.json()]).toEqual([200, { ready: true, chats: { telegram: false, slack: true } }])
  const { body } = await ask('/metrics', { chats })
  expect(body).toContain('purser_chat_reached{platform="telegram"} 0\npurser_chat_reached{platform="slack"} 1')
})

test('a disk without room stops pictures, not the house', async () => {
  const answer = await ask('/ready', { free: 999 })
  expect([answer.statusCode, answer.json()]).toEqual([200, { ready: true, pictures: false, free: 999 }])
  expect((await ask('/metrics', { free: 999 })).body).toMatch(/^purser_disk_free_bytes 999$/m)
})
