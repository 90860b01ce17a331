import pino from 'pino'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { pause } from '../../adapters/pause.ts'
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

/** What Telegram is asked for by one connection. `away`: it takes what is asked and is silent, for a minute each. */
function hangs() {
  const telegram = { url: '', away: false, met: 0, left: 0, slow: 0 }
  const sleep = (seconds: number, signal = new AbortController().signal) => pause(seconds * 1_000, signal)
  async function answered<T>(answer: () => T, signal?: AbortSignal): Promise<T> {
    if (!telegram.away) return answer()
    await sleep(60, signal)
    throw Object.assign(new Error('Telegram did not answer'), { telegram: { code: 0, why: 'silence' } })
  }
  const api = {
    setWebhook: async (url: string) => {
      await sleep(telegram.slow)
      telegram.url = url
      return true
    },
    getWebhookInfo: () => answered(() => ({ url: telegram.url })),
    deleteWebhook: () => answered(() => true),
    getUpdates: (_options: object, signal?: AbortSignal) => answered(() => sleep(25, signal).then(() => []), signal),
  }
  const call: Client['once'] = (what) => what(api as never)
  let end = async (): Promise<void> => undefined
  const connection = (webhook?: { url: string; secret: string }) =>
    keepConnected({
      client: { once: call, soon: call, insist: call, patiently: call },
      webhook,
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
      met: async () => {
        telegram.met += 1
      },
    })
  return { telegram, connection }
}

/** Time passes at once. */
const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000)

async function stopped(connection: ReturnType<typeof keepConnected>): Promise<void> {
  const over = connection.stop()
  await pass(60)
  await over
}

const TIMERS = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] as const
const WEBHOOK = { url: 'https://billing.example.com/telegram', secret: '0123456789abcdef' }

test('a webhook that somebody takes away is hung up again, and a Telegram that goes silent counts as not reached until it answers, and is not met anew', async () => {
  vi.useFakeTimers({ toFake: [...TIMERS] })
  const { telegram, connection } = hangs()
  const sentTo = connection(WEBHOOK)
  await Promise.all([sentTo.start(), pass(1)])
  telegram.url = 'https://elsewhere.example.com'
  await pass(300)
  expect(telegram.url).toBe(WEBHOOK.url)
  telegram.away = true
  await pass(300)
  expect(sentTo.reached()).toBe(false)
  telegram.away = false
  await pass(300)
  expect([sentTo.reached(), telegram.met]).toEqual([true, 1])
  await stopped(sentTo)
})

test('an end waits for a webhook that is just being hung up: it would stand beside what comes next', async () => {
  vi.useFakeTimers({ toFake: [...TIMERS] })
  const { telegram, connection } = hangs()
  const sentTo = connection(WEBHOOK)
  await Promise.all([sentTo.start(), pass(1)])
  Object.assign(telegram, { url: '', slow: 5 })
  await pass(120)
  let ended = false
  const over = sentTo.stop().then(() => {
    ended = true
  })
  await pass(3)
  expect([telegram.url, ended]).toEqual(['', false])
  await pass(3)
  await over
  expect(telegram.url).toBe(WEBHOOK.url)
})

test('who asks for updates lets another process ask a minute after the last answer, also while a call is swallowed, until there is one', async () => {
  vi.useFakeTimers({ toFake: [...TIMERS] })
  const { telegram, connection } = hangs()
  telegram.away = true
  const polling = connection()
  await Promise.all([polling.start(), pass(1)])
  await pass(60)
  expect(telegram.left).toBe(1)
  telegram.away = false
  await pass(120)
  const before = telegram.left
  await pass(300)
  expect([telegram.left, polling.reached()]).toEqual([before, true])
  telegram.away = true
  await pass(86)
  expect(telegram.left).toBe(before + 1)
  await stopped(polling)
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
