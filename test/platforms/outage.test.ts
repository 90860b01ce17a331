import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { connect } from '../../adapters/postgres/index.ts'
import type { Database } from '../../src/db.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { readScreenshot } from '../../src/pictures/index.ts'
import { contractCommands } from '../contract/commands.ts'
import { testBot } from '../support/bot.ts'
import { type Cable, cable } from '../support/cable.ts'
import { blocked, testDatabase } from '../support/database.ts'
import { wordsOf } from '../support/discord/shown.ts'
import { discordPeople, discordStage, USERS as ON_DISCORD } from '../support/discord/stage.ts'
import { wordsOf as slackWordsOf } from '../support/slack/shown.ts'
import { USERS as ON_SLACK, slackPeople, slackStage } from '../support/slack/stage.ts'

let database: Awaited<ReturnType<typeof testDatabase>>
let line: Cable
let db: Database
let slack: Awaited<ReturnType<typeof slackStage>>
let discord: Awaited<ReturnType<typeof discordStage>>

/** Chats whose database, and nothing else, can be taken away. */
beforeAll(async () => {
  database = await testDatabase(4)
  await slackPeople(database.db)
  await database.db.$executeRaw`update customer set number = number || '0'`
  await discordPeople(database.db)
  line = await cable(database.url)
  db = connect(line.url, 3, 1_000)
  const { bot } = testBot({ db, ledger: createLedger, commands: contractCommands, screenshot: readScreenshot })
  slack = await slackStage({ db, databaseUrl: line.url, bot, commands: contractCommands })
  discord = await discordStage({ db, databaseUrl: line.url, bot, commands: contractCommands })
})
afterAll(async () => {
  await line.mend()
  await slack.close()
  await discord.close()
  await db.$disconnect()
  await line.close()
  await database.close()
})

const SORRY = 'We can’t reach our records right now'
const counted = async (): Promise<number> => Number((await database.db.setting.findUnique({ where: { key: 'count' } }))?.value ?? 0)

/** Asks on both platforms, and what each says. */
async function ask(): Promise<readonly string[]> {
  discord.hands.command(ON_DISCORD.amy, 'count')
  await discord.settled()
  await slack.hands.command(ON_SLACK.amy, 'count')
  await slack.settled()
  return [
    wordsOf(discord.world.seenBy(ON_DISCORD.amy).at(-1) ?? expect.fail('Discord says nothing')),
    slackWordsOf(slack.space.messages.at(-1)?.blocks ?? expect.fail('Slack says nothing')),
  ]
}

beforeEach(async () => {
  await line.mend()
  await vi.waitFor(async () => expect((await ask()).join()).not.toContain(SORRY), { timeout: 15_000 })
})

test.each([
  ['is stopped', () => line.cut()],
  ['hangs', async () => line.hang()],
])('while the database %s people are told to try again, nothing is done, and it comes back by itself', async (_what, happens) => {
  const before = await counted()
  await happens()
  for (const said of await ask()) expect(said).toContain(SORRY)
  expect(await counted()).toBe(before)
  await line.mend()
  expect(await ask()).toEqual([expect.stringContaining(`counted ${before + 1}`), expect.stringContaining(`counted ${before + 2}`)])
})

test('what the end of the database interrupts is undone as a whole', async () => {
  const before = await counted()
  await database.db.$transaction(
    async (tx) => {
      await tx.$executeRaw`lock table setting in access exclusive mode`
      const asked = ask()
      await blocked(database.db, 1)
      await line.cut()
      for (const said of await asked) expect(said).toContain(SORRY)
    },
    { timeout: 20_000 },
  )
  await line.mend()
  expect(await counted()).toBe(before)
})
