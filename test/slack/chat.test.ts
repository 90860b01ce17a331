import { webApi } from '@slack/bolt'
import pino from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { slackLogger } from '../../adapters/slack/client.ts'
import { createPeople } from '../../adapters/slack/people.ts'
import { createSelf } from '../../adapters/slack/self.ts'
import { BOT_TOKEN } from '../support/slack/api.ts'
import { buttonsIn, SHOT, type SlackHouse, saysOf, slackHouse } from '../support/slack/house.ts'
import { asJson, asList } from '../support/slack/limits.ts'
import { buttonsOf, picturesOf, wordsOf } from '../support/slack/shown.ts'
import { GENERAL, USERS } from '../support/slack/stage.ts'
import { TEAM } from '../support/slack/workspace.ts'

let house: SlackHouse
beforeAll(async () => {
  house = await slackHouse()
})
afterAll(() => house.end())

const inGeneral = () => house.space.messages.filter(({ channel }) => channel === GENERAL)

test('in a channel a command is answered to who asked alone, even where the app is no member', async () => {
  await house.hands.command(USERS.amy, 'balance', GENERAL)
  await house.settled()
  expect(inGeneral()).toHaveLength(1)
  expect(inGeneral()[0]).toMatchObject({ only: USERS.amy })
  expect(saysOf(inGeneral()[0] ?? house.lastDirect('amy'))).toContain('CNY 0.00')
})

test('a button of an answer in a channel replaces that answer, for the same eyes', async () => {
  await house.hands.command(USERS.amy, 'help', GENERAL)
  await house.settled()
  const seen = inGeneral().length
  const answer = inGeneral().at(-1)
  if (!answer) throw new Error('no answer')
  await house.hands.presses(USERS.amy, answer, 'Balance')
  await house.settled()
  expect(inGeneral()).toHaveLength(seen)
  expect(saysOf(answer)).toContain('CNY 0.00')
  expect(answer.only).toBe(USERS.amy)
})

test('what has a picture is answered in direct messages, and the channel says so to the asker alone', async () => {
  await house.hands.command(USERS.amy, 'recharge 100 unionpay', GENERAL)
  await house.settled()
  expect(saysOf(house.lastDirect('amy'))).toContain('宁波雨滴云计算有限公司')
  expect(inGeneral().at(-1)).toMatchObject({ only: USERS.amy })
  expect(saysOf(inGeneral().at(-1) ?? house.lastDirect('amy'))).toContain('direct messages')
})

test('plain words are understood in direct messages, in the language that Slack tells of', async () => {
  await house.hands.says(USERS.wang, '余额')
  await house.settled()
  await house.hands.says(USERS.lin, '充值 100')
  await house.settled()
  expect(saysOf(house.lastDirect('lin'))).toContain('100.00')
  expect(saysOf(house.lastDirect('lin'))).toMatch(/充值/)
})

test('edited messages, apps, joins and channels are not listened to', async () => {
  const seen = house.space.messages.length
  const { direct } = house.space.people.get(USERS.amy) ?? { direct: '' }
  const event = { type: 'message', channel: direct, channel_type: 'im', user: USERS.amy, text: 'balance', ts: '1.1' }
  await house.hands.event({ ...event, subtype: 'message_changed' })
  await house.hands.event({ ...event, bot_id: 'B9' })
  await house.hands.event({ ...event, channel: GENERAL, channel_type: 'channel' })
  await house.settled()
  expect(house.space.messages).toHaveLength(seen)
})

test('a sign-in page in place of a picture is no picture, and nothing is stored', async () => {
  const stored = await house.db.attachment.count()
  house.slack.signInPage = true
  await house.hands.says(USERS.amy, '', [SHOT])
  await house.settled()
  house.slack.signInPage = false
  expect(saysOf(house.lastDirect('amy'))).toContain('couldn’t fetch your picture')
  expect(await house.db.attachment.count()).toBe(stored)
})

test("the app's token is sent to nobody but Slack", async () => {
  const files = [{ id: 'F1', name: 'x.png', url_private_download: `http://localhost:1/${'x'}` }]
  const { direct } = house.space.people.get(USERS.amy) ?? { direct: '' }
  await house.hands.event({
    type: 'message',
    subtype: 'file_share',
    channel: direct,
    channel_type: 'im',
    user: USERS.amy,
    text: '',
    ts: '1.2',
    files,
  })
  await house.settled()
  expect(saysOf(house.lastDirect('amy'))).toContain('isn’t a picture we can read')
})

test('a form that Slack no longer opens is offered by a button, with what was entered', async () => {
  await house.hands.command(USERS.amy, 'ticket', undefined, true)
  await house.settled()
  expect(house.windows('amy')).toEqual([])
  const offer = house.lastDirect('amy')
  await house.hands.presses(USERS.amy, offer, buttonsIn(offer)[0] ?? '')
  await house.settled()
  expect(asList(house.window('amy').view.blocks).filter(({ type }) => type === 'input')).not.toHaveLength(0)
  house.space.views.clear()
})

test('a window says what is wrong at its field, keeps pictures, and a picture that stays can be left out', async () => {
  await house.hands.command(USERS.amy, 'ticket')
  await house.settled()
  const form = house.window('amy')
  await house.hands.submits(USERS.amy, form, { amount: 'much', at: 'now', tail: '6217' }, { pictures: [SHOT] })
  await house.settled()
  expect(Object.keys(form.errors)).toEqual(['q:amount'])
  await house.hands.submits(USERS.amy, form, { amount: '66' })
  await house.settled()
  expect(house.windows('amy')).toEqual([])
  const readBack = house.lastDirect('amy')
  expect(picturesOf(readBack.blocks)).toHaveLength(1)
  await house.hands.presses(USERS.amy, readBack, 'Edit or add')
  await house.settled()
  const again = house.window('amy')
  expect(wordsOf(asList(again.view.blocks))).toContain('Pictures that stay')
  await house.hands.submits(USERS.amy, again, { amount: '67' })
  await house.settled()
  expect(house.lastDirect('amy').ts).toBe(readBack.ts)
  expect(saysOf(readBack)).toContain('CNY 67.00')
  expect(picturesOf(readBack.blocks)).toHaveLength(1)
})

test('a picture that is refused leaves the window standing under the reason', async () => {
  await house.hands.command(USERS.amy, 'ticket')
  await house.settled()
  const form = house.window('amy')
  await house.hands.submits(
    USERS.amy,
    form,
    { amount: '66', at: 'now', tail: '6217' },
    { pictures: [{ name: 'a.png', bytes: new Uint8Array([1, 2, 3]) }] },
  )
  await house.settled()
  const [below, above] = house.windows('amy')
  expect(wordsOf(asList(above?.view.blocks))).toContain('isn’t a picture we can read')
  expect(below?.state['q:amount']).toMatchObject({ amount: { value: '66' } })
  house.space.views.clear()
})

test('where a workspace refuses tables, records are shown as lines', async () => {
  const { id } = await house.db.customer.findUniqueOrThrow({ where: { number: '10455' } })
  const { createLedger } = await import('../../src/ledger/index.ts')
  const { channel, wallet } = await import('../../src/ledger/types.ts')
  const { money } = await import('../../src/money.ts')
  await createLedger(house.db).post('r1', [
    {
      from: channel('alipay'),
      to: wallet(id),
      amount: money(5_000n, 'CNY'),
      kind: 'recharge',
      occurredAt: new Date(),
      actor: 't',
      source: 't',
      channel: 'alipay',
      reference: 'REF-1',
    },
  ])
  await house.hands.command(USERS.amy, 'recharges')
  await house.settled()
  const hasTable = (blocks: readonly { type?: unknown }[]): boolean => blocks.some(({ type }) => type === 'table')
  expect(hasTable(house.lastDirect('amy').blocks)).toBe(true)
  await house.hands.command(USERS.amy, 'recharges', GENERAL)
  await house.settled()
  expect(
    inGeneral()
      .map(({ only, blocks }) => [only, hasTable(blocks)])
      .at(-1),
  ).toEqual([USERS.amy, true])
  house.space.tables = false
  await house.hands.command(USERS.amy, 'recharges')
  await house.hands.command(USERS.amy, 'recharges', GENERAL)
  await house.settled()
  house.space.tables = true
  for (const shown of [house.lastDirect('amy'), inGeneral().at(-1) ?? house.lastDirect('amy')]) {
    expect(hasTable(shown.blocks)).toBe(false)
    expect(saysOf(shown)).toContain('REF1')
  }
})

test('the Home tab shows the balance and a button for what this person can do', async () => {
  await house.hands.event({ type: 'app_home_opened', user: USERS.amy, channel: 'D1', tab: 'home', event_ts: '1' })
  await house.settled()
  const blocks = asList(house.space.homes.get(USERS.amy)?.blocks)
  expect(wordsOf(blocks)).toContain('CNY 50.00')
  expect(buttonsOf(blocks).calls).toEqual(expect.arrayContaining(['Top up', 'Charges', 'Send payment proof']))
  await house.hands.pressesInView(USERS.amy, { ...house.space.homes.get(USERS.amy), type: 'home' }, 'Charges')
  await house.settled()
  expect(saysOf(house.lastDirect('amy'))).toContain('Charges · Last 30 days')
})

test('a picture in a channel becomes payment proof by the shortcut, out of sight of the channel', async () => {
  const seen = inGeneral().filter(({ only }) => only === undefined).length
  await house.hands.onMessage(USERS.amy, 'submit_proof', GENERAL, 'paid', [SHOT])
  await house.settled()
  expect(picturesOf(house.lastDirect('amy').blocks)).toHaveLength(1)
  expect(inGeneral().filter(({ only }) => only === undefined)).toHaveLength(seen)
})

test('what somebody else posted is not handed in by the shortcut', async () => {
  const [stored, seen] = [await house.db.attachment.count(), inGeneral().length]
  await house.hands.onMessage(USERS.amy, 'submit_proof', GENERAL, 'paid', [SHOT], USERS.lin)
  await house.settled()
  const [told] = inGeneral().slice(seen)
  expect([told?.only, told && saysOf(told)]).toEqual([USERS.amy, expect.stringContaining('Somebody else posted that message')])
  expect(await house.db.attachment.count()).toBe(stored)
})

test('who changes words in direct messages is told that changes are not read; previews and apps change nothing', async () => {
  const { direct } = house.space.people.get(USERS.amy) ?? { direct: '' }
  const before = house.direct('amy').length
  const change = (message: object, text: string) =>
    house.hands.event({
      ...{ type: 'message', subtype: 'message_changed', hidden: true, channel: direct, channel_type: 'im', event_ts: '1.1' },
      ...{ message: { type: 'message', user: USERS.amy, text: 'balance', ts: '1.0', ...message }, previous_message: { text } },
    })
  await change({}, 'balanc')
  await house.hands.again()
  await change({ attachments: [] }, 'balance')
  await change({ bot_id: 'B1' }, 'hello')
  await house.settled()
  expect(house.direct('amy').slice(before).map(saysOf)).toEqual([expect.stringContaining('We don’t read changes')])
})

test('somebody of another workspace is another person, even with the same id', async () => {
  house.space.addPerson('U0GUEST', 'guest', 'en-US', 'T9OTHER')
  await house.hands.command('U0GUEST', 'balance', GENERAL)
  await house.settled()
  const identity = await house.db.identity.findFirstOrThrow({ where: { userId: 'U0GUEST' } })
  expect(identity).toMatchObject({ workspace: 'T9OTHER', customerId: null })
  expect(asJson(house.space.homes.get('U0GUEST')).blocks).toBeUndefined()
})

test('while Slack does not say where somebody is at home, who is known stays who they are, and nothing is opened for who is not', async () => {
  const people = fresh()
  house.slack.fail('users.info', { error: 'internal_error' }, 9)
  expect(await people('U0GUEST', { team: TEAM })).toMatchObject({ workspace: 'T9OTHER' })
  expect(await people('U0GUEST', { team: 'T9OTHER' })).toMatchObject({ workspace: 'T9OTHER' })
  // The same number in a third workspace is somebody else's.
  expect(await people('U0GUEST', { team: 'T7THIRD' })).toMatchObject({ workspace: '' })
  house.space.addPerson('U0FRESH', 'fresh', 'en-US', 'T9OTHER')
  await house.hands.says('U0FRESH', 'balance')
  await house.settled()
  house.slack.fail('users.info', { error: 'internal_error' }, 0)
  const [told] = house.space.messages.slice(-1)
  expect(told && saysOf(told)).toContain('try again in a minute')
  expect(await house.db.identity.count({ where: { userId: 'U0FRESH' } })).toBe(0)
})

test('who Slack takes longer to tell of than anybody waits is known all the same, and a stranger is waited for no longer', async () => {
  const people = fresh()
  house.slack.fail('users.info', { late: 2_100 }, 2)
  const [guest, stranger] = await Promise.all([people('U0GUEST', { team: TEAM }), people('U0FRESH', { team: TEAM })])
  expect([guest.workspace, stranger.workspace]).toEqual(['T9OTHER', ''])
})

test('of whom Slack refuses to tell, the workspace that it delivers from is believed', async () => {
  house.space.addPerson('U0HIDDEN', 'hidden', 'en-US', 'T9OTHER')
  house.slack.fail('users.info', { error: 'user_not_visible' }, 1)
  await house.hands.says('U0HIDDEN', 'balance')
  await house.settled()
  expect(await house.db.identity.findFirst({ where: { userId: 'U0HIDDEN' } })).toMatchObject({ workspace: 'T9OTHER' })
  const people = fresh()
  house.slack.fail('users.info', { error: 'missing_scope' }, 1)
  expect(await people('U0GUEST', { team: TEAM })).toMatchObject({ workspace: 'T9OTHER' })
})

/** Somebody who was told of nobody yet. */
const fresh = () => {
  const log = pino({ level: 'silent' })
  const client = new webApi.WebClient(BOT_TOKEN, { slackApiUrl: house.slack.apiUrl, retryConfig: { retries: 0 }, logger: slackLogger(log) })
  return createPeople({
    ...{ client, self: createSelf(client), db: house.db, log },
    ...{ clock: () => new Date(), groups: [] },
  })
}
