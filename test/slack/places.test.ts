import { afterAll, beforeAll, expect, test } from 'vitest'
import { purser, purserJson } from '../support/cli.ts'
import { APP_TOKEN, BOT_TOKEN } from '../support/slack/api.ts'
import { buttonsIn, type SlackHouse, saysOf, slackHouse } from '../support/slack/house.ts'
import { asList } from '../support/slack/limits.ts'
import { wordsOf } from '../support/slack/shown.ts'
import { GENERAL, STAFF_CHANNEL, USERS } from '../support/slack/stage.ts'
import { BOT } from '../support/slack/workspace.ts'

let house: SlackHouse
beforeAll(async () => {
  house = await slackHouse()
  house.space.channels.get(GENERAL)?.members.add(BOT)
})
afterAll(() => house.end())

const whispered = (person: keyof typeof USERS) =>
  house.space.messages.filter(({ channel, only }) => channel === GENERAL && only === USERS[person])

async function shares(user: string, channel: string): Promise<void> {
  const file = house.space.newId('F')
  house.space.files.set(file, { id: file, name: 'paid.png', bytes: new Uint8Array(8), owner: user, looks: 0 })
  await house.hands.event({ type: 'file_shared', file_id: file, user_id: user, channel_id: channel, event_ts: '1.1' })
  await house.settled()
}

test('a picture that a customer puts into a channel is answered to them alone: it was not handed in', async () => {
  await shares(USERS.amy, GENERAL)
  const [answer] = whispered('amy')
  expect(answer && saysOf(answer)).toContain('isn’t a payment proof')
  expect(answer && buttonsIn(answer)).toEqual(['Send payment proof'])
  await shares(USERS.wang, GENERAL)
  await shares(USERS.amy, STAFF_CHANNEL)
  expect(house.space.messages.filter(({ only }) => only !== undefined)).toHaveLength(1)
  expect(await house.db.attachment.count()).toBe(0)
})

test('how to pay is shown in the channel to the asker alone, and stays in their direct messages', async () => {
  await house.hands.command(USERS.amy, 'recharge 100 alipay', GENERAL)
  await house.settled()
  const last = whispered('amy').at(-1)
  expect(last && saysOf(last)).toContain('100.00')
  expect(saysOf(house.lastDirect('amy'))).toContain('100.00')
})

test('in direct messages of two people a command is answered there, to who asked alone, and so is a press', async () => {
  house.space.addChannel('D0TWO', [USERS.amy, USERS.lin])
  const there = () => house.space.messages.filter(({ channel }) => channel === 'D0TWO')
  await house.hands.command(USERS.amy, 'help', 'D0TWO')
  await house.settled()
  expect(there()).toMatchObject([{ only: USERS.amy }])
  const [answer] = there()
  await house.hands.presses(USERS.amy, answer ?? expect.fail('no answer'), 'Balance')
  await house.settled()
  expect(there()).toMatchObject([{ only: USERS.amy }])
  expect(saysOf(there()[0] ?? house.lastDirect('amy'))).toContain('CNY')
})

test('an answer in a thread that is shown in the conversation too is heard', async () => {
  await house.hands.says(USERS.amy, 'balance', [], { subtype: 'thread_broadcast', thread_ts: '1.1' })
  await house.settled()
  expect(saysOf(house.lastDirect('amy'))).toContain('UID 10455')
})

test('the Home tab shows the balance and the latest charges, five at most', async () => {
  const { id } = await house.db.customer.findFirstOrThrow({ where: { number: '10455' } })
  for (let n = 1; n <= 7; n++) await house.spends(id, `Server ${n}`)
  await house.hands.event({ type: 'app_home_opened', user: USERS.amy, tab: 'home', channel: 'D', event_ts: '1.1' })
  await house.settled()
  const home = wordsOf(asList(house.space.homes.get(USERS.amy)?.blocks))
  expect(home).toContain('Balance')
  for (const n of [3, 4, 5, 6, 7]) expect(home).toContain(`Server ${n}`)
  expect(home).not.toContain('Server 2')
})

test('a menu is posted and pinned, and its buttons answer who presses alone', async () => {
  const env = {
    ...{ SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_APP_TOKEN: APP_TOKEN, SLACK_API_URL: house.slack.apiUrl, PURSER_LOCALE: 'en' },
    PURSER_BRAND: 'Raindrop',
  }
  const { data, code } = await purserJson<{ message: string }>(env, 'post-menu', '--platform', 'slack', '--channel', GENERAL)
  expect(code).toBe(0)
  expect([...house.space.pins]).toEqual([`${GENERAL} ${data.message}`])
  const menu = house.space.messages.find(({ ts }) => ts === data.message)
  if (!menu) throw new Error('no menu')
  expect(saysOf(menu)).toContain('Raindrop')
  const before = saysOf(menu)
  await house.hands.presses(USERS.amy, menu, 'Balance')
  await house.settled()
  expect(saysOf(whispered('amy').at(-1) ?? menu)).toContain('UID 10455')
  expect(saysOf(menu)).toBe(before)
  const refused = await purser(env, 'post-menu', '--platform', 'slack', '--channel', 'C0NOWHERE')
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('channel_not_found') })
})
