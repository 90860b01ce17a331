import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Counter, counter } from '../support/counter.ts'

let c: Counter
beforeAll(async () => {
  c = await counter()
})
afterAll(() => c.close())

let serial = 30_000
let number: string
/** A customer with two chats: `c<number>` and `d<number>`. */
beforeEach(async () => {
  number = String(++serial)
  await c.customer(number)
  const { id: customerId } = await c.db.customer.findUniqueOrThrow({ where: { number } })
  const other = { platform: 'telegram', userId: `d${number}`, name: 'Ann', chat: `d${number}`, customerId, linkedAt: c.now }
  await c.db.identity.create({ data: other })
})

const here = () => c.chatter(`c${number}`)
const there = () => c.chatter(`d${number}`, { platform: 'telegram', name: 'Ann' })
const row = (userId: string) => c.db.identity.findFirstOrThrow({ where: { userId } })
const heard = async (userId: string) =>
  JSON.stringify((await c.db.notice.findMany({ where: { identity: { userId } } })).map((n) => n.reply))

test('a customer sees their chats and unlinks one; that chat and the others hear of it', async () => {
  const overview = await here().sends('unlink')
  expect(overview.text).toContain('Telegram · Ann · linked today 14:05')
  expect(overview.text).toContain('this chat')
  const sure = await here().presses(overview, 'Unlink 1. Telegram · Ann')
  expect((await row(`d${number}`)).customerId).not.toBeNull()
  expect((await here().presses(sure, 'unlink-confirm')).text).toContain('Telegram · Ann is no longer linked')
  expect((await row(`d${number}`)).customerId).toBeNull()
  expect((await row(`c${number}`)).customerId).not.toBeNull()
  expect(await heard(`d${number}`)).toContain('unlinked from your account')
  expect(await heard(`c${number}`)).toBe('[]')
  expect(await c.db.audit.count({ where: { subject: `customer:${number}`, action: 'customer.unlink' } })).toBe(1)
  expect((await there().sends('balance')).text).toContain('isn’t linked')
})

test('unlinking the chat one writes from tells the other chats', async () => {
  const sure = await here().presses(await here().sends('unlink'), 'Unlink this chat')
  const done = await here().presses(sure, 'unlink-confirm')
  expect(done.text).toContain('This chat is no longer linked')
  expect(await heard(`d${number}`)).toContain('unlinked from your account')
  expect((await there().sends('balance')).text).toContain(`UID ${number}`)
})

test('the last chat stays linked, whatever is pressed and when; staff take it off, and only a closed account is left without them', async () => {
  const [mine, theirs] = await Promise.all([here(), there()].map(async (c) => c.presses(await c.sends('unlink'), 'Unlink this chat')))
  const left = await Promise.all([here().presses(mine as never, 'unlink-confirm'), there().presses(theirs as never, 'unlink-confirm')])
  expect(left.filter(({ text }) => text.includes('no longer linked'))).toHaveLength(1)
  expect(left.filter(({ text }) => text.includes('the only chat of your account'))).toHaveLength(1)
  const { id, userId, platform } = await c.db.identity.findFirstOrThrow({ where: { customer: { number } } })
  const stayed = c.chatter(userId, { platform })
  const overview = await stayed.sends('unlink')
  expect([overview.text.includes('the only chat'), overview.buttons]).toEqual([true, []])
  expect((await stayed.sends('unlink', { chat: String(id) })).text).toContain('the only chat')
  await c.db.customer.updateMany({ where: { number }, data: { status: 'closed' } })
  expect((await stayed.presses(await stayed.presses(await stayed.sends('unlink'), 'Unlink this chat'), 'unlink-confirm')).text).toContain(
    'no longer linked',
  )
  const other = String(++serial)
  await c.customer(other)
  const lead = await c.staff(`last${other}`, 'lead')
  const only = String((await row(`c${other}`)).id)
  expect((await lead.sends('unlink-chat', { chat: only, checks: 'Called back' })).text).toContain('no longer linked')
})

test('a chat of somebody else cannot be seen or unlinked, whether it exists or not', async () => {
  const victim = await row(`c${number}`)
  await c.customer(String(++serial))
  const stranger = c.chatter(`c${serial}`)
  const answers = []
  for (const chat of [String(victim.id), '999999999'])
    for (const command of ['unlink', 'unlink-confirm']) answers.push(JSON.stringify((await stranger.sends(command, { chat })).reply))
  expect(new Set(answers).size).toBe(1)
  expect((await row(`c${number}`)).customerId).toEqual(victim.customerId)
})

test('unlinking twice at the same moment is done and told once', async () => {
  const sure = await here().presses(await here().sends('unlink'), 'Unlink 1. Telegram · Ann')
  await Promise.all([here().presses(sure, 'unlink-confirm'), here().presses(sure, 'unlink-confirm')])
  expect(await c.db.notice.count({ where: { identity: { userId: `d${number}` } } })).toBe(1)
})

test('the chat’s row and its attempts stay; a half-answered form of the customer’s goes', async () => {
  const { id: identityId } = await row(`d${number}`)
  await c.db.attempt.create({ data: { identityId, kind: 'upload', at: c.now } })
  await c.db.dialog.create({ data: { identityId, command: 'ticket', input: { amount: '128' }, expiresAt: c.now } })
  const sure = await here().presses(await here().sends('unlink'), 'Unlink 1. Telegram · Ann')
  await here().presses(sure, 'unlink-confirm')
  expect(await c.db.attempt.count({ where: { identityId } })).toBe(1)
  expect(await c.db.dialog.count({ where: { identityId } })).toBe(0)
})

test('the owner may unlink others, a member only the chat they write from, whatever they press', async () => {
  const [owner, member] = [await row(`c${number}`), await row(`d${number}`)]
  expect([owner.owner, member.owner]).toEqual([true, false])
  const overview = await there().sends('unlink')
  expect(overview.text).toContain('owner')
  expect(overview.buttons.filter((label) => label.startsWith('Unlink'))).toEqual(['Unlink this chat'])
  for (const command of ['unlink', 'unlink-confirm'])
    expect((await there().sends(command, { chat: String(owner.id) })).text).toContain('Only the owner')
  expect((await row(`c${number}`)).customerId).not.toBeNull()
  expect((await there().sends('balance')).text).toContain('Balance')
})

test('an account with chats always has one owner, by whichever way chats come and go', async () => {
  const { customerId } = await row(`c${number}`)
  const owners = () => c.db.identity.findMany({ where: { customerId, owner: true } })
  for (const user of ['e', 'f'])
    await c.db.identity.create({
      data: { platform: 'test', userId: `${user}${number}`, customerId, linkedAt: new Date(c.now.getTime() + 1000) },
    })
  const sure = await here().presses(await here().sends('unlink'), 'Unlink this chat')
  expect(sure.text).toContain('becomes the owner')
  await here().presses(sure, 'unlink-confirm')
  expect((await owners()).map(({ userId }) => userId)).toEqual([`d${number}`])
  const leave = (user: string) => c.db.identity.updateMany({ where: { userId: `${user}${number}` }, data: { customerId: null } })
  await Promise.all([leave('d'), leave('e')])
  expect((await owners()).map(({ userId }) => userId)).toEqual([`f${number}`])
  await leave('f')
  expect(await owners()).toEqual([])
  await Promise.all(['c', 'd'].map((user) => c.db.identity.updateMany({ where: { userId: `${user}${number}` }, data: { customerId } })))
  expect(await owners()).toHaveLength(1)
})

test('a lost chat is unlinked by a lead after checks that stand in the audit, never by an agent or from their own account', async () => {
  const [lead, agent] = [await c.staff(`lead${number}`, 'lead'), await c.staff(`agent${number}`)]
  expect((await agent.sends('unlink-chat', { customer: number })).text).toContain('role doesn’t include this')
  const chats = await lead.sends('unlink-chat', { customer: number })
  const asked = await lead.presses(chats, 'Unlink 1. Telegram · Ann')
  expect(asked.reply.form?.questions.map(({ name }) => name)).toEqual(['checks'])
  expect((await row(`d${number}`)).customerId).not.toBeNull()
  const lost = String((await row(`d${number}`)).id)
  const done = await lead.sends('unlink-chat', { chat: lost, checks: 'Called back' })
  expect(done.text).toContain('Telegram · Ann is no longer linked')
  expect((await row(`d${number}`)).customerId).toBeNull()
  expect(await heard(`c${number}`)).toContain('unlinked from your account')
  const entry = await c.db.audit.findFirstOrThrow({ where: { subject: `customer:${number}`, action: 'customer.unlink' } })
  expect(entry).toMatchObject({ reason: 'Called back', actor: expect.stringMatching(/^staff:/) })
  const { staffId } = await row(`lead${number}`)
  await c.db.identity.updateMany({ where: { userId: `c${number}` }, data: { staffId } })
  const own = String((await row(`c${number}`)).id)
  expect((await lead.sends('unlink-chat', { chat: own, checks: 'me' })).text).toContain('you are linked to')
})
