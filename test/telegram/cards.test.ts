import { afterAll, beforeAll, expect, test } from 'vitest'
import { wayThrough } from '../../adapters/proxy.ts'
import { createClient } from '../../adapters/telegram/client.ts'
import { createPost } from '../../adapters/telegram/post.ts'
import type { Block, Reply } from '../../src/reply.ts'
import { card } from '../contract/commands.ts'
import { bytesForStaff } from '../support/files.ts'
import { telegramOutage } from '../support/telegram/outage.ts'
import { STAFF_GROUP, USERS } from '../support/telegram/stage.ts'
import { TOKEN } from '../support/telegram/world.ts'

const viewer = { locale: 'en', zone: 'UTC', now: new Date() } as const
const staff = String(STAFF_GROUP)
let house: Awaited<ReturnType<typeof telegramOutage>>
beforeAll(async () => {
  house = await telegramOutage()
})
afterAll(() => house.end())

const pictured = (state: string, ...pictures: readonly string[]): Reply => {
  const blocks = pictures.map((content): Block => ({ type: 'image', source: { from: 'qr', content }, alt: ['A code'] }))
  return { ...card(state), blocks: [...card(state).blocks, ...blocks] }
}

test('a card of words takes a picture up, and goes on being changed where it stands', async () => {
  const { chat } = house.stage.adapter
  const message = await chat.send(staff, card('open'), viewer)
  const count = house.written(STAFF_GROUP).length
  await chat.edit(staff, message, pictured('answered', 'https://pay.example/a'), viewer)
  await chat.edit(staff, message, card('credited'), viewer)
  expect(house.written(STAFF_GROUP)).toHaveLength(count)
  expect(house.last(STAFF_GROUP)).toMatchObject({ text: expect.stringContaining('credited'), photo: expect.any(String) })
})

test('a card of several messages that folds to fewer keeps its pictures, without their words, and unfolds in its place', async () => {
  const { chat } = house.stage.adapter
  const open = pictured('open', 'https://pay.example/1', 'https://pay.example/2')
  const message = await chat.send(staff, { ...open, blocks: [...open.blocks, { type: 'text', text: ['Paid at noon'] }] }, viewer)
  const numbers = message.split(',').map((each) => Number(/\d+$/.exec(each)))
  const standing = () => house.written(STAFF_GROUP).filter(({ id }) => numbers.includes(id))
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
  const { chat } = house.stage.adapter
  const count = house.written(STAFF_GROUP).length
  const three = pictured('open', 'https://pay.example/1', 'https://pay.example/2', 'https://pay.example/3')
  house.telegram.fail('sendPhoto', { retryAfter: 60 }, 1, 1)
  await expect(chat.send(staff, three, viewer, 'card:1:')).rejects.toMatchObject({ code: 'too_many' })
  expect(house.written(STAFF_GROUP)).toHaveLength(count + 1)
  const message = await chat.send(staff, three, viewer, 'card:1:')
  expect(message.split(',')).toHaveLength(3)
  expect(house.written(STAFF_GROUP)).toHaveLength(count + 3)
})

test('a staff group that does not take messages now is tried again, and is no person who has blocked us', async () => {
  const { chat } = house.stage.adapter
  const group = house.stage.world.groups.get(STAFF_GROUP)
  if (!group) throw new Error('no group')
  group.bot = 'kicked'
  await expect(chat.send(staff, card('open'), viewer)).rejects.toMatchObject({ telegram: { code: 403 } })
  group.bot = 'administrator'
  await chat.send(staff, card('open'), viewer)
})

test('a picture that Telegram takes as a document alone is one when it is shown again, and in its place', async () => {
  const { chat } = house.stage.adapter
  house.telegram.fail('sendPhoto', { refuse: [400, 'Bad Request: PHOTO_INVALID_DIMENSIONS'] })
  const long = pictured('open', 'https://pay.example/long')
  const message = await chat.send(staff, long, viewer)
  await chat.send(staff, long, viewer)
  expect(house.last(STAFF_GROUP).document).toBeDefined()
  await chat.edit(staff, message, pictured('changed', 'https://pay.example/long'), viewer)
})

test('a file goes to no group, whoever would have it sent there', async () => {
  const way = wayThrough(undefined)
  const client = createClient({ token: TOKEN, apiUrl: house.telegram.apiUrl, way })
  const source = { from: 'case', ticket: '3058', locale: 'en', zone: 'UTC' } as const
  const page = { spans: [{ text: 'Case file' }], file: { source, gone: [{ text: 'not here' }] } }
  const post = createPost({ picture: async () => undefined }, bytesForStaff)
  for (const chat of [STAFF_GROUP, USERS.amy]) await post.send(client.once, { chat }, page as never, { staff: true })
  expect([STAFF_GROUP, USERS.amy].map((chat) => house.last(chat).document !== undefined)).toEqual([false, true])
  expect(house.last(STAFF_GROUP).text).toContain('not here')
})
