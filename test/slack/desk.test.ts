import { afterAll, beforeAll, expect, test } from 'vitest'
import { commands } from '../../src/commands/index.ts'
import type { AppError } from '../../src/errors.ts'
import { call, reply, text } from '../../src/reply.ts'
import { encodeCall } from '../../src/wire.ts'
import { buttonsIn, type SlackHouse, saysOf, slackHouse } from '../support/slack/house.ts'
import { asList } from '../support/slack/limits.ts'
import { picturesOf, wordsOf } from '../support/slack/shown.ts'
import { GENERAL, STAFF_CHANNEL, USERS } from '../support/slack/stage.ts'
import { BOT, type Message } from '../support/slack/workspace.ts'

let house: SlackHouse
beforeAll(async () => {
  house = await slackHouse()
})
afterAll(() => house.end())

const cardOf = (ticket: string) => house.cards().find((card) => saysOf(card).includes(ticket))

test('a claim shows as a card with its picture, and folds to who decided when it is credited', async () => {
  const ticket = await house.claims('AAAA0001')
  await house.until(() => expect(cardOf(ticket)).toBeDefined())
  const card = cardOf(ticket)
  if (!card) throw new Error('no card')
  expect(picturesOf(card.blocks)).toHaveLength(1)
  expect(buttonsIn(card)).toEqual(['Credit CNY 128.00', 'Credit another amount', 'Reject', 'Ask for more', 'I’ll take it', 'More'])
  const before = await house.balance('10455')
  await house.hands.presses(USERS.lee, card, 'Credit CNY 128.00')
  await house.settled()
  await house.until(() => expect(buttonsIn(cardOf(ticket) ?? card)).toEqual(['More']))
  expect(cardOf(ticket)?.ts).toBe(card.ts)
  expect(saysOf(card)).toContain('lee')
  expect(picturesOf(card.blocks)).toEqual([])
  expect(Number(await house.balance('10455')) - Number(before)).toBe(128)
  await house.until(() => expect(saysOf(house.lastDirect('amy'))).toContain('has been added to your balance'))
})

test('of two staff members who press at the same moment one credits, and the other alone reads who did', async () => {
  const ticket = await house.claims('AAAA0002')
  await house.until(() => expect(cardOf(ticket)).toBeDefined())
  const card = cardOf(ticket)
  if (!card) throw new Error('no card')
  const before = await house.balance('10455')
  await Promise.all([house.hands.presses(USERS.lee, card, 'Credit CNY 128.00'), house.hands.presses(USERS.wang, card, 'Credit CNY 128.00')])
  await house.settled()
  const whispered = house.staffMessages().filter(({ only, ts }) => only !== undefined && ts > card.ts)
  expect(whispered.map(({ only }) => only).sort()).toEqual([USERS.lee, USERS.wang].sort())
  expect(whispered.filter((message) => saysOf(message).includes('✅'))).toHaveLength(1)
  expect(whispered.filter((message) => /by wang|lee/.test(saysOf(message)) && !saysOf(message).includes('✅'))).toHaveLength(1)
  expect(Number(await house.balance('10455')) - Number(before)).toBe(128)
})

test('a press that Slack delivers twice credits once and is answered once', async () => {
  const ticket = await house.claims('AAAA0003')
  await house.until(() => expect(cardOf(ticket)).toBeDefined())
  const card = cardOf(ticket)
  if (!card) throw new Error('no card')
  const before = await house.balance('10455')
  await house.hands.presses(USERS.lee, card, 'Credit CNY 128.00')
  await house.hands.again()
  await house.settled()
  expect(Number(await house.balance('10455')) - Number(before)).toBe(128)
  expect(house.staffMessages().filter(({ only, ts }) => only === USERS.lee && ts > card.ts)).toHaveLength(1)
})

test('staff reject in a window, and its answer leaves the card to its job', async () => {
  const ticket = await house.claims('AAAA0004')
  await house.until(() => expect(cardOf(ticket)).toBeDefined())
  const card = cardOf(ticket)
  if (!card) throw new Error('no card')
  await house.hands.presses(USERS.lee, card, 'Reject')
  await house.settled()
  await house.hands.submits(USERS.lee, house.window('lee'), { reason: 'other' })
  await house.settled()
  expect(Object.values(house.window('lee').errors)).toEqual(['With “other”, write the reason: the customer reads it.'])
  await house.hands.submits(USERS.lee, house.window('lee'), { text: 'Not <!channel> *yours* & <@U1>' })
  await house.settled()
  expect(house.windows('lee')).toEqual([])
  await house.until(() => expect(saysOf(cardOf(ticket) ?? card)).toContain('rejected'))
  await house.until(() => expect(saysOf(house.lastDirect('amy'))).toContain('Not <!channel> *yours* & <@U1>'))
  expect(saysOf(house.lastDirect('amy'))).not.toContain('PING')
})

test('a file that is asked for in a window comes to direct messages, and the window says so', async () => {
  const ticket = await house.claims('AAAA0014')
  const value = encodeCall(call('PDF', 'case-pdf', { ticket }), new Map(commands.map((command) => [command.name, command])))
  const button = { type: 'button', text: { type: 'plain_text', text: 'PDF' }, action_id: 'call:0', value }
  const window = house.space.putView(USERS.lee, {
    type: 'modal',
    callback_id: 'read',
    title: { type: 'plain_text', text: 'Billing' },
    private_metadata: JSON.stringify({ c: '', h: {}, p: { in: 'direct', user: USERS.lee } }),
    blocks: [{ type: 'actions', elements: [button] }],
  })
  await house.hands.pressesInView(USERS.lee, window.view, 'PDF')
  await house.settled()
  const [id = ''] = house.lastDirect('lee').files
  expect(house.space.files.get(id)).toMatchObject({ name: `case-${ticket}.pdf` })
  expect(wordsOf(asList(house.window('lee').view.blocks))).toContain('direct message')
  house.space.views.clear()
})

test('somebody in the staff channel who is not staff decides nothing', async () => {
  const ticket = await house.claims('AAAA0005')
  await house.until(() => expect(cardOf(ticket)).toBeDefined())
  const card = cardOf(ticket)
  if (!card) throw new Error('no card')
  house.space.channels.get(card.channel)?.members.add(USERS.lin)
  await house.hands.presses(USERS.lin, card, 'Credit CNY 128.00')
  await house.settled()
  expect((await house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) } })).state).toBe('open')
  expect(house.staffMessages().at(-1)).toMatchObject({ only: USERS.lin })
})

test('a customer whom the app may not write to is told in the channel where they last asked that something waits, alone', async () => {
  house.space.channels.get(GENERAL)?.members.add(BOT)
  await house.hands.command(USERS.amy, 'balance', GENERAL)
  await house.settled()
  const ticket = await house.claims('AAAA0018')
  await house.until(() => expect(cardOf(ticket)).toBeDefined())
  const amy = house.space.people.get(USERS.amy)
  if (!amy) throw new Error('no amy')
  amy.open = false
  const seen = house.space.messages.length
  await house.hands.presses(USERS.lee, cardOf(ticket) as Message, 'Credit CNY 128.00')
  await house.settled()
  const waiting = () => house.space.messages.slice(seen).filter(({ channel }) => channel === GENERAL)
  await house.until(() => expect(waiting().map(({ only }) => only)).toEqual([USERS.amy]))
  expect(saysOf(waiting()[0] as Message)).not.toMatch(/CNY|credit|balance|claim/i)
  await house.hands.presses(USERS.amy, waiting()[0] as Message, 'Show')
  await house.settled()
  amy.open = true
  expect(waiting().map(saysOf).join('\n')).toContain('has been added to your balance')
})

test('a job hears from Slack when to ask again; a message whose answer is lost is not posted twice by itself', async () => {
  const { chat } = house.adapter
  const viewer = { locale: 'en' as const, zone: 'UTC', now: new Date() }
  const reply = { audience: 'asker' as const, blocks: [{ type: 'text' as const, text: ['hello'] }], actions: [] }
  const before = house.direct('lin').length
  house.slack.fail('chat.postMessage', { retryAfter: 30 })
  const refused = await chat.send(USERS.lin, reply, viewer).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'too_many' })
  const wait = (refused as AppError<'too_many'>).params.retryAt.getTime() - Date.now()
  expect(wait).toBeGreaterThan(25_000)
  expect(wait).toBeLessThanOrEqual(30_000)
  await chat.send(USERS.lin, reply, viewer)
  expect(house.direct('lin')).toHaveLength(before + 1)
  house.slack.fail('chat.postMessage', { lost: true })
  await expect(chat.send(USERS.lin, reply, viewer)).rejects.toThrow()
  expect(house.direct('lin')).toHaveLength(before + 2)
})

test('what was sent, and whose sending was answered to nobody or not written down, is known again: one card, one message, without asking otherwise', async () => {
  const looked = () => house.slack.calls('conversations.history')
  // All that was sent before was in no doubt.
  expect(looked()).toBe(0)
  house.slack.fail('chat.postMessage', { lost: true }, 1, STAFF_CHANNEL)
  const ticket = await house.claims('AAAA0031')
  const numbered = () =>
    house.until(async () => {
      await house.hurry()
      expect(await house.db.card.count({ where: { ticketId: BigInt(ticket), message: cardOf(ticket)?.ts ?? '' } })).toBe(1)
    })
  await numbered()
  // As a process leaves it that dies after the sending.
  await house.db.card.updateMany({ where: { ticketId: BigInt(ticket) }, data: { message: null } })
  const seen = house.direct('amy').length
  house.slack.fail('chat.postMessage', { lost: true }, 1, house.lastDirect('amy').channel)
  await house.hands.presses(USERS.lee, cardOf(ticket) as Message, 'Credit CNY 128.00')
  await house.until(async () => {
    await house.hurry()
    expect(saysOf(cardOf(ticket) as Message)).toContain('lee')
    expect(await house.db.notice.count({ where: { sentAt: null, error: { not: 'chat_closed' } } })).toBe(0)
  })
  await numbered()
  expect(house.cards().filter((card) => saysOf(card).includes(ticket))).toHaveLength(1)
  expect(
    house
      .direct('amy')
      .slice(seen)
      .filter((message) => saysOf(message).includes('has been added')),
  ).toHaveLength(1)
})

test('of a message of several parts those that stand are taken up; where the app may not look it comes again rather than not at all', async () => {
  const { chat } = house.adapter
  const viewer = { locale: 'en' as const, zone: 'UTC', now: new Date() }
  const long = { ...reply(Array.from({ length: 60 }, (_, n) => text([`part ${n}`]))) }
  const send = () => chat.send(USERS.lin, long, viewer, 'notice:long', true)
  const before = house.direct('lin').length
  await send()
  const asked = house.slack.calls('auth.test')
  house.space.messages.splice(house.space.messages.indexOf(house.lastDirect('lin')), 1)
  const [first, second, ...rest] = (await send()).split(',')
  expect(
    house
      .direct('lin')
      .slice(before)
      .map(({ ts }) => ts),
  ).toEqual([first, second])
  expect(rest).toEqual([])
  // Who we are is known.
  expect(house.slack.calls('auth.test')).toBe(asked)
  house.slack.scopes = ['chat:write']
  await send()
  house.slack.scopes = undefined
  expect(house.direct('lin')).toHaveLength(before + 4)
})

test('a card that Slack could not take comes with the next attempt', async () => {
  const ticket = await house.claims('AAAA0007')
  await house.until(() => expect(cardOf(ticket)).toBeDefined())
  house.slack.fail('chat.update', { status: 503 })
  const { version } = await house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) } })
  expect(version).toBe(1)
  await house.hands.presses(USERS.lee, cardOf(ticket) ?? house.lastDirect('lee'), 'Credit CNY 128.00')
  await house.settled()
  await house.until(() => expect(house.slack.calls('chat.update')).toBeGreaterThan(0))
  await house.hurry()
  await house.until(() => expect(saysOf(cardOf(ticket) ?? house.lastDirect('lee'))).toContain('credited'))
  expect(house.cards().filter((card) => saysOf(card).includes(ticket))).toHaveLength(1)
})

test('a customer whose direct messages are closed is told at their next contact, and not tried in between', async () => {
  const ticket = await house.claims('AAAA0008')
  await house.until(() => expect(cardOf(ticket)).toBeDefined())
  const amy = house.space.people.get(USERS.amy)
  if (!amy) throw new Error('no amy')
  amy.open = false
  const seen = house.direct('amy').length
  await house.hands.presses(USERS.lee, cardOf(ticket) ?? house.lastDirect('lee'), 'Credit CNY 128.00')
  await house.settled()
  await house.until(() => expect(saysOf(cardOf(ticket) ?? house.lastDirect('lee'))).toContain('credited'))
  expect(house.direct('amy')).toHaveLength(seen)
  await house.until(async () => expect(await house.db.notice.count({ where: { error: 'chat_closed' } })).toBe(1))
  amy.open = true
  await house.hands.says(USERS.amy, 'balance')
  await house.settled()
  await house.until(() => expect(house.direct('amy').slice(seen).map(saysOf).join('\n')).toContain('has been added to your balance'))
  // It is there a moment before the job has written that it is.
  await house.until(async () => expect(await house.db.notice.count({ where: { sentAt: null } })).toBe(0))
})
