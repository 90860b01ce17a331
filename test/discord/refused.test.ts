import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createLedger } from '../../src/ledger/index.ts'
import { readScreenshot } from '../../src/pictures/index.ts'
import { contractCommands } from '../contract/commands.ts'
import { testBot } from '../support/bot.ts'
import { testDatabase } from '../support/database.ts'
import { buttonsOf, wordsOf } from '../support/discord/shown.ts'
import { discordPeople, discordStage, GENERAL, USERS } from '../support/discord/stage.ts'
import { BOT, type Message } from '../support/discord/world.ts'

/** How long the core takes, in milliseconds; what it answers is what nobody can draw; how often what its answers bring along was told. */
const core = { delay: 0, strange: false, told: 0 }
let database: Awaited<ReturnType<typeof testDatabase>>
let stage: Awaited<ReturnType<typeof discordStage>>

beforeAll(async () => {
  database = await testDatabase()
  await discordPeople(database.db)
  const { bot } = testBot({ db: database.db, ledger: createLedger, commands: contractCommands, screenshot: readScreenshot })
  const slow: typeof bot = {
    handle: async (update) => {
      await setTimeout(core.delay)
      const { reply, viewer } = await bot.handle(update)
      const told = async (): Promise<void> => {
        core.told += 1
      }
      return { reply: core.strange ? { ...reply, blocks: [{ type: 'text', text: undefined as never }] } : reply, viewer, told }
    },
  }
  stage = await discordStage({ db: database.db, databaseUrl: database.url, bot: slow, commands: contractCommands })
})
afterAll(async () => {
  await stage.close()
  await database.close()
})

const said = (): readonly Message[] => stage.world.seenBy(USERS.amy).filter(({ from }) => from === BOT.id)
const last = (): Message => {
  const message = said().at(-1)
  if (!message) throw new Error('nothing was said')
  return message
}

/** Somebody asks in a server, and dismisses what only they see before it holds the answer. */
async function dismissed(ask: () => { readonly answered?: number }, what: () => Message): Promise<string> {
  core.delay = 2_600
  const asked = ask()
  await vi.waitFor(() => expect(asked.answered).toBeDefined(), { timeout: 5_000 })
  stage.hands.deletes(USERS.amy, what())
  await stage.settled()
  core.delay = 0
  return wordsOf(last())
}

test('who dismisses a message before the answer stands in it hears all the same what was done: there, or in direct messages', async () => {
  stage.hands.command(USERS.amy, 'count', {}, { channel: GENERAL })
  await stage.settled()
  const first = last()
  expect(
    await dismissed(
      () => stage.hands.presses(USERS.amy, first, 'Again'),
      () => first,
    ),
  ).toContain('counted 2')
  expect([last().channel, last().only]).toEqual([GENERAL, USERS.amy])
  // What says that we are at work can be dismissed, too: then nothing more can be said there.
  expect(await dismissed(() => stage.hands.command(USERS.amy, 'count', {}, { channel: GENERAL }), last)).toContain('counted 3')
  expect(last().channel).toBe(stage.world.people.get(USERS.amy)?.dm)
})

test.each([
  ['an answer', 400, 'count', 'POST /interactions/*/*/callback'],
  ['a window', 400, 'form', 'POST /interactions/*/*/callback'],
  ['the sign that we are at work', 400, 'everything', 'POST /interactions/*/*/callback'],
  ['pictures that are too large', 413, 'everything', 'PATCH /webhooks/*/*/messages/*'],
])('whoever is not shown %s, since Discord refuses it, is told that it may have been done', async (_, status, command, route) => {
  stage.discord.fail(route, { refuse: [status, 50035, 'Invalid Form Body'] })
  stage.hands.command(USERS.amy, command)
  await stage.settled()
  expect(wordsOf(last())).toContain('It may have been done all the same')
  expect(buttonsOf(last().components).calls).toEqual([])
})

test('what an answer brings along counts as told where it was seen, above a form too, and not where something else stands in its place', async () => {
  core.told = 0
  stage.hands.command(USERS.amy, 'form')
  await stage.settled()
  expect([stage.hands.windows(USERS.amy).length, core.told]).toEqual([1, 1])
  core.strange = true
  stage.hands.command(USERS.amy, 'count')
  await stage.settled()
  core.strange = false
  expect([wordsOf(last()), core.told]).toEqual([expect.stringContaining('It may have been done all the same'), 1])
})

test.each([50083, 160005])('nobody is called for ever in a thread that was put away (%i)', async (code) => {
  stage.discord.fail('POST /channels/*/messages', { refuse: [400, code, 'no'] })
  const viewer = { locale: 'en', zone: 'UTC', now: new Date() } as const
  const call = stage.adapter.chat.nudge?.(GENERAL, USERS.amy, { audience: 'asker', blocks: [], actions: [] }, viewer, `away/${code}`)
  await expect(call).rejects.toMatchObject({ code: 'chat_closed' })
})
