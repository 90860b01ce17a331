import { afterAll, beforeAll, expect, test } from 'vitest'
import { setStatus } from '../../src/billing/customer-status.ts'
import { createLedger, verify, wallet } from '../../src/ledger/index.ts'
import { money } from '../../src/money.ts'
import type { Chatter, Seen } from '../support/bot.ts'
import { type Counter, claim } from '../support/counter.ts'
import { blocked } from '../support/database.ts'
import { type Desk, desk } from '../support/desk.ts'

let shop: Desk
let house: Counter
let kit: Chatter
let lee: Chatter
beforeAll(async () => {
  shop = await desk({ secondAbove: money(100_000n, 'CNY') })
  house = shop.house
  ;[kit, lee] = [await house.staff('kit', 'lead'), await house.staff('lee', 'lead')]
  for (const person of [kit, lee]) await person.says('help')
})
afterAll(() => shop.close())

const cny = (minor: bigint) => money(minor, 'CNY')
const customer = (number: string) => house.db.customer.findUniqueOrThrow({ where: { number } })
let keys = 0
const posts = async (number: string, kind: 'recharge' | 'cost' | 'adjustment', minor: bigint) => {
  const own = wallet((await customer(number)).id)
  const ways = { recharge: ['channel:alipay', own], cost: [own, 'revenue'], adjustment: [own, 'adjustments'] } as const
  const [from, to] = ways[kind]
  const base = { from, to, kind, amount: cny(minor), occurredAt: house.now, actor: 'cli:test', source: 'cli' }
  const rest = kind === 'recharge' ? { channel: 'alipay' } : kind === 'adjustment' ? { forced: true, reason: 'because' } : {}
  return createLedger(house.db).post(`k${++keys}`, [{ ...base, ...rest }])
}
const asks = (lead: Chatter, from: string, into: string, reason = 'one person, checked by phone') =>
  lead.sends('merge', { from, into, reason })
const merges = async (lead: Chatter, from: string, into: string): Promise<Seen> =>
  lead.presses(await asks(lead, from, into), 'merge-confirm')
const told = (user: string) =>
  shop.chat
    .shown(user)
    .map(({ text }) => text)
    .join('\n')

test('staff who type that they want no more of it throw away what was read back to them', async () => {
  for (const number of ['80191', '80192']) await house.customer(number)
  const shown = await asks(kit, '80191', '80192')
  expect((await kit.says('算了')).text).toContain('Nothing was sent')
  expect((await kit.presses(shown, 'merge-confirm')).text).toContain('out of date')
  expect((await kit.says('cancel')).text).toContain('nothing to cancel')
})

test('everything of the stray goes over once: balance, chats, claims and payments on their way; it is closed with a pointer, and both are told', async () => {
  const [stray] = [await house.customer('80001'), await house.customer('80002')]
  await posts('80001', 'recharge', 3_000n)
  await posts('80002', 'recharge', 500n)
  const { ticket } = await claim(stray, { reference: 'MERGE80001' })
  await stray.says('recharge 100 alipay')
  const shown = await asks(kit, '80001', '80002')
  for (const words of ['UID 80001 becomes part of UID 80002', 'CNY 30.00', 'CNY 5.00', '1 claim, 1 payment', 'checked by phone'])
    expect(shown.text).toContain(words)
  expect(await house.balance('80002')).toBe('5.00')

  const answers = await Promise.all([1, 2].map(() => kit.presses(shown, 'merge-confirm')))
  expect(answers.filter(({ text }) => text.includes('is part of UID 80002 now'))).toHaveLength(1)
  expect([await house.balance('80001'), await house.balance('80002')]).toEqual(['0.00', '35.00'])
  const into = await customer('80002')
  expect(await customer('80001')).toMatchObject({ status: 'closed', mergedInto: into.id })
  const chats = await house.db.identity.findMany({ where: { customerId: into.id }, orderBy: { id: 'asc' } })
  expect(chats.map(({ userId, owner }) => [userId, owner])).toEqual([
    ['c80001', false],
    ['c80002', true],
  ])
  expect((await stray.says('balance')).text).toContain('UID 80002')
  expect((await stray.says('continue')).text).toContain('100.00')
  await shop.hurry()
  expect(told('c80001')).toContain('this chat is linked to UID 80002')
  expect(told('c80001')).toContain('Moved with it: +CNY 30.00. Balance: CNY 35.00')
  expect(told('c80002')).toContain('Its chat is linked to this account now')

  // Whoever talked a lead into it gets at the stray's money no sooner than its own chats have had a day to say so.
  const owner = house.chatter('c80002')
  expect((await owner.sends('withdrawal', { method: 'alipay', amount: '30' })).text).toMatch(/merged another into it[\s\S]*tomorrow/)

  expect((await kit.sends('approve', { ticket, version: '1' })).text).toContain('was changed')
  await kit.sends('credit', { ticket, version: '2', amount: '128', reference: 'MERGE80001', reason: 'as the statement' })
  expect(await house.balance('80002')).toBe('163.00')
  for (const number of ['80001', '80002']) expect((await kit.sends('search', { words: number })).text).toContain(`${ticket}`)
  for (const number of ['80001', '80002'])
    expect(await house.db.audit.count({ where: { subject: `customer:${number}`, action: 'customer.merge', reason: { not: null } } })).toBe(
      1,
    )
  expect((await createLedger(house.db).byChannel(into.id)).find(({ channel }) => channel === 'alipay')?.left).toEqual(cny(3_500n))
  const moves = await house.db.transfer.findMany({ where: { kind: 'move' }, orderBy: { id: 'asc' } })
  expect(moves.map(({ amount, source, actor }) => [amount, source, actor])).toEqual(
    Array.from({ length: 2 }, () => [3_000n, 'merge:80001', expect.stringMatching(/^staff:/)]),
  )
})

test('beyond the limit, by the larger of the two balances, a second lead has to approve; it is done once', async () => {
  for (const number of ['80011', '80012']) await house.customer(number)
  await posts('80012', 'recharge', 100_001n)
  await posts('80011', 'recharge', 7n)
  expect((await merges(kit, '80011', '80012')).text).toContain('another lead has to approve it')
  expect((await customer('80011')).status).toBe('active')
  expect((await merges(lee, '80011', '80012').catch((error: Error) => ({ text: error.message }))).text).toContain('no button')
  expect((await asks(lee, '80011', '80012')).text).toContain('waits for a second lead')
  await shop.hurry()
  const card = shop.chat.shown('lee').at(-1)
  expect(card?.text).toContain('Merge UID 80011 (CNY 0.07) into UID 80012')
  const remedy = String((await house.db.remedy.findFirstOrThrow({ where: { kind: 'merge', state: 'waiting' } })).id)
  expect((await kit.sends('countersign', { remedy })).text).toContain('You asked for this yourself')
  // What comes in while it waits goes along.
  await posts('80011', 'recharge', 1n)
  const approvals = await Promise.all([1, 2].map(() => lee.sends('countersign', { remedy })))
  expect(approvals.filter(({ text }) => text.includes('Approved and done'))).toHaveLength(1)
  expect([await house.balance('80011'), await house.balance('80012')]).toEqual(['0.00', '1000.09'])
})

test('two mergers that cross end with one of them done and the other refused', async () => {
  for (const [a, b] of [
    ['80021', '80022'],
    ['80023', '80024'],
    ['80025', '80026'],
  ] as const) {
    for (const number of [a, b]) {
      await house.customer(number)
      await posts(number, 'recharge', 100n)
    }
    const [one, other] = [await asks(kit, a, b), await asks(lee, b, a)]
    const answers = await Promise.all([kit.presses(one, 'merge-confirm'), lee.presses(other, 'merge-confirm')])
    expect(answers.filter(({ text }) => text.includes('is part of'))).toHaveLength(1)
    expect(answers.filter(({ text }) => text.includes('is closed'))).toHaveLength(1)
    expect([await house.balance(a), await house.balance(b)].sort()).toEqual(['0.00', '2.00'])
  }
})

test('what is posted to the stray at the same moment is neither lost nor taken twice, and what comes later is moved on and told', async () => {
  for (const number of ['80031', '80032']) await house.customer(number)
  await posts('80031', 'recharge', 10_000n)
  const shown = await asks(kit, '80031', '80032')
  const costs = Array.from({ length: 12 }, () =>
    posts('80031', 'cost', 100n).then(
      () => 100n,
      () => 0n,
    ),
  )
  const paid = Array.from({ length: 6 }, () => posts('80031', 'recharge', 50n).then(() => 50n))
  const [done] = await Promise.all([kit.presses(shown, 'merge-confirm'), ...costs, ...paid])
  expect(done.text).toContain('is part of UID 80032 now')
  const taken = (await Promise.all(costs)).reduce((sum, each) => sum + each, 0n)
  await posts('80031', 'recharge', 5n)
  await shop.sweep()
  await shop.sweep()
  await shop.hurry()
  expect(await house.balance('80031')).toBe('0.00')
  const { id } = await customer('80032')
  expect((await createLedger(house.db).balance(wallet(id), 'CNY')).minor).toBe(10_000n + 300n + 5n - taken)
  expect(told('c80032')).toContain('reached UID 80031, which is part of this account')
  // A correction of an old credit takes from where the money is.
  await posts('80031', 'adjustment', 40n)
  await shop.sweep()
  expect(await house.balance('80031')).toBe('0.00')
  expect((await createLedger(house.db).balance(wallet(id), 'CNY')).minor).toBe(10_000n + 300n + 5n - taken - 40n)
})

test('a claim or a recharge that begins at the same moment is never left with the closed account', async () => {
  for (let round = 0; round < 3; round++) {
    const [from, into] = [`8004${round * 2}`, `8004${round * 2 + 1}`]
    const person = await house.customer(from)
    await house.customer(into)
    const shown = await asks(kit, from, into)
    const begun = claim(person, { reference: `RACE${from}` }).catch((error: Error) => error.message)
    const charged = person.says('recharge 100 alipay')
    await Promise.all([kit.presses(shown, 'merge-confirm'), begun, charged])
    const { id } = await customer(from)
    expect(await house.db.ticket.count({ where: { customerId: id } })).toBe(0)
    expect(await house.db.recharge.count({ where: { customerId: id, state: 'created' } })).toBe(0)
  }
})

test('of a merger and a withdrawal at the same moment one is done and the other refused', async () => {
  for (const round of [0, 1, 2]) {
    const [from, into] = [`8007${round * 2}`, `8007${round * 2 + 1}`]
    const person = await house.customer(from)
    await house.customer(into)
    await posts(from, 'recharge', 300n)
    const shown = await asks(kit, from, into)
    const back = await person.sends('withdrawal', { method: 'alipay', amount: '3' })
    const [merged] = await Promise.all([kit.presses(shown, 'merge-confirm'), person.presses(back, 'withdrawal-send')])
    const open = await house.db.ticket.count({ where: { customer: { number: from }, kind: 'withdrawal', state: 'open' } })
    const done = merged.text.includes('is part of')
    expect(open).toBe(done ? 0 : 1)
    expect([await house.balance(from), await house.balance(into)]).toEqual(['0.00', done ? '3.00' : '0.00'])
  }
})

test('a merger takes the two wallets in their order, also of an account that is to be warned of a low balance', async () => {
  for (const number of ['80091', '80092']) await house.customer(number)
  const [into, stray] = [await customer('80091'), await customer('80092')]
  await house.db.identity.updateMany({ where: { customerId: stray.id }, data: { lowBalance: 200n } })
  await posts('80092', 'recharge', 300n)
  const shown = await asks(kit, '80092', '80091')
  let merging: Promise<Seen> | undefined
  await house.db.$transaction(async (tx) => {
    await tx.$queryRaw`select 1 from account where customer_id = ${into.id} for update`
    merging = kit.presses(shown, 'merge-confirm')
    await blocked(house.db, 1)
    await tx.$queryRaw`select 1 from account where customer_id = ${stray.id} for update nowait`
  })
  expect((await merging)?.text).toContain('is part of UID 80091 now')
  // Its threshold goes with the chat, and the balance that came along is above it.
  expect(await house.db.identity.findFirst({ where: { lowBalance: 200n } })).toMatchObject({ customerId: into.id })
  expect((await verify(house.db)).disagreements).toEqual([])
  expect(await house.db.crossing.count({ where: { identity: { customerId: { in: [stray.id, into.id] } } } })).toBe(0)
})

test('what a merged account owes after a correction is taken under the channel that the credit came by, so that it cannot go back there', async () => {
  for (const number of ['80101', '80102']) await house.customer(number)
  const { id: stray } = await customer('80101')
  const paid = await posts('80101', 'recharge', 100n)
  await posts('80102', 'adjustment', 50n)
  await merges(kit, '80101', '80102')
  const { id } = await customer('80102')
  const how = { key: 'undo80101', reason: 'never came', actor: 'staff:1', source: 'cli', occurredAt: house.now, forced: true }
  await createLedger(house.db).reverse(paid.ids[0] ?? 0n, how)
  await shop.sweep()
  expect([await house.balance('80101'), await house.balance('80102')]).toEqual(['0.00', '-0.50'])
  for (const of of [stray, id]) expect(await createLedger(house.db).byChannel(of)).toEqual([{ channel: 'alipay', left: cny(0n) }])
  const aside = () => told('kit').split('UID 80102 is closed').length - 1
  await shop.hurry()
  expect(aside()).toBe(0)
  await house.db.customer.update({ where: { id }, data: { status: 'closed' } })
  await posts('80101', 'recharge', 7n)
  await shop.sweep()
  await shop.hurry()
  expect(aside()).toBe(1)
})

test('what the stray owes goes along, also below zero, and the person is told why', async () => {
  for (const number of ['80051', '80052']) await house.customer(number)
  await posts('80051', 'adjustment', 900n)
  await merges(kit, '80051', '80052')
  expect([await house.balance('80051'), await house.balance('80052')]).toEqual(['0.00', '-9.00'])
  await shop.hurry()
  expect(told('c80052')).toContain('What that account owed has been taken over')
})

test('accounts that are one, unknown, on hold, closed, one’s own, of another currency or with a request that waits are not merged', async () => {
  for (const number of ['80061', '80062']) await house.customer(number)
  const says = async (from: string, into: string, lead = kit) => (await asks(lead, from, into)).text
  expect(await says('80061', '80061')).toContain('one and the same')
  expect(await says('80061', '404')).toContain('no open account')
  const status = (number: string, to: 'frozen' | 'active' | 'closed') =>
    house.db.$transaction((tx) =>
      setStatus(tx, number, { status: to, reason: 'because', currency: 'CNY' }, { actor: 'cli:test', now: house.now }),
    )
  const ready = await asks(kit, '80061', '80062')
  await status('80062', 'frozen')
  expect(await says('80061', '80062')).toContain('on hold')
  // Between reading back and pressing, too.
  expect((await kit.presses(ready, 'merge-confirm')).text).toContain('on hold')
  await status('80062', 'active')
  await posts('80061', 'recharge', 300n)
  const person = house.chatter('c80061')
  const back = await person.sends('withdrawal', { method: 'alipay', amount: '3' })
  await person.presses(back, 'withdrawal-send')
  expect(await says('80061', '80062')).toContain('withdrawal of UID 80061 is open')
  const withdrawal = String((await house.db.ticket.findFirstOrThrow({ where: { kind: 'withdrawal' } })).id)
  await person.sends('withdraw', { ticket: withdrawal, version: '1' })
  await lee.sends('adjust', { customer: '80061', way: 'add', amount: '5000', code: 'goodwill', reference: 'G-61' })
  expect(await says('80061', '80062')).toContain('waits for a second lead')
  const { id } = await customer('80062')
  await house.db.staff.updateMany({ where: { name: 'kit' }, data: { customerId: id } })
  expect(await says('80062', '80052')).toContain('you are linked to')
  await house.db.staff.updateMany({ where: { name: 'kit' }, data: { customerId: null } })
  const dollars = await house.db.customer.create({ data: { number: '80063' } })
  await createLedger(house.db).openWallet(dollars.id, 'USD')
  expect(await says('80063', '80062')).toContain('kept in USD')
  const agent = await house.staff('ann')
  expect(await says('80062', '80052', agent)).toContain('role doesn’t include this')
  expect(
    await house.db.$transaction((tx) =>
      setStatus(tx, '80051', { status: 'active', reason: 'x', currency: 'CNY' }, { actor: 'cli:t', now: house.now }),
    ),
  ).toEqual({ changed: false, merged: true })
})

test('after all of this the ledger agrees with itself', async () => {
  expect((await verify(house.db)).disagreements).toEqual([])
})
