import pino from 'pino'
import { vi } from 'vitest'
import { commands } from '../../../src/commands/index.ts'
import { createLedger } from '../../../src/ledger/index.ts'
import { wallet } from '../../../src/ledger/types.ts'
import { toMajor } from '../../../src/money.ts'
import { readScreenshot } from '../../../src/pictures/index.ts'
import { testBot, testConfig } from '../bot.ts'
import { METHODS } from '../counter.ts'
import { testDatabase } from '../database.ts'
import { fixture } from '../images.ts'
import { runJobs } from '../jobs.ts'
import type { TelegramDouble } from './server.ts'
import { GENERAL, type Name, populated, STAFF_GROUP, telegramPeople, telegramStage, USERS } from './stage.ts'
import type { Message } from './world.ts'

/** Screenshots as a telephone makes them. */
export const SHOTS = ['s1_success_light', 's2_detail_light', 's3_detail_dark'].map((name) => ({
  name: `${name}.png`,
  bytes: new Uint8Array(fixture(`screenshots/${name}.png`)),
}))
/** The one that most tests send. */
export const [SHOT = { name: '', bytes: new Uint8Array() }] = SHOTS

/** The product's commands and jobs behind the Telegram adapter, with customers lin and amy, and staff wang and lee. */
export async function telegramHouse(how: { telegram?: TelegramDouble; topic?: number; log?: pino.Logger; codes?: boolean } = {}) {
  const { db, url, close } = await testDatabase(20)
  await telegramPeople(db)
  for (const { id } of await db.customer.findMany()) await createLedger(db).openWallet(id, 'CNY')
  const places = [{ platform: 'telegram', chat: String(STAFF_GROUP) }]
  const { bot } = testBot({ db, ledger: createLedger, methods: METHODS, screenshot: readScreenshot, places })
  const telegram = how.telegram ?? (await populated(how.topic))
  for (const person of telegram.world.people.values()) person.chat = 'open'
  const { topic, log } = how
  const options = { db, databaseUrl: url, bot, commands, telegram, ...(topic ? { topic } : {}), ...(log ? { log } : {}) }
  const open = () => telegramStage({ ...options, ...(how.codes ? { pictures: METHODS } : {}) })
  let stage = await open()
  const jobs = await runJobs(
    {
      config: testConfig(),
      db,
      methods: METHODS,
      ledger: createLedger,
      chats: [stage.adapter.chat],
      clock: () => new Date(),
      log: pino({ level: 'silent' }),
    },
    url,
  )
  const { world } = telegram
  const { hands } = stage
  const written = (chat: number): readonly Message[] => world.messages.filter((message) => message.chat === chat && message.from === 0)
  const last = (who: Name): Message => {
    const found = written(USERS[who]).at(-1)
    if (!found) throw new Error(`nothing was written to ${who}`)
    return found
  }
  const settled = () => stage.settled()
  const says = async (who: Name, text: string): Promise<void> => {
    hands.says(USERS[who], text)
    await settled()
  }
  const presses = async (who: Name, message: Message, label: string): Promise<void> => {
    hands.presses(USERS[who], message, label)
    await settled()
  }
  const until = <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 15_000, interval: 50 })
  return {
    db,
    telegram,
    world,
    hands,
    settled,
    says,
    presses,
    until,
    last,
    written,
    chat: () => stage.adapter.chat,
    inGeneral: () => written(GENERAL),
    inStaffGroup: () => written(STAFF_GROUP),
    buttons: (message: Message): readonly string[] => world.buttons(message).map(({ text }) => String(text)),
    links: (message: Message): readonly string[] => world.buttons(message).flatMap(({ url: to }) => (to === undefined ? [] : [String(to)])),
    /** What the last press was answered with over the chat. */
    toast: () => [...world.queries.values()].at(-1)?.answered ?? {},
    /** Ends this life of the adapter and begins another on the same database and server. */
    restart: async (): Promise<void> => {
      await stage.close()
      stage = await open()
    },
    balance: async (number: string): Promise<string> => {
      const { id } = await db.customer.findUniqueOrThrow({ where: { number } })
      return toMajor(await createLedger(db).balance(wallet(id), 'CNY'))
    },
    /** A claim by amy, asked question by question; resolves with its card in the staff group. */
    claims: async (reference?: string): Promise<Message> => {
      await says('amy', '/ticket')
      await says('amy', '128')
      await presses('amy', last('amy'), 'Just now')
      hands.sends(USERS.amy, SHOT, '', { as: 'photo' })
      await settled()
      if (reference) {
        await presses('amy', last('amy'), 'Edit or add')
        await presses('amy', last('amy'), 'Order number')
        await says('amy', reference)
      }
      await presses('amy', last('amy'), 'Submit')
      const { id } = await db.ticket.findFirstOrThrow({ orderBy: { id: 'desc' } })
      return until(() => {
        const card = written(STAFF_GROUP).find(({ only, text }) => only === undefined && text.split('\n')[0]?.includes(String(id)))
        if (!card) throw new Error('there is no card yet')
        return card
      })
    },
    end: async () => {
      await jobs.stop()
      await stage.close()
      await telegram.close()
      await close()
    },
  }
}

export type TelegramHouse = Awaited<ReturnType<typeof telegramHouse>>
