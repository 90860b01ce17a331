import { afterAll, beforeAll, expect, test } from 'vitest'
import { text } from '../../src/reply.ts'
import { buttonsIn, type DiscordHouse, discordHouse } from '../support/discord/house.ts'
import { picturesOf, wordsOf } from '../support/discord/shown.ts'
import { GENERAL, GUILD, type Name, STAFF_CHANNEL, STAFF_ROLE, USERS } from '../support/discord/stage.ts'
import type { Message } from '../support/discord/world.ts'

const CREDIT = 'Credit CNY 128.00'
let house: DiscordHouse
beforeAll(async () => {
  house = await discordHouse({ staffRoles: [STAFF_ROLE] })
})
afterAll(() => house.end())

const folded = (card: Message): Promise<void> => house.until(() => expect(buttonsIn(card)).toEqual(['More']))
const told = (who: Name): string => house.direct(who).map(wordsOf).join('\n')

test('a claim is a card with its picture for staff alone, and staff credit another amount in a window', async () => {
  const card = await house.claims('AAAA0001')
  expect(picturesOf(card)).toHaveLength(1)
  expect(card.files[0]?.bytes.length).toBeGreaterThan(1_000)
  expect(house.world.seenBy(USERS.amy)).not.toContain(card)
  expect(buttonsIn(card)).toEqual([CREDIT, 'Credit another amount', 'Reject', 'Ask for more', 'I’ll take it', 'More'])
  await house.presses('lee', card, 'Credit another amount')
  await house.fills('lee', { 'q:amount': '100', 'q:reason': 'The statement shows 100 <@&1> @everyone **x**' })
  const readBack = house.whispered('lee').at(-1)
  if (readBack && buttonsIn(readBack).length > 0 && (await house.balance('10455')) === '0.00')
    await house.presses('lee', readBack, buttonsIn(readBack)[0] ?? '')
  await folded(card)
  expect([wordsOf(card).includes('lee'), picturesOf(card), await house.balance('10455')]).toEqual([true, [], '100.00'])
  await house.until(() => expect(told('amy')).toContain('The statement shows 100 <@&1> @everyone **x**'))
  expect(house.lastDirect('amy').mentions).toEqual([])
})

test('of two who press at the same moment one credits, the other alone reads who did; and a press that comes twice counts once', async () => {
  const card = await house.claims('AAAA0002')
  house.hands.presses(USERS.lee, card, CREDIT)
  house.hands.presses(USERS.wang, card, CREDIT)
  house.hands.again()
  await house.settled()
  house.hands.again()
  await house.settled()
  const whispered = (['lee', 'wang'] as const).map((who) => house.whispered(who).filter(({ id }) => BigInt(id) > BigInt(card.id)))
  expect(whispered.map(({ length }) => length)).toEqual([1, 1])
  expect(whispered.flat().filter((message) => wordsOf(message).includes('✅'))).toHaveLength(1)
  expect(await house.balance('10455')).toBe('228.00')
  await folded(card)
})

test('a card whose answer was lost is one card: Discord knows it again by its number', async () => {
  house.discord.fail('POST /channels/*/messages', { lost: true })
  const card = await house.claims('AAAA0003')
  await house.until(() => expect(buttonsIn(card)).toContain(CREDIT))
  await house.until(async () => {
    await house.hurry()
    const { id } = await house.db.ticket.findFirstOrThrow({ where: { reference: 'AAAA0003' } })
    expect(await house.db.card.count({ where: { ticketId: id, message: card.id } })).toBe(1)
  })
  expect(house.cards().filter((each) => wordsOf(each).includes('AAAA0003'))).toHaveLength(1)
})

test('a card that Discord did not take, or that somebody deleted, comes again', async () => {
  const card = await house.claims('AAAA0004')
  const pictures = card.files.map(({ id }) => id)
  house.discord.fail('PATCH /channels/*/messages/*', { status: 503 }, 1)
  await house.presses('lee', card, 'I’ll take it')
  await house.hurry()
  await house.until(() => expect(wordsOf(card)).toContain('lee'))
  // The picture stands there still, and was not sent again.
  expect([pictures.length, card.files.map(({ id }) => id)]).toEqual([1, pictures])
  house.hands.deletes(USERS.lee, card)
  const { id } = await house.db.ticket.findFirstOrThrow({ where: { reference: 'AAAA0004' } })
  await house.runs('lee', 'show', { ticket: String(id) }, { channel: STAFF_CHANNEL })
  const shown = house.whispered('lee').at(-1) ?? card
  await house.presses('lee', shown, CREDIT)
  const again = await house.until(() => {
    const [found] = house.cards().filter((each) => BigInt(each.id) > BigInt(card.id) && wordsOf(each).includes(String(id)))
    if (!found) throw new Error('it has not come yet')
    return found
  })
  expect(wordsOf(again)).toContain('credited')
})

test('a card that outgrows its message, or loses a part of it, leaves nothing behind that can be pressed, and comes anew', async () => {
  const viewer = { locale: 'en', zone: 'UTC', now: new Date() } as const
  const button = { type: 'call', label: ['Press'], command: 'queue', input: {} } as const
  const card = (length: number) => ({ audience: 'asker' as const, blocks: [text(['x '.repeat(length)])], actions: [button] })
  const chat = house.chat()
  const mine = () => house.cards().filter((each) => wordsOf(each).startsWith('x x')).length
  const small = await chat.send(STAFF_CHANNEL, card(10), viewer)
  await expect(chat.edit(STAFF_CHANNEL, small, card(3_000), viewer)).rejects.toMatchObject({ code: 'message_gone' })
  expect(mine()).toBe(0)
  const large = await chat.send(STAFF_CHANNEL, card(3_000), viewer)
  await chat.edit(STAFF_CHANNEL, large, card(10), viewer)
  expect(mine()).toBe(1)
  await expect(chat.edit(STAFF_CHANNEL, large, card(3_000), viewer)).rejects.toMatchObject({ code: 'message_gone' })
  expect(mine()).toBe(0)
})

test('words that show nothing keep no card from standing, however many', async () => {
  const viewer = { locale: 'en', zone: 'UTC', now: new Date() } as const
  const blank = { audience: 'asker' as const, blocks: [text(['Note:', '\n'.repeat(8_000), 'the end'])], actions: [] }
  const ids = (await house.chat().send(STAFF_CHANNEL, blank, viewer)).split(',')
  const said = house.cards().filter(({ id }) => ids.includes(id))
  expect(said.map(wordsOf).join('')).toMatch(/Note:\s*the end/)
})

test('what is in doubt is looked for before it is sent again, part by part; where the bot may not look it comes twice', async () => {
  const viewer = { locale: 'en', zone: 'UTC', now: new Date() } as const
  const long = { audience: 'asker' as const, blocks: [text(['y '.repeat(3_000)])], actions: [] }
  const there = () =>
    house
      .cards()
      .filter((each) => wordsOf(each).startsWith('y y'))
      .map(({ id }) => id)
  const send = (again: boolean) => house.chat().send(STAFF_CHANNEL, long, viewer, 'in doubt', again)
  house.discord.fail('POST /channels/*/messages', { lost: true })
  await expect(send(false)).rejects.toThrow()
  expect(there()).toHaveLength(1)
  house.world.passes(10)
  const known = await send(true)
  expect(known).toBe(there().join(','))
  expect(there()).toHaveLength(2)
  house.world.passes(10)
  expect(await send(true)).toBe(known)
  house.discord.fail('GET /channels/*/messages', { refuse: [403, 50013, 'Missing Permissions'] })
  await send(true)
  expect(there()).toHaveLength(4)
})

test('a role lets its members see and take claims in hand, and decide nothing; others see nothing', async () => {
  const card = await house.claims('AAAA0005')
  await house.runs('lin', 'queue', {}, { channel: GENERAL })
  expect(wordsOf(house.whispered('lin', GENERAL).at(-1) ?? card)).not.toContain('AAAA0005')
  house.world.guilds.get(GUILD)?.members.get(USERS.lin)?.add(STAFF_ROLE)
  await house.presses('lin', card, 'I’ll take it')
  expect(await house.db.ticket.findFirst({ where: { reference: 'AAAA0005' }, include: { claimer: true } })).toMatchObject({
    claimer: { name: 'lin', role: 'desk' },
  })
  const before = await house.balance('10455')
  await house.presses('lin', card, CREDIT)
  expect(wordsOf(house.whispered('lin', STAFF_CHANNEL).at(-1) ?? card)).toContain('您的权限不包含这项操作')
  expect(await house.balance('10455')).toBe(before)
})

test('a customer whose messages are closed is called where they last asked, without a word of why, and told at their next contact', async () => {
  const card = await house.claims('AAAA0006')
  await house.runs('amy', 'balance', {}, { channel: GENERAL })
  const amy = house.world.people.get(USERS.amy)
  if (!amy) throw new Error('no amy')
  amy.open = false
  const [seen, refused] = [house.direct('amy').length, house.discord.refused()]
  await house.presses('lee', card, CREDIT)
  await folded(card)
  await house.until(async () => expect(await house.db.notice.count({ where: { error: 'chat_closed' } })).toBe(1))
  expect([house.direct('amy').length, house.discord.refused()]).toEqual([seen, refused + 1])
  const [call] = await house.until(() => {
    const calls = house.inGeneral().filter(({ only }) => only === undefined)
    expect(calls).toHaveLength(1)
    return calls
  })
  expect(call?.mentions).toEqual([USERS.amy])
  expect(wordsOf(call as Message)).not.toMatch(/CNY|credit|balance|claim/i)
  await house.presses('amy', call as Message, 'Show')
  expect(house.inGeneral().at(-1)?.only).toBe(USERS.amy)
  expect(wordsOf(house.inGeneral().at(-1) as Message)).toContain('has been added to your balance')
  const again = await house.claims('AAAA0007')
  await house.presses('lee', again, CREDIT)
  await house.until(async () => expect(await house.db.notice.count({ where: { error: 'chat_closed' } })).toBe(1))
  amy.open = true
  await house.runs('amy', 'balance')
  await house.until(() => expect(house.direct('amy').slice(seen).map(wordsOf).join('\n')).toContain('has been added to your balance'))
})
