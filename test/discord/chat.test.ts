import { afterAll, beforeAll, expect, test } from 'vitest'
import { link, reply } from '../../src/reply.ts'
import { type DiscordHouse, discordHouse, SHOT } from '../support/discord/house.ts'
import { picturesOf, wordsOf } from '../support/discord/shown.ts'
import { GENERAL, GUILD, USERS } from '../support/discord/stage.ts'
import { APPLICATION, type Message } from '../support/discord/world.ts'

let house: DiscordHouse
beforeAll(async () => {
  house = await discordHouse()
})
afterAll(() => house.end())

const CALLBACK = 'POST /interactions/*/*/callback'
const there = { channel: GENERAL }
const lastInGeneral = (): Message => house.inGeneral().at(-1) ?? house.lastDirect('amy')

test('in a server a command is answered to who asked alone; in direct messages plainly', async () => {
  await house.runs('amy', 'balance', {}, there)
  expect(lastInGeneral()).toMatchObject({ only: USERS.amy, channel: GENERAL })
  expect(wordsOf(lastInGeneral())).toContain('CNY 0.00')
  await house.runs('amy', 'balance')
  expect(house.lastDirect('amy').only).toBeUndefined()
  expect(wordsOf(house.lastDirect('amy'))).toContain('CNY 0.00')
})

test('records turn their pages in place', async () => {
  await house.spends(
    '10455',
    Array.from({ length: 25 }, (_, index) => `Server ${index}`),
  )
  await house.runs('amy', 'costs', {}, there)
  const list = lastInGeneral()
  const [first, seen] = [wordsOf(list), house.inGeneral().length]
  await house.presses('amy', list, 'Older ›')
  expect([wordsOf(list) === first, house.inGeneral().length, list.only]).toEqual([false, seen, USERS.amy])
  await house.presses('amy', list, '‹ Newer')
  expect(wordsOf(list)).toBe(first)
})

test('how to pay is shown with its picture where it was asked, and kept in direct messages, since private answers vanish', async () => {
  await house.runs('amy', 'recharge', { amount: '100' }, there)
  await house.presses('amy', lastInGeneral(), 'UnionPay')
  for (const message of [lastInGeneral(), house.lastDirect('amy')]) {
    expect(wordsOf(message)).toContain('宁波雨滴云计算有限公司')
    expect(picturesOf(message)).toHaveLength(1)
  }
  expect(lastInGeneral().only).toBe(USERS.amy)
})

test('what Discord tells twice, or in another order, is answered once each', async () => {
  const before = house.direct('lin').length
  house.discord.gateway.hold()
  house.hands.command(USERS.lin, 'balance')
  house.hands.command(USERS.lin, 'help')
  house.discord.gateway.release((events) => [...events].reverse())
  house.hands.again()
  await house.settled()
  house.hands.again()
  await house.settled()
  expect(house.direct('lin')).toHaveLength(before + 2)
})

test.each([
  ['is lost', { lost: true }],
  ['fails once', { status: 502 }],
  ['has to wait', { retryAfter: 0.05 }],
] as const)('where the answer to Discord %s, people see it once', async (_, how) => {
  const before = house.direct('lin').length
  house.discord.fail(CALLBACK, how)
  await house.runs('lin', 'balance')
  expect(house.direct('lin')).toHaveLength(before + 1)
  expect(wordsOf(house.lastDirect('lin'))).toContain('账户余额')
})

test('an answer that Discord does not take for a while comes when it does, once', async () => {
  await house.runs('amy', 'recharge', { amount: '100' }, there)
  const [seen, told] = [house.inGeneral().length, house.direct('amy').length]
  house.discord.fail('PATCH /webhooks/*/*/messages/*', { status: 503 }, 3)
  house.discord.fail('POST /channels/*/messages', { lost: true }, 1)
  await house.presses('amy', lastInGeneral(), 'UnionPay')
  expect([wordsOf(lastInGeneral()).includes('宁波雨滴云计算有限公司'), house.inGeneral().length]).toEqual([true, seen])
  expect(house.direct('amy')).toHaveLength(told + 1)
  house.discord.fail('POST /channels/*/messages', { broken: true }, 2)
  house.hands.says(USERS.lin, '余额')
  await house.settled()
  expect(wordsOf(house.lastDirect('lin'))).toContain('账户余额')
})

test('an answer whose limit lasts longer than people can wait is not asked for again, and goes to direct messages', async () => {
  const calls = house.discord.calls(CALLBACK)
  house.discord.fail(CALLBACK, { retryAfter: 30 }, 9)
  await house.runs('lin', 'balance', {}, there)
  house.discord.fail(CALLBACK, { retryAfter: 30 }, 0)
  expect([house.discord.calls(CALLBACK) - calls, wordsOf(house.lastDirect('lin')).includes('账户余额')]).toEqual([1, true])
})

test('what Discord no longer lets answer where it was asked is answered in direct messages', async () => {
  const before = house.inGeneral().length
  await house.runs('lin', 'tickets', {}, { ...there, late: true })
  expect(house.inGeneral()).toHaveLength(before)
  expect(wordsOf(house.lastDirect('lin'))).toContain('您还没有提交过付款截图')
})

test('who changes words in direct messages is told that changes are not read, once', async () => {
  const before = house.direct('amy').length
  house.hands.edits(house.hands.says(USERS.amy, 'help'), 'balance')
  house.hands.again()
  await house.settled()
  const told = house
    .direct('amy')
    .slice(before)
    .filter(({ from }) => from !== USERS.amy)
    .map(wordsOf)
  expect(told.filter((words) => words.includes('We don’t read changes'))).toHaveLength(1)
  expect(told.join('\n')).not.toContain('CNY 0.00')
})

test('words are understood in direct messages; apps, changes and other talk are left alone', async () => {
  house.hands.says(USERS.lin, '余额')
  await house.settled()
  expect(wordsOf(house.lastDirect('lin'))).toContain('账户余额')
  const written = house.world.messages.length
  house.world.addPerson('1184002200000000008', 'other', 'en-US', { bot: true })
  house.hands.says('1184002200000000008', 'balance', [], there)
  house.hands.says(USERS.lin, `<@${APPLICATION}> 余额`, [], there)
  house.hands.edits(house.hands.says(USERS.amy, 'hello', [], there), 'balance')
  await house.settled()
  expect(house.world.messages).toHaveLength(written + 3)
})

test('a picture in a server is no payment proof, which its sender alone is told; with closed messages only that there is something to say', async () => {
  const shared = (): readonly Message[] => house.inGeneral().filter(({ only }) => only === undefined)
  const before = shared().length
  const shows = async (): Promise<void> => {
    house.hands.says(USERS.amy, `<@${APPLICATION}> paid`, [SHOT], there)
    await house.settled()
  }
  await shows()
  expect(wordsOf(house.lastDirect('amy'))).toContain('was not submitted as payment proof')
  expect(shared()).toHaveLength(before)
  const amy = house.world.people.get(USERS.amy)
  if (!amy) throw new Error('no amy')
  amy.open = false
  const refused = house.discord.refused()
  await shows()
  await shows()
  amy.open = true
  const calls = shared().slice(before)
  expect(calls.map(wordsOf).join('\n')).not.toMatch(/proof|picture|CNY/i)
  expect(calls.map(({ mentions }) => mentions)).toEqual([[USERS.amy]])
  expect(house.discord.refused() - refused).toBe(1)
  // Who is no customer yet has paid all the same.
  const guest = house.world.addPerson('1184002200000000031', 'guest', 'en-US')
  house.world.guilds.get(GUILD)?.members.set(guest.id, new Set())
  house.hands.says(guest.id, `<@${APPLICATION}> paid`, [SHOT], there)
  await house.settled()
  const told = house.world.messages.filter(({ channel }) => channel === guest.dm).map(wordsOf)
  expect(told).toEqual([expect.stringContaining('was not submitted as payment proof')])
  // Of staff that is no claim, as long as they are of it.
  const staff = { where: { identities: { some: { userId: USERS.lee } } } }
  for (const removedAt of [null, new Date()]) {
    await house.db.staff.updateMany({ ...staff, data: { removedAt } })
    house.hands.says(USERS.lee, `<@${APPLICATION}> paid`, [SHOT], there)
    await house.settled()
  }
  await house.db.staff.updateMany({ ...staff, data: { removedAt: null } })
  expect(house.direct('lee').map(wordsOf)).toEqual(told)
})

test('a message that is forwarded is nobody’s proof, and its sender is told what to do', async () => {
  const { dm } = house.world.people.get(USERS.amy) ?? {}
  const snapshot = { content: 'paid', attachments: [{ id: '1', filename: 'shot.png', url: 'https://cdn.example/shot.png' }] }
  const forward = { id: house.world.newId(), channel_id: dm, type: 0, author: house.hands.who(USERS.amy), content: '', attachments: [] }
  const event = { ...forward, mentions: [], message_reference: { type: 1 }, message_snapshots: [{ message: snapshot }] }
  house.hands.event({ t: 'MESSAGE_CREATE', d: () => event })
  await house.settled()
  expect(wordsOf(house.lastDirect('amy'))).toContain('can’t take a message that you forward')
})

test('an address that no button takes stands in the message as it is, and opens', async () => {
  const url = `https://pay.example/go?a_b=1&c=*x*&d=${'x'.repeat(600)}`
  await house.chat().send(USERS.lin, reply([], [link('Pay now', url)]), { locale: 'en', zone: 'UTC', now: new Date() })
  expect(JSON.stringify(house.lastDirect('lin').components)).toContain(`Pay now: <${url}>`)
})

test('pictures are fetched from Discord alone', async () => {
  const stored = await house.db.attachment.count()
  const message = house.hands.says(USERS.amy, 'paid', [SHOT])
  await house.settled()
  expect(await house.db.attachment.count()).toBe(stored + 1)
  const { d } = house.discord.messages.event('MESSAGE_CREATE', message)
  const elsewhere = { ...d(0), id: house.world.newId() }
  const files = (elsewhere as unknown as { attachments: object[] }).attachments.map((file) => ({
    ...file,
    url: 'http://localhost:1/x.png',
  }))
  house.hands.event({ t: 'MESSAGE_CREATE', d: () => ({ ...elsewhere, attachments: files }) })
  await house.settled()
  expect(wordsOf(house.lastDirect('amy'))).toContain('isn’t a picture we can read')
  expect(await house.db.attachment.count()).toBe(stored + 1)
})

test('a picture that Discord does not hand out just now is to be sent again', async () => {
  const message = house.hands.says(USERS.lin, '', [SHOT])
  for (const { id } of message.files) house.world.broken.add(id)
  await house.settled()
  expect(wordsOf(house.lastDirect('lin'))).toContain('请稍后重新发送')
})

test('a button that nobody made opens nothing to who may not', async () => {
  await house.runs('amy', 'help')
  house.hands.forges(USERS.amy, house.lastDirect('amy'), 'call:0:v1:adjust:customer=1')
  await house.settled()
  expect(wordsOf(house.lastDirect('amy'))).toContain('This is for our staff')
})
