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

test('the last chat is warned that nobody will be told about payments', async () => {
  await c.db.identity.updateMany({ where: { userId: `d${number}` }, data: { customerId: null } })
  const sure = await here().presses(await here().sends('unlink'), 'Unlink this chat')
  expect(sure.text).toContain('only linked chat')
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
