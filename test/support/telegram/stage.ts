import Fastify from 'fastify'
import pino from 'pino'
import { vi } from 'vitest'
import { createTelegram } from '../../../adapters/telegram/index.ts'
import type { Bot } from '../../../src/bot.ts'
import type { Command } from '../../../src/command.ts'
import type { Database } from '../../../src/db.ts'
import type { Files } from '../../../src/files/index.ts'
import { createPictures } from '../../../src/pictures/index.ts'
import { testConfig } from '../bot.ts'
import { candidacies } from '../database.ts'
import { realFiles } from '../files.ts'
import { longer, overheard } from '../overheard.ts'
import { createHands } from './hands.ts'
import { type TelegramDouble, telegramDouble } from './server.ts'
import { TOKEN } from './world.ts'

export const STAFF_GROUP = -1001234567890
/** A group of everybody, in which the bot is no administrator. */
export const GENERAL = -1001111111111
/** What Telegram proves itself with. */
export const SECRET = '0123456789abcdef0123456789abcdef'

/** People by name: their ids, and the language that Telegram tells of. */
export const USERS = { lin: 5510001, amy: 5510002, wang: 5510003, lee: 5510004 } as const
export type Name = keyof typeof USERS
const LANGUAGES = { lin: 'zh-hans', amy: 'en', wang: 'zh-hant', lee: 'en' } as const

export interface StageOptions {
  readonly db: Database
  readonly databaseUrl: string
  readonly bot: Bot
  readonly commands: readonly Command[]
  readonly files?: Files
  readonly token?: string
  readonly topic?: number
  readonly webhook?: boolean
  /** The server as an earlier life left it. */
  readonly telegram?: TelegramDouble
  readonly clock?: () => Date
  readonly pictures?: Parameters<typeof createPictures>[0]['methods']
  readonly log?: pino.Logger
  readonly proxy?: string
}

/** The people and groups of the contract on a new double. */
export async function populated(topic?: number): Promise<TelegramDouble> {
  const telegram = await telegramDouble()
  const { world } = telegram
  for (const [name, id] of Object.entries(USERS)) world.addPerson(id, name, LANGUAGES[name as Name])
  world.addGroup(STAFF_GROUP, [USERS.wang, USERS.lee], { bot: 'administrator', topics: new Set(topic === undefined ? [] : [topic]) })
  world.addGroup(GENERAL, Object.values(USERS))
  return telegram
}

/** The real adapter with the real library on a double of Telegram, and the people of the contract on it. */
export async function telegramStage(how: StageOptions) {
  const telegram = how.telegram ?? (await populated(how.topic))
  const heard = overheard()
  const app = how.webhook ? Fastify() : undefined
  const address = app && `http://127.0.0.1:${await freePort()}/telegram`
  const telegramConfig = {
    token: how.token ?? TOKEN,
    apiUrl: telegram.apiUrl,
    staffChat: String(STAFF_GROUP),
    ...(how.topic === undefined ? {} : { staffTopic: how.topic }),
    ...(how.proxy ? { proxy: how.proxy } : {}),
    ...(address ? { webhook: { url: address, secret: SECRET } } : {}),
  }
  const adapter = createTelegram(
    {
      ...how,
      config: testConfig({ telegram: telegramConfig }),
      files: how.files ?? realFiles(how.db),
      pictures: createPictures({ db: how.db, methods: how.pictures ?? [], log: pino({ level: 'silent' }) }),
      log: how.log ?? heard.log,
      clock: how.clock ?? (() => new Date()),
      elect: candidacies(how.databaseUrl),
    },
    telegramConfig,
  )
  if (app && adapter.plugin) await app.register(adapter.plugin)
  if (app && address) await app.listen({ host: '127.0.0.1', port: Number(new URL(address).port) })
  await adapter.start()
  return {
    telegram,
    world: telegram.world,
    adapter,
    hands: createHands(telegram),
    /** Where Telegram sends to. */
    address,
    /** Waits until everything that Telegram had to tell was told, and done. */
    settled: async () => {
      await vi.waitFor(
        () => {
          if (telegram.delivery.pending() > 0) throw new Error(`${telegram.delivery.pending()} updates are not done`)
        },
        { timeout: 15_000, interval: 5 },
      )
      await adapter.work.settled()
    },
    close: async () => {
      await adapter.stop()
      await app?.close()
      if (!how.telegram) await telegram.close()
      heard.check(longer(telegram.world.messages.filter(({ from }) => from !== 0).map(({ text }) => text)))
    },
  }
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net')
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

/** Customers lin (zh-CN) and amy (en), staff wang (zh-HK) and lee (en), as people of Telegram who have opened their chat with the bot. */
export async function telegramPeople(db: Database): Promise<void> {
  const key = { platform: 'telegram', workspace: '' }
  for (const [number, user, locale] of [
    ['10428', 'lin', 'zh-CN'],
    ['10455', 'amy', 'en'],
  ] as const) {
    const customer = await db.customer.create({ data: { number, name: user, locale } })
    const id = String(USERS[user])
    await db.identity.create({ data: { ...key, userId: id, chat: id, customerId: customer.id } })
  }
  for (const [user, locale] of [
    ['wang', 'zh-HK'],
    ['lee', 'en'],
  ] as const) {
    const staff = await db.staff.create({ data: { name: user, role: 'agent' } })
    const id = String(USERS[user])
    await db.identity.create({ data: { ...key, userId: id, chat: id, staffId: staff.id, locale } })
  }
}
