import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createLedger } from '../../src/ledger/index.ts'
import { readScreenshot } from '../../src/pictures/index.ts'
import { contractCommands } from '../contract/commands.ts'
import { testBot } from '../support/bot.ts'
import { counting } from '../support/counting.ts'
import { testDatabase } from '../support/database.ts'
import { SHOT } from '../support/discord/house.ts'
import { buttonsOf, wordsOf } from '../support/discord/shown.ts'
import { discordPeople, discordStage, GENERAL, USERS } from '../support/discord/stage.ts'
import { BOT, type Message } from '../support/discord/world.ts'

/** What happens between the deed and its answer. */
const core = { delay: 0, after: async (): Promise<unknown> => undefined }
let database: Awaited<ReturnType<typeof testDatabase>>
let stage: Awaited<ReturnType<typeof discordStage>>

/** A core that takes longer than Discord waits, when told to. */
beforeAll(async () => {
  database = await testDatabase()
  await discordPeople(database.db)
  const { bot } = testBot({ db: database.db, ledger: createLedger, commands: contractCommands, screenshot: readScreenshot })
  const slow: typeof bot = {
    handle: async (update) => {
      await setTimeout(core.delay)
      const answered = await bot.handle(update)
      await core.after()
      core.after = async () => undefined
      return answered
    },
  }
  stage = await discordStage({ db: database.db, databaseUrl: database.url, bot: slow, commands: contractCommands })
})
afterAll(async () => {
  await stage.close()
  await database.close()
})

const last = (who: keyof typeof USERS): Message => {
  const message = stage.world.seenBy(USERS[who]).at(-1)
  if (!message) throw new Error('there is no message')
  return message
}

test('an answer that takes longer than Discord waits is announced, then written in its place, and others see neither', async () => {
  core.delay = 3_200
  stage.hands.command(USERS.amy, 'everything', {}, { channel: GENERAL })
  await stage.settled()
  expect(wordsOf(last('amy'))).toContain('UID 10428')
  expect(stage.world.seenBy(USERS.amy)).toHaveLength(1)
  expect(stage.world.seenBy(USERS.lin)).toHaveLength(0)
})

test('drawing an answer counts, too: while what it shows is looked up Purser is seen to be at work', async () => {
  core.delay = 0
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  // Who asks for a picture is looked up first, and waits here.
  core.after = () =>
    new Promise((locked) => {
      void database.db.$transaction(
        async (tx) => {
          await tx.$executeRaw`lock table identity in access exclusive mode`
          locked(undefined)
          await released
        },
        { timeout: 15_000 },
      )
    })
  const asked = stage.hands.command(USERS.amy, 'everything', {}, { channel: GENERAL })
  await vi.waitFor(() => expect(asked.answered).toBe(5), { timeout: 10_000 })
  release()
  await stage.settled()
  expect(wordsOf(last('amy'))).toContain('UID 10428')
})

test('of two processes that answer the same one answer is seen; what is no message of this version stays, and ours stands below it', async () => {
  const seen = stage.world.seenBy(USERS.amy).length
  const answered = async (delay: number, data: object): Promise<void> => {
    core.delay = delay
    const asked = stage.hands.command(USERS.amy, 'everything', {}, { channel: GENERAL })
    const body = JSON.stringify({ type: 4, data })
    const headers = { 'content-type': 'application/json', 'user-agent': 'DiscordBot (another process)' }
    await fetch(`${stage.discord.apiUrl}/v10/interactions/${asked.id}/${asked.token}/callback`, { method: 'POST', headers, body })
    await stage.settled()
  }
  const theirs = { components: [{ type: 10, content: 'theirs' }], flags: 64 | (1 << 15) }
  await answered(2_000, theirs)
  await answered(300, theirs)
  await answered(300, { content: 'theirs', flags: 64 })
  const ours = expect.stringContaining('UID 10428')
  expect(stage.world.seenBy(USERS.amy).slice(seen).map(wordsOf)).toEqual([ours, ours, 'theirs', ours])
})

test('a form whose window can no longer be opened comes as a button that opens it', async () => {
  core.delay = 3_200
  stage.hands.command(USERS.amy, 'form')
  await stage.settled()
  core.delay = 0
  expect(stage.hands.windows(USERS.amy)).toHaveLength(0)
  const [label = ''] = buttonsOf(last('amy').components).calls
  stage.hands.presses(USERS.amy, last('amy'), label)
  await stage.settled()
  expect(stage.hands.windows(USERS.amy)).toHaveLength(1)
})

test('while the database does not answer people are told so, and read what they had entered', async () => {
  const [open] = stage.hands.windows(USERS.amy)
  if (!open) throw new Error('there is no window')
  await database.db.$executeRaw`alter table chat_form rename to chat_form_gone`
  stage.hands.submits(USERS.amy, open, { 'q:sum': '5', 'q:at': 'now', 'q:method': 'bank', 'q:tail': '0021' })
  await stage.settled()
  await database.db.$executeRaw`alter table chat_form_gone rename to chat_form`
  expect(wordsOf(last('amy'))).toContain('We can’t reach our records right now')
  expect(wordsOf(last('amy'))).toContain('0021')
  stage.hands.command(USERS.amy, 'count')
  await stage.settled()
  expect(wordsOf(last('amy'))).toContain('counted 1')
})

test('nobody is told that nothing was done when the deed was done and its answer could not be shown', async () => {
  core.after = () => database.db.$executeRaw`alter table attachment rename to attachment_gone`
  stage.hands.says(USERS.amy, 'paid', [SHOT])
  await stage.settled()
  await database.db.$executeRaw`alter table attachment_gone rename to attachment`
  expect(wordsOf(last('amy'))).toContain('It may have been done all the same')
  stage.hands.command(USERS.amy, 'form')
  await stage.settled()
  const open = stage.hands.windows(USERS.amy).at(-1)
  if (!open) throw new Error('there is no window')
  stage.hands.submits(USERS.amy, open, { 'q:sum': '5', 'q:at': 'now', 'q:method': 'bank' })
  await stage.settled()
  core.after = () => database.db.$executeRaw`alter table chat_form rename to chat_form_gone`
  const send = buttonsOf(last('amy').components).calls.find((label) => !/^\d\/\d /.test(label)) ?? ''
  stage.hands.presses(USERS.amy, last('amy'), send)
  await stage.settled()
  await database.db.$executeRaw`alter table chat_form_gone rename to chat_form`
  expect(wordsOf(last('amy'))).toContain('"sum":"5"')
})

test('what one person says and presses is done in that order while the database is slow, each acknowledged in time, and nobody else waits', async () => {
  core.delay = 0
  stage.hands.command(USERS.amy, 'count')
  await stage.settled()
  const first = last('amy')
  const before = Number(/\d+/.exec(wordsOf(first)))
  const release = await counting(database.db)
  const seen = stage.world.seenBy(USERS.amy).length
  const counted = stage.hands.command(USERS.amy, 'count')
  stage.hands.says(USERS.amy, 'something else')
  const pressed = stage.hands.presses(USERS.amy, first, 'Again')
  stage.hands.command(USERS.lin, 'help')
  const known = () => [counted.answered, pressed.answered, /充值/.test(wordsOf(last('lin')))]
  await vi.waitFor(() => expect(known()).toEqual([5, 6, true]), { timeout: 10_000 })
  const said = () =>
    stage.world
      .seenBy(USERS.amy)
      .slice(seen)
      .filter(({ from }) => from === BOT.id)
      .map(wordsOf)
  expect(said().join('')).not.toContain('I didn’t understand that')
  await release()
  await stage.settled()
  expect(said()).toEqual([expect.stringContaining(`counted ${before + 1}`), expect.stringContaining('I didn’t understand that')])
  expect(wordsOf(first)).toContain(`counted ${before + 2}`)
})

const saidTo = (who: keyof typeof USERS): readonly string[] =>
  stage.world
    .seenBy(USERS[who])
    .filter(({ from }) => from === BOT.id)
    .map(wordsOf)

test('who sends more than can be answered hears so at once where they press, and once more when the rest is answered', async () => {
  const before = saidTo('amy').length
  const said = () => saidTo('amy').slice(before)
  const release = await counting(database.db)
  stage.hands.command(USERS.amy, 'count')
  for (let n = 0; n < 200; n++) stage.hands.says(USERS.amy, 'hm')
  const { id } = stage.hands.says(USERS.amy, 'hm')
  await stage.discord.gateway.delivered()
  stage.hands.command(USERS.amy, 'count')
  await vi.waitFor(() => expect(said().join()).toContain('still'), { timeout: 10_000 })
  await release()
  await stage.settled()
  expect(said()).toHaveLength(202)
  expect(said().at(-1)).toContain('Not everything you sent before was answered')
  // What was not taken is not taken by the next process either: it may have been sent again by then.
  expect((await database.db.discordDirect.findUniqueOrThrow({ where: { userId: USERS.amy } })).heard).toBeGreaterThanOrEqual(BigInt(id))
  stage.hands.says(USERS.amy, 'hm')
  await stage.settled()
  expect(said()).toHaveLength(203)
})

test('what waits when we stop is not done, and its sender hears so: Discord tells it to nobody else. The line is free for others meanwhile', async () => {
  const before = saidTo('amy').length
  const release = await counting(database.db)
  const asked = [stage.hands.command(USERS.amy, 'count'), stage.hands.command(USERS.amy, 'count')]
  await vi.waitFor(() => expect(asked.map(({ answered }) => answered)).toEqual([5, 5]), { timeout: 10_000 })
  const stopped = stage.adapter.stop()
  await vi.waitFor(() => expect(stage.discord.gateway.connected()).toBe(0), { timeout: 10_000 })
  expect(saidTo('amy').slice(before)).toEqual(['', ''])
  await release()
  await stopped
  expect(saidTo('amy').slice(before)).toEqual([expect.stringContaining('counted'), expect.stringContaining('We can’t reach our records')])
})
