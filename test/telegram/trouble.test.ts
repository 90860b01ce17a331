import pino from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { connect } from '../../adapters/postgres/connect.ts'
import { wayThrough } from '../../adapters/proxy.ts'
import { createClient } from '../../adapters/telegram/client.ts'
import { createPost } from '../../adapters/telegram/post.ts'
import { createShelf } from '../../adapters/telegram/shelf.ts'
import { createWork } from '../../adapters/telegram/work.ts'
import type { Bot } from '../../src/bot.ts'
import type { Database } from '../../src/db.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { readScreenshot } from '../../src/pictures/index.ts'
import type { Block, Reply } from '../../src/reply.ts'
import { card, contractCommands } from '../contract/commands.ts'
import { testBot } from '../support/bot.ts'
import { type Cable, cable } from '../support/cable.ts'
import { testDatabase } from '../support/database.ts'
import { bytesForStaff } from '../support/files.ts'
import { SHOT, SHOTS } from '../support/telegram/house.ts'
import type { TelegramDouble } from '../support/telegram/server.ts'
import { GENERAL, populated, SECRET, STAFF_GROUP, telegramPeople, telegramStage, USERS } from '../support/telegram/stage.ts'
import { type Message, TOKEN } from '../support/telegram/world.ts'

const UNREACHABLE = 'We can’t reach our records right now'
const viewer = { locale: 'en', zone: 'UTC', now: new Date() } as const
const staff = String(STAFF_GROUP)
let database: Awaited<ReturnType<typeof testDatabase>>
let way: Cable
let db: Database
let telegram: TelegramDouble
let bot: Bot
let stage: Awaited<ReturnType<typeof telegramStage>>

/** One life of the adapter. */
const open = (how: { webhook?: boolean } = {}) =>
  telegramStage({ db, databaseUrl: database.url, bot, commands: contractCommands, telegram, ...how })

beforeAll(async () => {
  database = await testDatabase()
  await telegramPeople(database.db)
  way = await cable(database.url)
  db = connect(way.url, 5)
  bot = testBot({ db, ledger: createLedger, commands: contractCommands, screenshot: readScreenshot }).bot
  telegram = await populated()
  stage = await open()
  for (const person of stage.world.people.values()) person.chat = 'open'
})
afterAll(async () => {
  await stage.close()
  await telegram.close()
  await db.$disconnect()
  await way.cut()
  await database.close()
})

const written = (chat: number): readonly Message[] => stage.world.messages.filter((each) => each.chat === chat && each.from === 0)
const last = (chat: number): Message => {
  const message = written(chat).at(-1)
  if (!message) throw new Error(`nothing was written to ${chat}`)
  return message
}
const says = async (text: string): Promise<void> => {
  stage.hands.says(USERS.amy, text)
  await stage.settled()
}

test('while the database cannot be reached everybody is told so, wherever they are in a conversation, and goes on afterwards', async () => {
  await says('/count')
  const counted = last(USERS.amy)
  await says('/form')
  await says('128')
  const question = last(USERS.amy)
  expect(stage.world.buttons(question).map(({ text }) => text)).toContain('Just now')
  await way.cut()
  const told = async (does: () => void): Promise<void> => {
    const before = written(USERS.amy).length
    does()
    await stage.settled()
    expect(written(USERS.amy)).toHaveLength(before + 1)
    expect(last(USERS.amy).text).toContain(UNREACHABLE)
  }
  await told(() => stage.hands.says(USERS.amy, 'yesterday 14:32'))
  await told(() => stage.hands.sends(USERS.amy, SHOT, 'paid', { as: 'photo' }))
  await told(() => stage.hands.presses(USERS.amy, question, 'Just now'))
  await told(() => stage.hands.presses(USERS.amy, counted, 'Again'))
  expect([...stage.world.queries.values()].map(({ answered }) => answered !== undefined)).toEqual([true, true])
  // Somebody who was not met in this life, in a language that their app alone tells of.
  stage.hands.says(USERS.lin, '/count')
  stage.hands.says(USERS.lee, '/count', { group: GENERAL, whisper: true })
  await stage.settled()
  expect(last(USERS.lin).text).toContain('暂时')
  expect(written(GENERAL)).toEqual([expect.objectContaining({ only: USERS.lee, text: expect.stringContaining(UNREACHABLE) })])
  await way.mend()
  await stage.hands.presses(USERS.amy, question, 'Just now')
  await stage.settled()
  await stage.hands.presses(USERS.amy, counted, 'Again')
  await stage.settled()
  expect(written(USERS.amy).some(({ text }) => text.includes('counted 2'))).toBe(true)
})

test('the menu follows a language that was typed', async () => {
  await says('/language zh-HK')
  expect(JSON.stringify(last(USERS.amy).markup)).toContain('結餘')
  await says('/language en')
  expect(JSON.stringify(last(USERS.amy).markup)).toContain('Balance')
})

test('who shows a picture in a group where nothing can be whispered is told in their private chat that it was not submitted', async () => {
  stage.hands.sends(USERS.amy, SHOT, '', { group: GENERAL, as: 'photo' })
  await stage.settled()
  expect(last(USERS.amy).text).toContain('not submitted')
})

const pictured = (state: string, ...pictures: readonly string[]): Reply => {
  const blocks = pictures.map((content): Block => ({ type: 'image', source: { from: 'qr', content }, alt: ['A code'] }))
  return { ...card(state), blocks: [...card(state).blocks, ...blocks] }
}

test('a card of words takes a picture up, and goes on being changed where it stands', async () => {
  const { chat } = stage.adapter
  const message = await chat.send(staff, card('open'), viewer)
  const count = written(STAFF_GROUP).length
  await chat.edit(staff, message, pictured('answered', 'https://pay.example/a'), viewer)
  await chat.edit(staff, message, card('credited'), viewer)
  expect(written(STAFF_GROUP)).toHaveLength(count)
  expect(last(STAFF_GROUP)).toMatchObject({ text: expect.stringContaining('credited'), photo: expect.any(String) })
})

test('a card of several messages that folds to fewer keeps its pictures, without their words, and unfolds in its place', async () => {
  const { chat } = stage.adapter
  const open = pictured('open', 'https://pay.example/1', 'https://pay.example/2')
  const message = await chat.send(staff, { ...open, blocks: [...open.blocks, { type: 'text', text: ['Paid at noon'] }] }, viewer)
  const numbers = message.split(',').map((each) => Number(/\d+$/.exec(each)))
  const standing = () => written(STAFF_GROUP).filter(({ id }) => numbers.includes(id))
  await chat.edit(staff, message, card('credited'), viewer)
  expect(standing().map(({ text, photo }) => [photo !== undefined, text === ''])).toEqual([
    [true, true],
    [true, true],
    [false, false],
  ])
  await chat.edit(staff, message, open, viewer)
  expect(standing().map(({ text, photo }) => [photo !== undefined, text === ''])).toEqual([
    [true, true],
    [true, false],
    [true, false],
  ])
})

test('a card of several messages that Telegram breaks off in the midst is finished, not sent twice', async () => {
  const { chat } = stage.adapter
  const count = written(STAFF_GROUP).length
  const three = pictured('open', 'https://pay.example/1', 'https://pay.example/2', 'https://pay.example/3')
  telegram.fail('sendPhoto', { retryAfter: 60 }, 1, 1)
  await expect(chat.send(staff, three, viewer, 'card:1:')).rejects.toMatchObject({ code: 'too_many' })
  expect(written(STAFF_GROUP)).toHaveLength(count + 1)
  const message = await chat.send(staff, three, viewer, 'card:1:')
  expect(message.split(',')).toHaveLength(3)
  expect(written(STAFF_GROUP)).toHaveLength(count + 3)
})

test('a staff group that does not take messages now is tried again, and is no person who has blocked us', async () => {
  const { chat } = stage.adapter
  const group = stage.world.groups.get(STAFF_GROUP)
  if (!group) throw new Error('no group')
  group.bot = 'kicked'
  await expect(chat.send(staff, card('open'), viewer)).rejects.toMatchObject({ telegram: { code: 403 } })
  group.bot = 'administrator'
  await chat.send(staff, card('open'), viewer)
})

test('a picture that Telegram takes as a document alone is one when it is shown again, and in its place', async () => {
  const { chat } = stage.adapter
  telegram.fail('sendPhoto', { refuse: [400, 'Bad Request: PHOTO_INVALID_DIMENSIONS'] })
  const long = pictured('open', 'https://pay.example/long')
  const message = await chat.send(staff, long, viewer)
  await chat.send(staff, long, viewer)
  expect(last(STAFF_GROUP).document).toBeDefined()
  await chat.edit(staff, message, pictured('changed', 'https://pay.example/long'), viewer)
})

test('a file goes to no group, whoever would have it sent there', async () => {
  const way = wayThrough(undefined)
  const client = createClient({ token: TOKEN, apiUrl: telegram.apiUrl, way })
  const source = { from: 'case', ticket: '3058', locale: 'en', zone: 'UTC' } as const
  const page = { spans: [{ text: 'Case file' }], file: { source, gone: [{ text: 'not here' }] } }
  const post = createPost({ picture: async () => undefined }, bytesForStaff)
  for (const chat of [STAFF_GROUP, USERS.amy]) await post.send(client.once, { chat }, page as never, { staff: true })
  expect([STAFF_GROUP, USERS.amy].map((chat) => last(chat).document !== undefined)).toEqual([false, true])
  expect(last(STAFF_GROUP).text).toContain('not here')
})

const until = <T>(look: () => T | Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 20_000, interval: 20 })
const counted = async (): Promise<number> => Number((await database.db.setting.findUnique({ where: { key: 'count' } }))?.value ?? 0)

test('an answer that Telegram does not take for a while comes all the same, after a restart too, and its deed is done once', async () => {
  const before = await counted()
  telegram.fail('sendMessage', { status: 502 }, 4)
  await says('/count')
  expect(last(USERS.amy).text).toContain(`counted ${before + 1}`)
  telegram.fail('sendMessage', { status: 502 }, 99)
  stage.hands.says(USERS.amy, '/count')
  await until(async () => expect(await counted()).toBe(before + 2))
  await stage.close()
  telegram.fail('sendMessage', { status: 502 }, 0)
  stage = await open()
  await stage.settled()
  expect(last(USERS.amy).text).toContain(`counted ${before + 2}`)
})

test('a limit of Telegram’s, named again and again, keeps a person waiting for five minutes in all, not for each', async () => {
  const limited = async () =>
    Response.json({ ok: false, error_code: 429, description: 'Too Many Requests', parameters: { retry_after: 200 } })
  expect(await insisted(limited)).toBe(2)
})

test('a Telegram that takes calls and is silent keeps a person waiting for no longer', async () => {
  const silent = (_url: string, { signal }: { signal: AbortSignal }) =>
    new Promise<Response>((_answer, lost) => signal.addEventListener('abort', () => lost(signal.reason)))
  // A minute each.
  expect(await insisted(silent)).toBe(5)
})

/** How often Telegram is asked until nobody insists any more. */
async function insisted(answer: (url: string, init: { signal: AbortSignal }) => Promise<Response>): Promise<number> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  const asks = vi.fn(answer)
  const way = { fetch: asks, dispatcher: {}, close: async () => undefined } as never
  const refused = createClient({ token: '1:A', apiUrl: 'http://telegram.example', way })
    .insist((api) => api.getMe())
    .catch(() => 'given up')
  try {
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect(await refused).toBe('given up')
    return asks.mock.calls.length
  } finally {
    vi.useRealTimers()
  }
}

test('who sends more than is taken, or was not answered for long, is told so once, when they are answered again', async () => {
  const { work } = stage.adapter
  let release = (): void => undefined
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  for (let each = 0; each < 210; each += 1) void work.take(-each - 1, String(USERS.amy), () => gate)
  release()
  await work.settled()
  const lost = () => written(USERS.amy).filter(({ text }) => text.includes('Not everything you sent')).length
  for (const told of [1, 1]) {
    await says('/count')
    expect(lost()).toBe(told)
  }
  // Longer than anybody waits.
  telegram.fail('sendMessage', { retryAfter: 400 })
  await says('/count')
  await says('/count')
  expect(lost()).toBe(2)
})

test('who gets an answer that Telegram takes for wrong is told that it may have been done, at once or when they are answered again', async () => {
  const told = (words: string) => written(USERS.amy).filter(({ text }) => text.includes(words)).length
  const [unsure, lost] = ['We couldn’t show you the answer', 'Not everything you sent']
  const before = [told(unsure), told(lost)]
  for (const [times, more] of [
    [1, [1, 0]],
    [2, [1, 1]],
  ] as const) {
    telegram.fail('sendMessage', { refuse: [400, 'Bad Request: something odd'] }, times)
    for (const _ of [1, 2]) await says('/count')
    expect([told(unsure), told(lost)]).toEqual(before.map((count, index) => count + (more[index] ?? 0)))
  }
})

test('an album that cannot be answered for ten minutes is given up, and its person told so when they are answered again', async () => {
  telegram.fail('sendMessage', { refuse: [400, 'Bad Request: something odd'] }, 99)
  telegram.fail('sendPhoto', { refuse: [400, 'Bad Request: something odd'] }, 99)
  stage.hands.album(USERS.lin, SHOTS.slice(0, 2))
  await stage.settled()
  const album = { doneAt: null }
  await until(async () => expect(await database.db.telegramAlbum.count({ where: { takenAt: { not: null } } })).toBe(2))
  await stage.close()
  const past = (minutes: number) => new Date(Date.now() - minutes * 60_000)
  await database.db.telegramAlbum.updateMany({ data: { createdAt: past(11), takenAt: past(1) } })
  stage = await open()
  await until(async () => expect(await database.db.telegramAlbum.count({ where: album })).toBe(0))
  for (const method of ['sendMessage', 'sendPhoto']) telegram.fail(method, { status: 502 }, 0)
  stage.hands.says(USERS.lin, '/count')
  await stage.settled()
  expect(last(USERS.lin).text).toContain('没有全部得到回复')
})

test('while the database is away an album is answered once, not once for each picture', async () => {
  await way.cut()
  const before = written(USERS.amy).length
  stage.hands.album(USERS.amy, SHOTS)
  await stage.settled()
  expect(written(USERS.amy)).toHaveLength(before + 1)
  await way.mend()
})

test('of very many who were not answered at once the last are told', async () => {
  const work = createWork(pino({ level: 'silent' }), () => true)
  const told: string[] = []
  for (let each = 0; each <= 10_000; each += 1) work.owe(`person ${each}`)
  const well = async (): Promise<void> => undefined
  for (const each of [0, 1]) await work.take(each + 1, `person ${each}`, well, async () => void told.push(`person ${each}`))
  expect(told).toEqual(['person 1'])
})

test('a person who is slow keeps nobody waiting, and what they said outlives the process', async () => {
  const [mine, theirs] = [written(USERS.amy).length, written(USERS.lin).length]
  const release = telegram.hangs(USERS.amy)
  for (let each = 0; each < 120; each += 1) stage.hands.says(USERS.amy, '/boom')
  stage.hands.says(USERS.lin, '/count')
  await until(() => expect(written(USERS.lin)).toHaveLength(theirs + 1))
  expect(written(USERS.amy)).toHaveLength(mine)
  const closed = stage.close()
  release()
  await closed
  expect(await database.db.telegramUpdate.count()).toBeGreaterThan(90)
  stage = await open()
  await until(() => expect(written(USERS.amy)).toHaveLength(mine + 120))
  await stage.settled()
  expect(written(USERS.amy)).toHaveLength(mine + 120)
  await until(async () => expect(await database.db.telegramUpdate.count()).toBe(0))
})

test('what is on the shelf and was not confirmed is done once, and others are heard behind it', async () => {
  await stage.close()
  const mine = written(USERS.amy).length
  telegram.delivery.hold()
  for (let each = 0; each < 100; each += 1) stage.hands.says(USERS.amy, '/boom')
  stage.hands.says(USERS.lin, '/count')
  const told = telegram.delivery.take()
  const theirs = written(USERS.lin).length
  await database.db.telegramUpdate.createMany({
    data: told.slice(0, 100).map(({ id, update }) => ({ updateId: BigInt(id), body: update as object })),
  })
  for (const one of told) telegram.delivery.push(one)
  stage = await open()
  await until(() => expect(written(USERS.lin)).toHaveLength(theirs + 1))
  await stage.settled()
  expect(written(USERS.amy)).toHaveLength(mine + 100)
  await until(async () => expect(await database.db.telegramUpdate.count()).toBe(0))
})

test('codes do not go to the database with what is put aside, wherever they stand, and are asked for then; any other words do, unchanged', async () => {
  const shelf = createShelf(database.db)
  const signed = 'kt5yq1zAb-9_zAbCdEfGhIjKlMnOpQr10428'
  const codes: readonly (readonly [said: string, kept: string, beside?: string])[] = [
    ['link 7K2M-QX4R-9TB', 'link', 'link ****-****-***'],
    ['/link 7k2m qx4r 9tb', '/link', '/link ****-****-***'],
    [`/start ${signed}`, '/start', '/start ****-****-***'],
    [signed, 'link', '****-****-***'],
    ['JOIN S-7K2M-QX4R-9TB', 'JOIN', 'JOIN S-****-****-***'],
    ['7K2M-QX4R-9TB', 'link', '****-****-***'],
  ]
  const others = ['/start do-ticket', '12345678901', 'order 2024ABCDE12', 'step-past-end', ' link my other chat ']
  const inPlaces = (text: string, caption = text) => [
    { message: { text, reply_to_message: { text, caption } } },
    { message: { caption } },
    { edited_message: { text } },
    { callback_query: { message: { text } } },
  ]
  const numbered = (updates: readonly object[]) => updates.map((one, index) => ({ update_id: 9_000_000 + index, ...one }))
  const plain = others.flatMap((said) => inPlaces(said))
  await shelf.put(numbered([...codes.flatMap(([said]) => inPlaces(said)), ...plain]) as never)
  const kept = (await shelf.all()).filter(({ update_id: id }) => id >= 9_000_000)
  await shelf.drop(kept.map(({ update_id: id }) => id))
  expect(kept).toEqual(numbered([...codes.flatMap(([, text, caption]) => inPlaces(text, caption)), ...plain]))
})

test('a webhook that somebody hung up is taken away, at any time', async () => {
  const before = await counted()
  telegram.delivery.setWebhook('http://127.0.0.1:9/elsewhere', undefined)
  stage.hands.says(USERS.amy, '/count')
  await until(async () => expect(await counted()).toBe(before + 1))
  expect(telegram.delivery.url()).toBe('')
})

test('a server that does not know the bot for a while is asked again, and meanwhile the chat counts as not reached', async () => {
  const before = await counted()
  expect(stage.adapter.reached?.()).toBe(true)
  telegram.fail('getUpdates', { refuse: [404, 'Not Found'] })
  stage.hands.says(USERS.amy, '/count')
  await until(() => expect(stage.adapter.reached?.()).toBe(false))
  await until(async () => expect(await counted()).toBe(before + 1))
  await until(() => expect(stage.adapter.reached?.()).toBe(true))
})

/** As Telegram does. */
const post = (address = '', update: unknown = {}): Promise<Response> =>
  fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': SECRET },
    body: JSON.stringify(update),
  })

test('an address that Telegram does not find now is told again; updates in another order are all answered, and one that comes to two processes has one effect', async () => {
  await stage.close()
  telegram.fail('setWebhook', { refuse: [400, 'Bad Request: bad webhook: Failed to resolve host: Name or service not known'] })
  stage = await open({ webhook: true })
  await until(() => expect(telegram.delivery.url()).toBe(stage.address))
  // Over a webhook they may come in another order.
  const before = (await counted()) + 3
  telegram.delivery.hold()
  for (let each = 0; each < 3; each += 1) stage.hands.says(USERS.amy, '/count')
  telegram.delivery.release((updates) => updates.toReversed())
  await stage.settled()
  expect(await counted()).toBe(before)
  const other = await open({ webhook: true })
  telegram.delivery.hold()
  stage.hands.says(USERS.amy, '/count')
  const [one] = telegram.delivery.take()
  const answers = await Promise.all([stage, other, stage].map(({ address }) => post(address, one?.update)))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  await other.close()
  expect(await counted()).toBe(before + 1)
  expect(last(USERS.amy).text).toContain(`counted ${before + 1}`)
})

test('of two pictures that come to two processes at the same moment a form keeps both', async () => {
  await stage.close()
  stage = await open({ webhook: true })
  const other = await open({ webhook: true })
  await says('/form')
  telegram.delivery.hold()
  for (const shot of [SHOTS[0], SHOTS[1]]) stage.hands.sends(USERS.amy, shot ?? SHOT)
  const told = telegram.delivery.take()
  await Promise.all([stage, other].map(({ address = '' }, index) => post(address, told[index]?.update)))
  await Promise.all([stage, other].map(({ adapter }) => adapter.work.settled()))
  const form = await database.db.chatForm.findFirst({ where: { userId: String(USERS.amy) }, select: { body: true } })
  expect(JSON.stringify(form)).toMatch(/"kept":\["\d+","\d+"\]/)
  await says('/cancel')
  await other.close()
})

test('what a poller left on the shelf is done once by those whom Telegram sends to, who hang their webhook up again when it is gone', async () => {
  await stage.close()
  stage = await open()
  // Once it answers it has looked at the shelf.
  await says('/count')
  const before = await counted()
  telegram.delivery.hold()
  stage.hands.says(USERS.amy, '/count')
  stage.hands.says(USERS.amy, '/count')
  const told = telegram.delivery.take()
  await database.db.telegramUpdate.createMany({ data: told.map(({ id, update }) => ({ updateId: BigInt(id), body: update as object })) })
  const heirs = [await open({ webhook: true }), await open({ webhook: true })]
  await until(() => expect(telegram.delivery.url()).toBe(''))
  expect(await counted()).toBe(before)
  await stage.close()
  await until(async () => expect(await database.db.telegramUpdate.count()).toBe(0))
  expect(await counted()).toBe(before + 2)
  await until(() => expect(heirs.map(({ address }) => address)).toContain(telegram.delivery.url()))
  const [heir = stage, other] = heirs
  await other?.close()
  stage = heir
  expect(await counted()).toBe(before + 2)
})

test('a token or an address that is refused in mid-life makes the chat count as not reached, and is tried again until it is taken', async () => {
  const reached = () => stage.adapter.reached?.()
  await until(() => expect(reached()).toBe(true))
  const met = telegram.calls('getMe')
  telegram.fail('sendMessage', { refuse: [401, 'Unauthorized'] })
  stage.hands.says(USERS.amy, '/count')
  await until(() => expect(reached()).toBe(false))
  await until(() => expect(reached()).toBe(true))
  expect(telegram.calls('getMe')).toBe(met + 1)
  await stage.close()
  // Taken when it is first told, refused when it is hung up for all processes.
  telegram.fail('setWebhook', { refuse: [400, 'Bad Request: bad webhook: Failed to resolve host: Name or service not known'] }, 1, 1)
  const hung = telegram.calls('setWebhook')
  stage = await open({ webhook: true })
  await until(() => expect(reached()).toBe(false))
  await until(() => expect(reached()).toBe(true))
  await until(() => expect(telegram.calls('setWebhook')).toBe(hung + 4))
})
