import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { locales } from '../../locales/index.ts'
import { defineCommand } from '../../src/command.ts'
import { questions } from '../../src/form.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { readScreenshot } from '../../src/pictures/index.ts'
import { reply, text } from '../../src/reply.ts'
import { contractCommands } from '../contract/commands.ts'
import { testBot } from '../support/bot.ts'
import { counting } from '../support/counting.ts'
import { testDatabase } from '../support/database.ts'
import { asJson, asList } from '../support/slack/limits.ts'
import { picturesOf, wordsOf } from '../support/slack/shown.ts'
import { GENERAL, STAFF_CHANNEL, slackPeople, slackStage, USERS } from '../support/slack/stage.ts'
import { BOT, type View } from '../support/slack/workspace.ts'

const core = { delay: 0 }
const long = defineCommand({
  ...{ name: 'long', role: 'anyone', effect: 'read', input: z.object({}) },
  run: async () => reply(Array.from({ length: 300 }, (_, n) => text([`line ${n}.`]))),
})
/** A form whose answer stays in its window, with a picture. */
const portrait = defineCommand({
  ...{ name: 'portrait', role: 'anyone', effect: 'read' },
  input: z.object({ note: z.string().register(questions, { control: 'note', ask: 'note' }) }),
  form: { title: () => ['Portrait'], submit: () => ['Draw'] },
  run: async () => ({
    ...reply([{ type: 'image', source: { from: 'qr', content: 'https://pay.example/portrait' }, alt: ['A code'] }]),
    aside: true,
  }),
})
const commands = [...contractCommands, long, portrait]
const ANSWERS = { sum: '5', at: 'now', method: 'bank' }
let database: Awaited<ReturnType<typeof testDatabase>>
let stage: Awaited<ReturnType<typeof slackStage>>

/** A core that takes longer than Slack waits, when told to. */
beforeAll(async () => {
  database = await testDatabase()
  await slackPeople(database.db)
  const { bot } = testBot({ db: database.db, ledger: createLedger, commands, screenshot: readScreenshot })
  const slow: typeof bot = {
    handle: async (update) => {
      await setTimeout(core.delay)
      return bot.handle(update)
    },
  }
  stage = await slackStage({ db: database.db, databaseUrl: database.url, bot: slow, commands })
})
afterAll(async () => {
  await stage.close()
  await database.close()
})

async function openForm(command = 'form'): Promise<View> {
  core.delay = 0
  await stage.hands.command(USERS.amy, command)
  await stage.settled()
  const view = [...stage.space.views.values()].at(-1)
  if (!view) throw new Error('no window')
  return view
}

test('a form that takes longer than Slack waits says so, then is done, and is answered once', async () => {
  const view = await openForm()
  core.delay = 2_500
  await stage.hands.submits(USERS.amy, view, ANSWERS)
  expect(wordsOf(asList(view.view.blocks))).toContain('We are on it')
  await stage.settled()
  expect(wordsOf(asList(view.view.blocks))).toContain('Done')
  const answers = stage.space.messages.filter(({ blocks }) => wordsOf(blocks).includes('"sum":"5"'))
  expect(answers).toHaveLength(1)
  stage.space.views.clear()
})

test('a form that is wrong, and late at that, comes back with everything entered', async () => {
  const view = await openForm()
  core.delay = 2_500
  await stage.hands.submits(USERS.amy, view, { ...ANSWERS, sum: '0', note: 'mine <!here>' })
  await stage.settled()
  const inputs = asList(view.view.blocks).filter(({ type }) => type === 'input')
  expect(wordsOf(asList(view.view.blocks))).toContain('Nothing is not an amount')
  expect(inputs.map(({ element }) => asJson(element).initial_value)).toContain('mine <!here>')
  stage.space.views.clear()
})

test('a form whose window can no longer be opened comes as a button', async () => {
  core.delay = 3_200
  await stage.hands.command(USERS.amy, 'form')
  await stage.settled()
  core.delay = 0
  expect(stage.space.views.size).toBe(0)
  const offer = stage.space.messages.at(-1)
  if (!offer) throw new Error('no message')
  await stage.hands.presses(USERS.amy, offer, 'Fill in: Payment proof')
  await stage.settled()
  expect(stage.space.views.size).toBe(1)
})

test('whoever closes the window while it says that we are at work reads how it ended all the same', async () => {
  stage.space.views.clear()
  const view = await openForm()
  core.delay = 2_500
  await stage.hands.submits(USERS.amy, view, { ...ANSWERS, sum: '0' })
  stage.space.views.clear()
  await stage.settled()
  core.delay = 0
  expect(wordsOf(stage.space.messages.at(-1)?.blocks ?? [])).toContain('Nothing is not an amount')
})

test('an answer that stands in the window is not shown twice when Slack does not say so', async () => {
  const view = await openForm()
  core.delay = 2_500
  const seen = stage.space.messages.length
  stage.slack.fail('views.update', { lost: true }, 3)
  await stage.hands.submits(USERS.amy, view, { ...ANSWERS, sum: '0' })
  await stage.settled()
  core.delay = 0
  expect(wordsOf(asList(view.view.blocks))).toContain('Nothing is not an amount')
  const said = stage.space.messages.slice(seen).map(({ blocks }) => wordsOf(blocks))
  expect(said).toEqual([expect.stringContaining(String(locales.en.common.unsure))])
  stage.space.views.clear()
})

test('a card that takes more messages than before is sent anew as a whole, and nothing of the old one stays', async () => {
  const { chat } = stage.adapter
  const viewer = { locale: 'en', zone: 'UTC', now: new Date() } as const
  const long = (pages: number) => reply(Array.from({ length: pages * 45 }, (_, n) => text([`line ${n}`])))
  const there = () => stage.space.messages.filter(({ channel }) => channel === STAFF_CHANNEL).length
  const before = there()
  const short = await chat.send(STAFF_CHANNEL, long(1), viewer)
  await expect(chat.edit(STAFF_CHANNEL, short, long(2), viewer)).rejects.toMatchObject({ code: 'message_gone' })
  expect(there()).toBe(before)
  const two = await chat.send(STAFF_CHANNEL, long(2), viewer)
  stage.space.messages.splice(
    stage.space.messages.findLastIndex(({ channel }) => channel === STAFF_CHANNEL),
    1,
  )
  await expect(chat.edit(STAFF_CHANNEL, two, long(2), viewer)).rejects.toMatchObject({ code: 'message_gone' })
  expect(there()).toBe(before)
})

test('an answer of more messages than Slack takes at its address is shown whole in direct messages where the app is no member', async () => {
  const seen = stage.space.messages.length
  await stage.hands.command(USERS.amy, 'long', GENERAL)
  await stage.settled()
  const shown = stage.space.messages.slice(seen)
  expect(shown.filter(({ channel }) => channel === GENERAL)).toMatchObject([{ only: USERS.amy }])
  expect(wordsOf(shown.at(-1)?.blocks ?? [])).toContain('direct messages')
  const words = shown.map(({ blocks }) => wordsOf(blocks)).join(' ')
  for (let n = 0; n < 300; n++) expect(words).toContain(`line ${n}.`)
})

test('what one person says, presses and sends is done in that order while the database is slow, each acknowledged in time, and nobody else waits', async () => {
  await stage.hands.command(USERS.amy, 'buttons')
  await stage.settled()
  const buttons = stage.space.messages.at(-1)
  if (!buttons) throw new Error('no message')
  const form = await openForm()
  const seen = stage.space.messages.length
  const said = (user: keyof typeof USERS): readonly string[] => {
    const { direct } = stage.space.people.get(USERS[user]) ?? { direct: '' }
    return stage.space.messages
      .slice(seen)
      .flatMap(({ channel, user: by, blocks }) => (channel === direct && by === BOT ? wordsOf(blocks) : []))
  }
  const release = await counting(database.db)
  await stage.hands.command(USERS.amy, 'count')
  await stage.hands.says(USERS.amy, 'something else')
  await stage.hands.presses(USERS.amy, buttons, 'Plain')
  await stage.hands.submits(USERS.amy, form, ANSWERS)
  expect(wordsOf(asList(form.view.blocks))).toContain('We are on it')
  await stage.hands.command(USERS.lin, 'buttons')
  await vi.waitFor(() => expect(said('lin')).toEqual([expect.stringContaining('Press one')]), { timeout: 10_000 })
  expect(said('amy')).toEqual([])
  await release()
  await stage.settled()
  expect(said('amy')).toEqual([
    expect.stringContaining('counted'),
    expect.stringContaining('I didn’t understand that'),
    expect.stringContaining('spell {} private true'),
    expect.stringContaining('"sum":"5"'),
  ])
  expect(wordsOf(asList(form.view.blocks))).toContain('Done')
  stage.space.views.clear()
})

test('a sent form is acknowledged in time though the pictures of its answer are slow', async () => {
  const view = await openForm('portrait')
  stage.slack.fail('files.completeUploadExternal', { late: 2_200 })
  await stage.hands.submits(USERS.amy, view, { note: 'me' })
  expect(wordsOf(asList(view.view.blocks))).toContain('We are on it')
  await stage.settled()
  expect(picturesOf(asList(view.view.blocks))).toHaveLength(1)
  stage.space.views.clear()
})
