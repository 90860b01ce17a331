import pino from 'pino'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Client } from '../../adapters/telegram/client.ts'
import { keepConnected } from '../../adapters/telegram/connection.ts'
import { SHOT, SHOTS } from '../support/telegram/house.ts'
import { telegramOutage } from '../support/telegram/outage.ts'
import { SECRET, USERS } from '../support/telegram/stage.ts'

let house: Awaited<ReturnType<typeof telegramOutage>>
beforeAll(async () => {
  house = await telegramOutage()
})
afterAll(() => house.end())
afterEach(() => void vi.useRealTimers())

/** Telegram, as far as webhooks go. `away`: it does not answer. */
function hangs() {
  const telegram = { url: '', away: false }
  const api = {
    setWebhook: async (url: string) => {
      telegram.url = url
      return true
    },
    getWebhookInfo: async () => {
      if (telegram.away) throw new Error('Telegram did not answer')
      return { url: telegram.url }
    },
  }
  const call: Client['once'] = (what) => what(api as never)
  return { telegram, client: { once: call, soon: call, insist: call, patiently: call } }
}

test('a webhook that somebody takes away is hung up again, and a Telegram that goes silent counts as not reached until it answers', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { telegram, client } = hangs()
  const webhook = { url: 'https://billing.example.com/telegram', secret: '0123456789abcdef' }
  const connection = keepConnected({
    client,
    webhook,
    log: pino({ level: 'silent' }),
    elect: (_name, serve) => {
      const begun: Awaited<ReturnType<typeof serve>>[] = []
      const start = async (): Promise<void> => void begun.push(await serve(() => undefined))
      return { start, stop: async () => void (await begun.pop()?.()) }
    },
    take: async () => 'done',
    shelf: { put: async () => undefined, drop: async () => undefined, all: async () => [] },
    met: async () => {
      if (telegram.away) throw new Error('Telegram did not answer')
    },
  })
  await connection.start()
  telegram.url = 'https://elsewhere.example.com'
  await vi.advanceTimersByTimeAsync(300_000)
  expect(telegram.url).toBe(webhook.url)
  telegram.away = true
  await vi.advanceTimersByTimeAsync(300_000)
  expect(connection.reached()).toBe(false)
  telegram.away = false
  await vi.advanceTimersByTimeAsync(300_000)
  expect(connection.reached()).toBe(true)
  await connection.stop()
})

test('who asks for updates and has had no answer for a minute lets another process ask, until it has one', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  const telegram = { away: true, left: 0 }
  const api = {
    deleteWebhook: async () => true,
    getUpdates: async () => {
      if (telegram.away) throw new Error('Telegram did not answer')
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      return []
    },
  }
  const call: Client['once'] = (what) => what(api as never)
  let end = async (): Promise<void> => undefined
  const connection = keepConnected({
    client: { once: call, soon: call, insist: call, patiently: call },
    log: pino({ level: 'silent' }),
    elect: (_name, serve) => ({
      start: async () => {
        end = await serve(() => {
          telegram.left += 1
        })
      },
      stop: () => end(),
    }),
    take: async () => 'done',
    shelf: { put: async () => undefined, drop: async () => undefined, all: async () => [] },
    met: async () => undefined,
  })
  await connection.start()
  await vi.advanceTimersByTimeAsync(130_000)
  expect([telegram.left, connection.reached()]).toEqual([2, false])
  telegram.away = false
  await vi.advanceTimersByTimeAsync(240_000)
  expect([telegram.left, connection.reached()]).toEqual([2, true])
  const stopped = connection.stop()
  await vi.advanceTimersByTimeAsync(2_000)
  await stopped
})

/** As Telegram does. */
const post = (address = '', update: unknown = {}): Promise<Response> =>
  fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
    body: JSON.stringify(update),
  })

test('an address that Telegram does not find now is told again; updates in another order are all answered, and one that comes to two processes has one effect', async () => {
  await house.stage.close()
  house.telegram.fail('setWebhook', { refuse: [400, 'Bad Request: bad webhook: Failed to resolve host: Name or service not known'] })
  house.stage = await house.open({ webhook: true })
  await house.until(() => expect(house.telegram.delivery.url()).toBe(house.stage.address))
  // Over a webhook they may come in another order.
  const before = (await house.counted()) + 3
  house.telegram.delivery.hold()
  for (let each = 0; each < 3; each += 1) house.stage.hands.says(USERS.amy, '/count')
  house.telegram.delivery.release((updates) => updates.toReversed())
  await house.stage.settled()
  expect(await house.counted()).toBe(before)
  const other = await house.open({ webhook: true })
  house.telegram.delivery.hold()
  house.stage.hands.says(USERS.amy, '/count')
  const [one] = house.telegram.delivery.take()
  const answers = await Promise.all([house.stage, other, house.stage].map(({ address }) => post(address, one?.update)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  await other.close()
  expect(await house.counted()).toBe(before + 1)
  expect(house.last(USERS.amy).text).toContain(`counted ${before + 1}`)
})

test('of two pictures that come to two processes at the same moment a form keeps both', async () => {
  await house.stage.close()
  house.stage = await house.open({ webhook: true })
  const other = await house.open({ webhook: true })
  await house.says('/form')
  house.telegram.delivery.hold()
  for (const shot of [SHOTS[0], SHOTS[1]]) house.stage.hands.sends(USERS.amy, shot ?? SHOT)
  const told = house.telegram.delivery.take()
  await Promise.all([house.stage, other].map(({ address = '' }, index) => post(address, told[index]?.update)))
  await Promise.all([house.stage, other].map(({ adapter }) => adapter.work.settled()))
  const form = await house.db.chatForm.findFirst({ where: { userId: String(USERS.amy) }, select: { body: true } })
  expect(JSON.stringify(form)).toMatch(/"kept":\["\d+","\d+"\]/)
  await house.says('/cancel')
  await other.close()
})

test('what a poller left on the shelf is done once by those whom Telegram sends to, who hang their webhook up again when it is gone', async () => {
  await house.stage.close()
  house.stage = await house.open()
  // Once it answers it has looked at the shelf.
  await house.says('/count')
  const before = await house.counted()
  house.telegram.delivery.hold()
  house.stage.hands.says(USERS.amy, '/count')
  house.stage.hands.says(USERS.amy, '/count')
  const told = house.telegram.delivery.take()
  await house.db.telegramUpdate.createMany({ data: told.map(({ id, update }) => ({ updateId: BigInt(id), body: update as object })) })
  const heirs = [await house.open({ webhook: true }), await house.open({ webhook: true })]
  await house.until(() => expect(house.telegram.delivery.url()).toBe(''))
  expect(await house.counted()).toBe(before)
  await house.stage.close()
  await house.until(async () => expect(await house.db.telegramUpdate.count()).toBe(0))
  expect(await house.counted()).toBe(before + 2)
  await house.until(() => expect(heirs.map(({ address }) => address)).toContain(house.telegram.delivery.url()))
  const [heir = house.stage, other] = heirs
  await other?.close()
  house.stage = heir
  expect(await house.counted()).toBe(before + 2)
})
