import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { setStatus } from '../../src/billing/customer-status.ts'
import { openAccount } from '../../src/billing/customers.ts'
import { createLinkCode } from '../../src/billing/linking.ts'
import type { Chatter, Seen } from '../support/bot.ts'
import { type Counter, claim, counter } from '../support/counter.ts'

let c: Counter
beforeAll(async () => {
  c = await counter()
})
afterAll(() => c.close())

let serial = 70_000
let number: string
/** A customer of this test's own with the chats `c<number>`, its owner, and `m<number>`; requests of other tests no longer count. */
beforeEach(async () => {
  number = String(++serial)
  c.now = new Date(c.now.getTime() + 25 * 3600_000)
  await c.customer(number)
  const { id: customerId } = await customer()
  const member = { platform: 'test', userId: `m${number}`, name: 'Ann', chat: `m${number}`, customerId, linkedAt: c.now }
  await c.db.identity.create({ data: member })
})

const customer = () => c.db.customer.findUniqueOrThrow({ where: { number } })
const owner = () => c.chatter(`c${number}`)
const member = () => c.chatter(`m${number}`)
const row = (userId: string) => c.db.identity.findFirstOrThrow({ where: { userId } })
const linkedTo = async (userId: string) =>
  (await c.db.identity.findFirst({ where: { userId }, include: { customer: true } }))?.customer?.number
const heard = async (userId: string) =>
  (await c.db.notice.findMany({ where: { identity: { userId } }, orderBy: { id: 'asc' } })).map((n) => JSON.stringify(n.reply))
const last = async () => String((await c.db.linkRequest.findFirstOrThrow({ orderBy: { id: 'desc' } })).id)
const audited = (action: string) => c.db.audit.count({ where: { subject: `customer:${number}`, action } })

/** A chat shows a code of the account and confirms it. */
async function asks(user: string, platform = 'test'): Promise<Seen> {
  const { code } = await createLinkCode(c.db, { customerId: (await customer()).id, createdBy: 'cli:test', now: c.now })
  const chat = c.chatter(user, { name: 'Mallory', platform })
  return chat.presses(await chat.sends('link', { code }), 'link-confirm')
}

test('a code for an account that has chats links nothing: the owner may allow, the others refuse, and the asker is told by whom and what else to do', async () => {
  const { code } = await createLinkCode(c.db, { customerId: (await customer()).id, createdBy: 'cli:test', now: c.now })
  const chat = c.chatter('asker', { name: 'Mallory', platform: 'telegram' })
  const shown = await chat.sends('link', { code })
  expect(shown.text).toContain('owner will be asked before')
  const waits = await chat.presses(shown, 'link-confirm')
  expect(waits.text).toContain('Waiting for the owner')
  expect(waits.text).toContain('Contact support')
  expect(waits.text).not.toContain(number)
  expect(await linkedTo('asker')).toBeUndefined()
  const [toOwner] = await heard(`c${number}`)
  expect(toOwner).toContain('Mallory')
  expect(toOwner).toContain('Telegram')
  expect(toOwner).toContain('link-allow')
  const [toMember] = await heard(`m${number}`)
  expect(toMember).toContain('link-deny')
  expect(toMember).not.toContain('link-allow')
  expect((await chat.presses(shown, 'link-confirm')).text).toBe(waits.text)
  expect(await heard(`c${number}`)).toHaveLength(1)
  expect(await audited('customer.link-ask')).toBe(1)
})

test('allowed, the chat is linked as a member and told, once; the account’s other chats hear of it', async () => {
  await asks('guest-1')
  const request = await last()
  const done = await Promise.all([1, 2].map(() => owner().sends('link-allow', { request })))
  expect(done.filter((seen) => seen.text.includes('is now linked'))).toHaveLength(1)
  expect(done.filter((seen) => seen.text.includes('already allowed'))).toHaveLength(1)
  expect(await linkedTo('guest-1')).toBe(number)
  expect((await row('guest-1')).owner).toBe(false)
  expect((await heard('guest-1')).join()).toContain('now linked to UID')
  expect((await heard(`m${number}`)).at(-1)).toContain('The owner of the account allowed it')
  expect(await audited('customer.link')).toBe(1)
  expect((await owner().sends('link-deny', { request })).text).toContain('already allowed')
})

test('of an allowing and a refusing at the same moment one holds, and what is told agrees with what is so', async () => {
  for (let round = 0; round < 4; round++) {
    const user = `both-${number}-${round}`
    // Nobody's earlier requests are what this is about.
    c.now = new Date(c.now.getTime() + 25 * 3600_000)
    await asks(user)
    const request = await last()
    await Promise.all([owner().sends('link-allow', { request }), member().sends('link-deny', { request })])
    const { state } = await c.db.linkRequest.findFirstOrThrow({ where: { id: BigInt(request) } })
    expect(await linkedTo(user)).toBe(state === 'allowed' ? number : undefined)
    const told = await heard(user)
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(state === 'allowed' ? 'now linked' : 'did not allow')
  }
})

test('refused by any chat of the account, nothing is linked and the asker is told; a member cannot allow, a stranger can do neither', async () => {
  await asks('guest-2')
  const request = await last()
  expect((await member().sends('link-allow', { request })).text).toContain('Only the owner')
  await c.customer(`9${number}`)
  const stranger = c.chatter(`c9${number}`)
  for (const command of ['link-allow', 'link-deny', 'link-request'])
    expect((await stranger.sends(command, { request })).text).toContain('out of date')
  expect((await c.chatter('guest-2').sends('link-allow', { request })).text).toContain('isn’t linked')
  expect((await member().sends('link-deny', { request })).text).toContain('was not linked')
  expect(await linkedTo('guest-2')).toBeUndefined()
  expect((await heard('guest-2')).join()).toContain('did not allow')
  expect((await heard(`c${number}`)).at(-1)).toContain('refused')
  expect((await owner().sends('link-allow', { request })).text).toContain('already refused')
})

test('a request that waits stands beside the linked chats, for who lost the notice, until it expires', async () => {
  await asks('guest-3')
  const overview = await owner().sends('unlink')
  expect(overview.text).toContain('1 chat asks to be linked')
  const card = await owner().presses(overview, 'link-request')
  expect(card.text).toContain('Mallory')
  c.now = new Date(c.now.getTime() + 24 * 3600_000)
  expect((await owner().presses(card, 'link-allow')).text).toContain('expired')
  expect((await owner().sends('unlink')).text).not.toContain('asks to be linked')
  expect(await linkedTo('guest-3')).toBeUndefined()
})

test('what changed meanwhile counts: who pressed was unlinked, the asker has an account, the account was closed', async () => {
  await asks('guest-4')
  const request = await last()
  await c.db.identity.updateMany({ where: { userId: 'guest-4' }, data: { customerId: (await c.db.customer.findFirstOrThrow()).id } })
  expect((await owner().sends('link-allow', { request })).text).toContain('linked to an account in the meantime')
  await c.db.identity.updateMany({ where: { userId: 'guest-4' }, data: { customerId: null } })
  const by = { actor: 'cli:test', now: c.now }
  const status = (to: 'closed' | 'active' | 'frozen') =>
    c.db.$transaction((tx) => setStatus(tx, number, { status: to, reason: 'because', currency: 'CNY' }, by))
  await status('closed')
  expect((await owner().sends('link-allow', { request })).text).toContain('closed')
  await status('frozen')
  const lead = await c.staff('lea', 'lead')
  const lost = await c.db.identity.findFirstOrThrow({ where: { userId: `c${number}` } })
  await lead.sends('unlink-chat', { chat: String(lost.id), checks: 'called back' })
  expect((await owner().sends('link-allow', { request })).text).toContain('isn’t linked')
  expect(await linkedTo('guest-4')).toBeUndefined()
  expect((await member().sends('link-allow', { request })).text).toContain('is now linked')
})

test('unlinking the owner and letting somebody in at the same moment never ends with two owners or none', async () => {
  for (let round = 0; round < 4; round++) {
    c.now = new Date(c.now.getTime() + 25 * 3600_000)
    await asks(`race-${number}-${round}`)
    const request = await last()
    const { id: customerId } = await customer()
    const { userId, id } = await c.db.identity.findFirstOrThrow({ where: { customerId, owner: true } })
    const chat = c.chatter(userId)
    const answers = await Promise.all([chat.sends('link-allow', { request }), chat.sends('unlink-confirm', { chat: String(id) })])
    for (const { text } of answers) expect(text).not.toMatch(/went wrong|can’t reach/)
    const chats = await c.db.identity.findMany({ where: { customerId } })
    expect(chats.filter((each) => each.owner)).toHaveLength(1)
  }
})

test('two chats that are first at the same moment, by two codes, are not both let in unasked', async () => {
  const { id: customerId } = await customer()
  await c.db.identity.updateMany({ where: { customerId }, data: { customerId: null } })
  const shown: [string, Seen][] = []
  for (const user of ['first-1', 'first-2']) {
    const { code, expiresAt } = await createLinkCode(c.db, { customerId, createdBy: 'cli:test', now: c.now })
    shown.push([user, await c.chatter(user).sends('link', { code })])
    // As two signed links are good at once.
    await c.db.linkCode.updateMany({ where: { customerId, usedAt: null }, data: { expiresAt } })
  }
  await Promise.all(shown.map(([user, seen]) => c.chatter(user).presses(seen, 'link-confirm')))
  expect(await c.db.identity.count({ where: { customerId } })).toBe(1)
  expect(await c.db.linkRequest.count({ where: { customerId } })).toBe(1)
})

test('an owner is asked five times a day at most, one chat asks three times at most, and one that waits is not asked for twice', async () => {
  await asks('again')
  expect((await asks('again')).text).toContain('Waiting for the owner')
  expect(await heard(`c${number}`)).toHaveLength(1)
  for (let i = 0; i < 2; i++) {
    await owner().sends('link-deny', { request: await last() })
    await asks('again')
  }
  await owner().sends('link-deny', { request: await last() })
  expect((await asks('again')).text).toContain('Too many tries')
  for (const user of ['other-1', 'other-2']) expect((await asks(user)).text).toContain('Waiting for the owner')
  expect((await asks('other-3')).text).toContain('Too many tries')
  expect(await c.db.linkRequest.count({ where: { customer: { number } } })).toBe(5)
})

test('a chat that waits for its owner’s word is not given an account of its own meanwhile', async () => {
  await asks('patient')
  await c.db.$transaction(async (tx) => openAccount(tx, await row('patient'), { currency: 'CNY', now: c.now }))
  expect(await linkedTo('patient')).toBeUndefined()
  c.now = new Date(c.now.getTime() + 25 * 3600_000)
  await c.db.$transaction(async (tx) => openAccount(tx, await row('patient'), { currency: 'CNY', now: c.now }))
  expect(await linkedTo('patient')).toBeDefined()
})

test('an owner hands the account over on purpose, once, and every chat hears of it', async () => {
  expect((await member().sends('make-owner')).text).toContain('Only the owner')
  const list = await owner().presses(await owner().sends('unlink'), 'make-owner')
  const sure = await owner().presses(list, 'make-owner')
  expect(sure.text).toMatch(/Make .* the owner\?/)
  const [done, again] = await Promise.all([owner().presses(sure, 'owner-confirm'), owner().presses(sure, 'owner-confirm')])
  expect([done, again].filter(({ text }) => text.includes('is now the owner'))).toHaveLength(1)
  expect([done, again].filter(({ text }) => text.includes('Only the owner'))).toHaveLength(1)
  expect((await row(`m${number}`)).owner).toBe(true)
  expect((await heard(`m${number}`)).join()).toContain('is now the owner of UID')
  expect(await audited('customer.owner')).toBe(1)
  expect((await owner().sends('unlink', { chat: String((await row(`m${number}`)).id) })).text).toContain('Only the owner')
})

test('an owner who leaves is followed by a member who is told; one who then is the last stays', async () => {
  const sure = await owner().presses(await owner().sends('unlink'), 'Unlink this chat')
  const other = await member().presses(await member().sends('unlink'), 'Unlink this chat')
  await owner().presses(sure, 'unlink-confirm')
  expect((await heard(`m${number}`)).at(-1)).toContain('The owner of the account is now')
  const warned = await member().presses(other, 'unlink-confirm')
  expect(warned.text).toContain('the only chat of your account')
  expect(await linkedTo(`m${number}`)).toBe(number)
  expect((await row(`m${number}`)).owner).toBe(true)
})

test('leaving an account and coming back, or opening another one, gives no fresh limits', async () => {
  const at = c.now.toISOString()
  for (let i = 0; i < 3; i++) await claim(owner(), { reference: `LIMIT${number}${i}`, at })
  const leave = { where: { customerId: (await customer()).id }, data: { customerId: null } }
  await c.db.identity.updateMany(leave)
  const more = (chat: Chatter) => claim(chat, { reference: `MORE${number}`, at })
  await asks(`fresh-${number}`)
  await expect(more(c.chatter(`fresh-${number}`))).rejects.toThrow('3 claims being checked')
  await c.db.$transaction(async (tx) => openAccount(tx, await row(`c${number}`), { currency: 'CNY', now: c.now }))
  await expect(more(owner())).rejects.toThrow('3 claims being checked')
})

test('a chat that comes to be linked by another way no longer waits, and never decides of itself', async () => {
  await asks('self')
  const request = await last()
  await c.db.identity.updateMany({ where: { customer: { number } }, data: { customerId: null, linkedAt: null } })
  await asks('self')
  expect(await linkedTo('self')).toBe(number)
  const self = c.chatter('self', { name: 'Mallory' })
  expect((await self.says('unlink')).text).not.toContain('wait')
  for (const command of ['link-allow', 'link-deny']) expect((await self.sends(command, { request })).text).toContain('linked')
})
