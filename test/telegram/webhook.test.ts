import pino from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import type { Client } from '../../adapters/telegram/client.ts'
import { keepConnected } from '../../adapters/telegram/connection.ts'

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
