import { afterAll, beforeAll, expect, test } from 'vitest'
import { verify } from '../../src/ledger/index.ts'
import type { Chatter } from '../support/bot.ts'
import { claim } from '../support/counter.ts'
import { type Desk, desk } from '../support/desk.ts'
import { posts } from '../support/money-moves.ts'

let shop: Desk
let kit: Chatter
let lee: Chatter
beforeAll(async () => {
  shop = await desk()
  ;[kit, lee] = [await shop.house.staff('kit', 'lead'), await shop.house.staff('lee', 'admin')]
  for (const person of [kit, lee]) await person.says('help')
})
afterAll(() => shop.close())

const told = (user: string) => shop.chat.shown(user).map((message) => message.text)
const right = (over: Record<string, string>) => ({ amount: '128', reason: 'typed one digit too many', ...over })

/** A claim that was credited with ten times its amount, and told. */
async function tenfold(number: string, reference: string): Promise<string> {
  const { ticket } = await claim(await shop.house.customer(number), { reference })
  await kit.sends('credit', { ticket, version: '1', amount: '1280', reference, reason: 'as the statement' })
  return ticket
}

test('a wrong amount is reversed and the right one credited in one step, with one notice, and all of it names the claim', async () => {
  const ticket = await tenfold('63001', 'RMDY0001')
  const form = await kit.sends('correct', { ticket, version: '2' })
  expect(form.reply.form?.questions.map((question) => question.value)).toEqual(['1280.00', '63001', 'RMDY0001', undefined])
  const done = await kit.sends('correct', { ticket, version: '2', customer: '63001', reference: 'RMDY0001', ...right({}) })
  expect(done.text).toContain(`Claim ${ticket} is corrected`)
  expect(await shop.house.balance('63001')).toBe('128.00')
  await shop.hurry()
  expect(told('c63001').slice(1)).toEqual([
    `Correction: claim ${ticket} was credited as CNY 1,280.00; the payment was CNY 128.00. We have reversed CNY 1,280.00 and credited CNY 128.00. Balance: CNY 128.00. Sorry for the trouble.`,
  ])
  const moves = await shop.house.db.transfer.findMany({ where: { source: `ticket:${ticket}` }, orderBy: { id: 'asc' } })
  expect(moves.map(({ kind, amount, forced }) => [kind, amount, forced])).toEqual([
    ['recharge', 128_000n, false],
    ['reversal', 128_000n, false],
    ['recharge', 12_800n, false],
  ])
  expect(shop.chat.shown('staff').find((message) => message.text.includes(ticket))?.text).toContain('corrected')
})

test('two leads who correct at once, a double click and a redelivery correct once', async () => {
  const ticket = await tenfold('63002', 'RMDY0002')
  const input = { ticket, version: '2', customer: '63002', reference: 'RMDY0002', ...right({}) }
  const same = () => kit.sends('correct', input, {}, 'one-correction')
  const answers = await Promise.all([same(), same(), kit.sends('correct', input), lee.sends('correct', input)])
  expect(await shop.house.balance('63002')).toBe('128.00')
  expect(answers.some((answer) => answer.text.includes('was changed'))).toBe(true)
  await shop.hurry()
  expect(told('c63002').filter((text) => text.startsWith('Correction'))).toHaveLength(1)
})

test('a wrong customer’s credit goes to the right one, and neither learns who the other is', async () => {
  const wrong = await shop.house.customer('63003')
  await shop.house.customer('63004')
  const { ticket } = await claim(wrong, { reference: 'RMDY0003' })
  await kit.sends('approve', { ticket, version: '1' })
  await kit.sends('correct', { ticket, version: '2', customer: '63004', reference: 'RMDY0003', ...right({}) })
  expect([await shop.house.balance('63003'), await shop.house.balance('63004')]).toEqual(['0.00', '128.00'])
  await shop.hurry()
  expect(told('c63003').at(-1)).toContain('the payment belongs to another account. We have reversed CNY 128.00. Balance: CNY 0.00')
  expect(told('c63004')).toEqual([expect.stringContaining('We have credited CNY 128.00 to you. Balance: CNY 128.00')])
  expect(told('c63003').join()).not.toContain('63004')
  expect(told('c63004').join()).not.toMatch(new RegExp(`63003|${ticket}`))
  expect((await wrong.sends('status', { ticket })).text).toContain('Credited to the account it belongs to')
  await kit.sends('correct', { ticket, version: '3', customer: '63003', reference: 'RMDY0003', ...right({ amount: '12.80' }) })
  expect([await shop.house.balance('63003'), await shop.house.balance('63004')]).toEqual(['12.80', '0.00'])
})

test('what was spent of a wrong credit takes the balance below zero, by a forced transfer, and the customer is told why in a sentence', async () => {
  const ticket = await tenfold('63005', 'RMDY0005')
  await posts(shop.house.db, '63005', 'cost', 100_000, shop.house.now)
  await kit.sends('correct', { ticket, version: '2', customer: '63005', reference: 'RMDY0005', ...right({}) })
  expect(await shop.house.balance('63005')).toBe('-872.00')
  await shop.hurry()
  expect(told('c63005').at(-1)).toContain('so your balance is below zero for now')
  expect(await shop.house.db.transfer.count({ where: { source: `ticket:${ticket}`, forced: true } })).toBe(1)
})

test('a credit without a payment is taken back altogether, and a wrong rejection is credited', async () => {
  const ticket = await tenfold('63006', 'RMDY0006')
  await lee.sends('correct', { ticket, version: '2', customer: '63006', ...right({ amount: '0' }) })
  expect(await shop.house.balance('63006')).toBe('0.00')
  await shop.hurry()
  expect(told('c63006').at(-1)).toContain('we have no such payment. We have reversed CNY 1,280.00')
  const unchanged = await lee.sends('correct', { ticket, version: '3', customer: '63006', ...right({ amount: '0' }) })
  expect(unchanged.text).toContain('That is what was credited')
  await lee.sends('correct', { ticket, version: '3', customer: '63006', reference: 'RMDY0006', ...right({}) })
  expect(await shop.house.balance('63006')).toBe('128.00')
  await shop.hurry()
  expect(told('c63006').at(-1)).toContain('was turned down by mistake. We have credited CNY 128.00')
})

test('correcting and adjusting are for leads, never for an open claim, and never one’s own account', async () => {
  const agent = await shop.house.staff('mei', 'agent', 1_000_000n)
  const { ticket } = await claim(await shop.house.customer('63007'), { reference: 'RMDY0007' })
  const input = { ticket, version: '1', customer: '63007', reference: 'RMDY0007', ...right({ amount: '1' }) }
  expect((await lee.sends('correct', input)).text).toContain('has not been decided')
  await agent.sends('approve', { ticket, version: '1' })
  expect((await agent.sends('correct', { ...input, version: '2' })).text).toContain('Your role doesn’t include this')
  expect((await agent.sends('more', { ticket })).buttons).not.toContain('Correct')
  const own = await shop.house.staff('oda', 'lead')
  await shop.house.customer('63008')
  const { id } = await shop.house.db.customer.findUniqueOrThrow({ where: { number: '63008' } })
  await shop.house.db.staff.updateMany({ where: { name: 'oda' }, data: { customerId: id } })
  expect((await own.sends('correct', { ...input, version: '2', customer: '63008' })).text).toContain('an account you are linked to')
  const take = { customer: '63008', way: 'add', amount: '5', code: 'goodwill', reference: 'SUP-1' }
  expect((await own.sends('adjust', take)).text).toContain('an account you are linked to')
  expect((await agent.sends('adjust', take)).text).toContain('Your role doesn’t include this')
  expect(await shop.house.balance('63008')).toBe('0.00')
})

test('one reference adjusts an account once, however often it is sent, and the customer reads why', async () => {
  await shop.house.customer('63009')
  const input = { customer: '63009', way: 'add', amount: '20', code: 'goodwill', reference: 'sup-881', note: 'Sorry for the wait' }
  const answers = await Promise.all([kit.sends('adjust', input), kit.sends('adjust', input), lee.sends('adjust', input)])
  expect(answers.filter((answer) => answer.text.includes('+CNY 20.00. Balance now CNY 20.00'))).toHaveLength(1)
  expect(answers.filter((answer) => answer.text.includes('was used for this account before'))).toHaveLength(2)
  await kit.sends('adjust', { ...input, way: 'take', amount: '50', code: 'chargeback', channel: 'alipay', reference: 'SUP-882' })
  expect(await shop.house.balance('63009')).toBe('-30.00')
  await shop.hurry()
  expect(told('c63009')).toEqual([
    expect.stringMatching(/CNY 20.00 has been added to your balance[\s\S]*goodwill[\s\S]*SUP-881[\s\S]*Sorry for the wait/),
    expect.stringMatching(/CNY 50.00 has been taken from your balance[\s\S]*bank took back[\s\S]*below zero/),
  ])
})

test('a payment that another claim had credited is not credited a second time by a correction', async () => {
  const one = await tenfold('63012', 'RMDY0012')
  const two = await tenfold('63013', 'RMDY0013')
  const seen = await kit.sends('correct', { ticket: two, version: '2', customer: '63013', reference: 'rmdy-0012', ...right({}) })
  expect(seen.text).toContain(`already been credited, by claim ${one}`)
  expect(await shop.house.balance('63013')).toBe('1280.00')
})

test('after all of this the ledger agrees with itself', async () => {
  expect((await verify(shop.house.db)).disagreements).toEqual([])
})
