import { vi } from 'vitest'
import { connect } from '../../../adapters/postgres/connect.ts'
import { createLedger } from '../../../src/ledger/index.ts'
import { readScreenshot } from '../../../src/pictures/index.ts'
import { contractCommands } from '../../contract/commands.ts'
import { testBot } from '../bot.ts'
import { cable } from '../cable.ts'
import { testDatabase } from '../database.ts'
import { populated, telegramPeople, telegramStage, USERS } from './stage.ts'
import type { Message } from './world.ts'

/** The contract's commands behind the adapter, whose way to the database can be cut, and whose lives follow each other on the same Telegram. */
export async function telegramOutage() {
  const database = await testDatabase()
  await telegramPeople(database.db)
  const way = await cable(database.url)
  const db = connect(way.url, 5)
  const { bot } = testBot({ db, ledger: createLedger, commands: contractCommands, screenshot: readScreenshot })
  const telegram = await populated()
  for (const person of telegram.world.people.values()) person.chat = 'open'
  /** One life of the adapter. */
  const open = (how: { webhook?: boolean } = {}) =>
    telegramStage({ db, databaseUrl: database.url, bot, commands: contractCommands, telegram, ...how })
  const written = (chat: number): readonly Message[] => telegram.world.messages.filter((each) => each.chat === chat && each.from === 0)
  const self = {
    /** By another way than the adapter's. */
    db: database.db,
    way,
    telegram,
    open,
    written,
    last: (chat: number): Message => {
      const message = written(chat).at(-1)
      if (!message) throw new Error(`nothing was written to ${chat}`)
      return message
    },
    /** The life of now. */
    stage: await open(),
    says: async (text: string): Promise<void> => {
      self.stage.hands.says(USERS.amy, text)
      await self.stage.settled()
    },
    counted: async (): Promise<number> => Number((await database.db.setting.findUnique({ where: { key: 'count' } }))?.value ?? 0),
    until: <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 20_000, interval: 20 }),
    end: async (): Promise<void> => {
      await self.stage.close()
      await telegram.close()
      await db.$disconnect()
      await way.cut()
      await database.close()
    },
  }
  return self
}
