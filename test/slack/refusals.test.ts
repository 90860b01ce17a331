import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { locales } from '../../locales/index.ts'
import { reply, text } from '../../src/reply.ts'
import { type SlackHouse, saysOf, slackHouse } from '../support/slack/house.ts'
import { asList } from '../support/slack/limits.ts'
import { picturesOf, wordsOf } from '../support/slack/shown.ts'
import { STAFF_CHANNEL, USERS } from '../support/slack/stage.ts'
import { BOT } from '../support/slack/workspace.ts'

let house: SlackHouse
beforeAll(async () => {
  house = await slackHouse()
})
afterAll(() => house.end())

const viewer = { locale: 'en', zone: 'UTC', now: new Date() } as const

test.each([
  ['conversations.open', 'user_not_visible'],
  ['chat.postMessage', 'channel_not_found'],
  ['chat.postMessage', 'is_archived'],
  ['chat.postMessage', 'restricted_action'],
])('a person to whom nothing can be written (%s: %s) is not tried for days', async (method, error) => {
  const person = house.space.addPerson(`U0${error}`, error, 'en-US')
  house.slack.fail(method, { error })
  await expect(house.adapter.chat.send(person.id, reply([text(['x'])]), viewer)).rejects.toMatchObject({ code: 'chat_closed' })
})

test('a staff channel where nothing can be written is no person who is left in peace', async () => {
  house.slack.fail('chat.postMessage', { error: 'channel_not_found' })
  await expect(house.adapter.chat.send(STAFF_CHANNEL, reply([text(['x'])]), viewer)).rejects.not.toMatchObject({ code: 'chat_closed' })
})

test.each(['cant_update_message', 'edit_window_closed'])('a card that can be changed no more (%s) is shown anew', async (error) => {
  const ticket = await house.claims(`AAAA${error.length}`)
  const cards = () => house.cards().filter((card) => saysOf(card).includes(ticket))
  await house.until(() => expect(cards()).toHaveLength(1))
  const [card] = cards()
  if (!card) throw new Error('no card')
  house.slack.fail('chat.update', { error }, 100, STAFF_CHANNEL)
  await house.hands.presses(USERS.lee, card, 'Credit CNY 128.00')
  await house.until(() => expect(saysOf(cards().at(-1) ?? card)).toContain('lee'))
  house.slack.fail('chat.update', { error }, 0)
})

test('what takes the place of a card leaves nothing of it, also where Slack makes the removal wait', async () => {
  const { chat } = house.adapter
  const long = (pages: number) => reply(Array.from({ length: pages * 45 }, (_, n) => text([`line ${n}`])))
  const there = () => house.staffMessages().filter((message) => saysOf(message).includes('line 0')).length
  const message = await chat.send(STAFF_CHANNEL, long(1), viewer)
  house.slack.fail('chat.delete', { retryAfter: 1 })
  await expect(chat.edit(STAFF_CHANNEL, message, long(2), viewer)).rejects.toMatchObject({ code: 'too_many' })
  await expect(chat.edit(STAFF_CHANNEL, message, long(2), viewer)).rejects.toMatchObject({ code: 'message_gone' })
  expect(there()).toBe(0)
})

test('a picture that Slack keeps no more is uploaded again', async () => {
  const code = reply([{ type: 'image', source: { from: 'qr', content: 'https://pay.example/kept' }, alt: ['A code'] }])
  await house.adapter.chat.send(USERS.amy, code, viewer)
  house.space.files.clear()
  await house.adapter.chat.send(USERS.amy, code, viewer)
  expect(picturesOf(house.lastDirect('amy').blocks)).toHaveLength(1)
})

test('where a workspace refuses tables the Home tab shows lines, and what follows is drawn so at once', async () => {
  const { id } = await house.db.customer.findFirstOrThrow({ where: { number: '10455' } })
  await house.spends(id, 'Server 1')
  house.space.tables = false
  await house.hands.event({ type: 'app_home_opened', user: USERS.amy, tab: 'home', channel: 'D', event_ts: '1.1' })
  await house.settled()
  expect(wordsOf(asList(house.space.homes.get(USERS.amy)?.blocks))).toContain('Server 1')
  const before = house.direct('amy').length
  const parts = Array.from({ length: 60 }, (_, n) => text([`part ${n}`]))
  const table = { type: 'table', caption: ['T'], columns: [{ label: 'A', align: 'start' }], rows: [[['1']]] } as const
  const ids = await house.adapter.chat.send(USERS.amy, reply([...parts, table]), viewer)
  expect(house.direct('amy').slice(before)).toHaveLength(ids.split(',').length)
})

test('what else Slack refuses where a table is does not switch tables off', async () => {
  const table = { type: 'table', caption: ['T'], columns: [{ label: 'A', align: 'start' }], rows: [[['1']]] } as const
  house.space.tables = true
  const other = await slackHouse()
  other.slack.fail('chat.postMessage', { error: 'invalid_arguments' })
  for (const _ of [1, 2]) await other.adapter.chat.send(USERS.amy, reply([table]), viewer)
  expect(other.direct('amy').map(({ blocks }) => blocks.some(({ type }) => type === 'table'))).toEqual([false, true])
  await other.end()
})

test('whoever could not be answered at all is told so once, with their next answer', async () => {
  const { direct } = house.space.people.get(USERS.lin) ?? {}
  const said = () => house.direct('lin').filter(({ user }) => user === BOT)
  const before = said().length
  house.slack.fail('chat.postMessage', { error: 'fatal_error' }, 2, direct)
  await house.hands.says(USERS.lin, 'balance')
  await house.settled()
  expect(said()).toHaveLength(before)
  for (const _ of [1, 2]) await house.hands.says(USERS.lin, 'balance')
  await house.settled()
  const unanswered = String(locales['zh-CN'].common.unanswered)
  expect(
    said()
      .slice(before)
      .map((message) => saysOf(message).includes(unanswered)),
  ).toEqual([false, false, true])
})

test('whom Slack makes wait for an answer waits alone', async () => {
  const said = (user: 'amy' | 'lin') => house.direct(user).filter(({ user: by }) => by === BOT).length
  const before = { amy: said('amy'), lin: said('lin') }
  const sent = house.slack.calls('chat.postMessage')
  house.slack.fail('chat.postMessage', { retryAfter: 8 }, 1, house.space.people.get(USERS.amy)?.direct)
  await house.hands.says(USERS.amy, 'balance')
  await house.until(() => expect(house.slack.calls('chat.postMessage')).toBe(sent + 1))
  await house.hands.says(USERS.lin, 'balance')
  await vi.waitFor(() => expect(said('lin')).toBe(before.lin + 1), { timeout: 6_000 })
  expect(said('amy')).toBe(before.amy)
  await house.settled()
  expect(said('amy')).toBe(before.amy + 1)
})
