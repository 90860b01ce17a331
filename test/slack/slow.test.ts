import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { locales } from '../../locales/index.ts'
import { defineCommand } from '../../src/command.ts'
import { questions } from '../../src/form.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { readScreenshot } from '../../src/pictures/index.ts'
import { reply, text } from '../../src/reply.ts'
import { contractCommands, everyBlock } from '../contract/commands.ts'
import { testBot } from '../support/bot.ts'
import { counting } from '../support/counting.ts'
import { testDatabase } from '../support/database.ts'
import { bytesForStaff, EVERY_BYTE } from '../support/files.ts'
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
/** A form whose answer stays in its window, with a file. */
const letter = defineCommand({
  ...{ name: 'letter', role: 'anyone', effect: 'read' },
  input: z.object({ note: z.string().register(questions, { control: 'note', ask: 'note' }) }),
  form: { title: () => ['Letter'], submit: () => ['Write'] },
  run: async () => ({ ...reply([everyBlock.file]), aside: true }),
})
const commands = [...contractCommands, long, portrait, letter]
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
  stage = await slackStage({ db: database.db, databaseUrl: database.url, bot: slow, commands, files: bytesForStaff })
})
afterAll(async () => {
  await stage.close()
  await database.close()
})

async function openForm(command = 'form', user: string = USERS.amy): Promise<View> {
  core.delay = 0
  await stage.hands.command(user, command)
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

test('a window opens though Slack is slow to say whose direct messages it was asked for in', async () => {
  stage.space.views.clear()
  core.delay = 0
  const late = stage.space.addPerson('U0LATE', 'late', 'en-US')
  stage.slack.fail('conversations.open', { late: 3_500 })
  await stage.hands.command(late.id, 'form', late.direct)
  await stage.settled()
  expect(stage.space.views.size).toBe(1)
  stage.space.views.clear()
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
  const before = { amy: saidTo('amy').length, lin: saidTo('lin').length }
  const said = (user: 'amy' | 'lin'): readonly string[] => saidTo(user).slice(before[user])
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

test('a sent form is acknowledged in time though nobody says who it was', async () => {
  const view = await openForm()
  stage.space.addPerson('U0SLOW', 'slow', 'en-US')
  stage.slack.fail('users.info', { late: 2_600 })
  let release = (): void => undefined
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await new Promise<void>((locked) => {
    const holding = async (tx: Pick<typeof database.db, '$executeRaw'>): Promise<void> => {
      await tx.$executeRaw`lock table identity in access exclusive mode`
      locked()
      await held
    }
    void database.db.$transaction(holding, { timeout: 15_000 })
  })
  await stage.hands.submits('U0SLOW', view, ANSWERS)
  expect(wordsOf(asList(view.view.blocks))).toContain('We are on it')
  release()
  await stage.settled()
  expect(wordsOf(asList(view.view.blocks))).toContain('Done')
  stage.space.views.clear()
})

test('an answer with a file to a form comes as a direct message, and the window says so', async () => {
  const view = await openForm('letter', USERS.wang)
  await stage.hands.submits(USERS.wang, view, { note: 'dear me' })
  await stage.settled()
  const { direct } = stage.space.people.get(USERS.wang) ?? { direct: '' }
  const [file = ''] = stage.space.messages.findLast(({ channel, files }) => channel === direct && files.length > 0)?.files ?? []
  expect(Buffer.from(stage.space.files.get(file)?.bytes ?? []).equals(EVERY_BYTE)).toBe(true)
  const windows = [...stage.space.views.values()].map((each) => wordsOf(asList(each.view.blocks)))
  expect(windows.at(-1)).toContain(String(locales['zh-HK'].slack.inDirect))
  stage.space.views.clear()
})

test('a file before the parts of a message moves none of them: those that stand are taken up', async () => {
  const { chat } = stage.adapter
  const viewer = { locale: 'en', zone: 'UTC', now: new Date() } as const
  const parts = reply([everyBlock.file, ...Array.from({ length: 60 }, (_, n) => text([`part ${n}`]))])
  const send = () => chat.send(USERS.wang, parts, viewer, 'notice:filed', true)
  const first = await send()
  expect(first.split(',')).toHaveLength(2)
  expect(await send()).toBe(first)
})

test('a form whose receipt does not reach Slack, since the line broke, is answered all the same', async () => {
  const view = await openForm()
  core.delay = 1_200
  const sent = stage.hands.submits(USERS.amy, view, { ...ANSWERS, sum: '7' })
  await setTimeout(500)
  stage.slack.fail('apps.connections.open', { late: 1_500 })
  stage.slack.drop('broken')
  await sent
  core.delay = 0
  await vi.waitFor(() => expect(saidTo('amy').at(-1)).toContain('"sum":"7"'), { timeout: 10_000 })
  expect(wordsOf(asList(view.view.blocks))).toContain('Done')
  await vi.waitFor(() => expect(stage.slack.sockets()).toBe(1), { timeout: 10_000 })
  stage.space.views.clear()
})

test('who sends more than can be answered is told so once, when the rest is answered', async () => {
  const said = () => saidTo('amy').slice(before)
  const before = saidTo('amy').length
  const release = await counting(database.db)
  await stage.hands.command(USERS.amy, 'count')
  await Promise.all(Array.from({ length: 202 }, () => stage.hands.says(USERS.amy, 'hm')))
  await release()
  await stage.settled()
  expect(said()).toHaveLength(201)
  expect(said().at(-1)).toContain(String(locales.en.common.unanswered))
  await stage.hands.says(USERS.amy, 'hm')
  await stage.settled()
  expect(said()).toHaveLength(202)
})

test('what waits when we stop is not done, and its sender hears so: Slack tells it to nobody else', async () => {
  const said = () => saidTo('amy').slice(before)
  const before = saidTo('amy').length
  const release = await counting(database.db)
  await stage.hands.command(USERS.amy, 'count')
  await stage.hands.command(USERS.amy, 'count')
  await vi.waitFor(async () => expect(await waiting()).toBe(1), { timeout: 10_000 })
  const stopped = stage.adapter.stop()
  // What comes from now on is not acknowledged, so that Slack tells it again.
  const ignored = stage.slack.ignored()
  await stage.hands.says(USERS.lin, 'balance')
  expect(stage.slack.ignored()).toBe(ignored + 1)
  await release()
  await stopped
  expect(said()).toEqual([expect.stringContaining('counted'), expect.stringContaining('We can’t reach our records')])
})

/** How many wait for a lock in the database. */
const waiting = async (): Promise<number> => {
  const rows = await database.db.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  return rows[0]?.n ?? 0
}

const saidTo = (user: keyof typeof USERS): readonly string[] => {
  const { direct } = stage.space.people.get(USERS[user]) ?? { direct: '' }
  return stage.space.messages.flatMap(({ channel, user: by, blocks }) => (channel === direct && by === BOT ? wordsOf(blocks) : []))
}
