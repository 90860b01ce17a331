import { afterAll, beforeAll, expect, test } from 'vitest'
import { verify } from '../../src/ledger/index.ts'
import { money } from '../../src/money.ts'
import type { Chatter } from '../support/bot.ts'
import { claim } from '../support/counter.ts'
import { type Desk, desk } from '../support/desk.ts'

let shop: Desk
let kit: Chatter
let lee: Chatter
beforeAll(async () => {
  shop = await desk({ secondAbove: money(200_000n, 'CNY') })
  ;[kit, lee] = [await shop.house.staff('kit', 'lead'), await shop.house.staff('lee', 'admin')]
  for (const person of [kit, lee]) await person.says('help')
})
afterAll(() => shop.close())

const right = (over: Record<string, string>) => ({ amount: '128', reason: 'typed one digit too many', ...over })

/** A claim that was credited with ten times its amount, and told. */
async function tenfold(number: string, reference: string): Promise<string> {
  const { ticket } = await claim(await shop.house.customer(number), { reference })
  await kit.sends('credit', { ticket, version: '1', amount: '1280', reference, reason: 'as the statement' })
  return ticket
}

test('beyond the limit nothing is posted until another lead approves, once; the limit counts what one person did alone in a day', async () => {
  await shop.house.customer('63010')
  const ned = await shop.house.staff('ned', 'lead')
  await ned.says('help')
  const adjust = (amount: string, reference: string) =>
    ned.sends('adjust', { customer: '63010', way: 'add', amount, code: 'compensation', reference, note: 'the night of the outage' })
  expect((await adjust('1500', 'OUT-1')).text).toContain('Balance now CNY 1,500.00')
  expect((await adjust('501', 'OUT-2')).text).toContain('another lead has to approve it')
  expect((await adjust('501', 'OUT-2')).text).toContain('was used for this account before')
  expect(await shop.house.balance('63010')).toBe('1500.00')
  await shop.hurry()
  const asked = shop.chat.shown('kit').findLast(({ text }) => text.includes('asks for your approval'))
  expect(asked?.text).toMatch(/ned asks for your approval.*Why: Compensation for an outage.*Reference: OUT-2\nIn their words: the night/s)
  const remedy = asked?.reply.actions.flatMap((action) => (action.type === 'call' ? [action.input.remedy ?? ''] : []))[0] ?? ''
  expect((await ned.sends('countersign', { remedy })).text).toContain('You asked for this yourself')
  const approvals = await Promise.all([kit, lee, kit].map((person) => person.sends('countersign', { remedy })))
  expect(approvals.filter((seen) => seen.text.includes('Approved and done'))).toHaveLength(1)
  expect((await lee.sends('decline', { remedy })).text).toContain('was already approved by')
  expect(await shop.house.balance('63010')).toBe('2001.00')
  shop.house.now = new Date(shop.house.now.getTime() + 25 * 3600_000)
  expect((await adjust('1999', 'OUT-3')).text).toContain('Balance now CNY 4,000.00')
})

test('the queue of a lead counts every request of others, opens each by what it moves, and says nothing is decided while something waits', async () => {
  await shop.house.customer('63020')
  const ask = (amount: string, reference: string) =>
    kit.sends('adjust', { customer: '63020', way: 'add', amount, code: 'compensation', reference })
  for (const [index, amount] of ['2001', '2002', '2003', '2004', '2005'].entries()) await ask(amount, `QUE-${index}`)
  const seen = await lee.sends('queue')
  expect(seen.text).toContain('5 requests wait for a second lead')
  expect(seen.text).toContain('No claims to decide now.')
  expect(seen.buttons).toEqual([
    'Review +CNY 2,001.00 · 63020',
    'Review +CNY 2,002.00 · 63020',
    'Review +CNY 2,003.00 · 63020',
    'All 5 requests',
  ])
  const all = await lee.presses(seen, 'All 5 requests')
  expect(all.buttons).toHaveLength(5)
  expect((await lee.sends('requests', { page: '7' })).buttons).toEqual(all.buttons)
  const one = await lee.presses(all, 'Review +CNY 2,005.00 · 63020')
  expect(one.text).toContain('kit asks for your approval')
  expect(one.text).toContain('QUE-4')
  expect((await lee.presses(one, 'Decline')).text).toContain('Nothing was posted')
  expect((await lee.presses(all, 'Review +CNY 2,005.00 · 63020')).text).toContain('was already declined by')
  // One's own are none of the things that one decides.
  expect((await kit.sends('queue')).text).not.toContain('second lead')
  const agent = await shop.house.staff('amos')
  expect((await agent.sends('queue')).text).toContain('Everything is decided')
  expect((await agent.sends('requests')).text).toContain('role doesn’t include this')
  for (const { id } of await shop.house.db.remedy.findMany({ where: { state: 'waiting' } }))
    await lee.sends('decline', { remedy: String(id) })
})

test('what was asked for of an account that is closed since is not done, until it is open again', async () => {
  await shop.house.customer('63090')
  const { db } = shop.house
  await kit.sends('adjust', { customer: '63090', way: 'add', amount: '2001', code: 'compensation', reference: 'OUT-90' })
  const remedy = String((await db.remedy.findFirstOrThrow({ orderBy: { id: 'desc' } })).id)
  await db.customer.update({ where: { number: '63090' }, data: { status: 'closed' } })
  expect((await lee.sends('countersign', { remedy })).text).toContain('UID 63090 is closed')
  expect(await shop.house.balance('63090')).toBe('0.00')
  await db.customer.update({ where: { number: '63090' }, data: { status: 'active' } })
  expect((await lee.sends('countersign', { remedy })).text).toContain('Approved and done')
  expect(await shop.house.balance('63090')).toBe('2001.00')
})

test('a request is refused when it expired, when its claim was corrected meanwhile, when who asked is no lead any more, and when it is the approver’s own', async () => {
  const ticket = await tenfold('63011', 'RMDY0011')
  const pat = await shop.house.staff('pat', 'lead')
  const wants = (amount: string) =>
    pat.sends('correct', { ticket, version: '2', customer: '63011', reference: 'RMDY0011', ...right({ amount }) })
  const last = async () => String((await shop.house.db.remedy.findFirstOrThrow({ orderBy: { id: 'desc' } })).id)
  expect((await wants('3000')).text).toContain('another lead has to approve it')
  const first = await last()
  const again = await wants('4000')
  expect(again.text).toContain('pat already asked for CNY 3,000.00')
  expect(again.buttons).toEqual(['Take it back', 'Queue'])
  // Asked for by a version before, which let both wait.
  const { id: _, ...asked } = await shop.house.db.remedy.findUniqueOrThrow({ where: { id: BigInt(first) } })
  await shop.house.db.remedy.create({ data: { ...asked, amount: 400_000n, weight: 400_000n } })
  const second = await last()
  const { id } = await shop.house.db.customer.findUniqueOrThrow({ where: { number: '63011' } })
  await shop.house.db.staff.updateMany({ where: { name: 'kit' }, data: { customerId: id } })
  expect((await kit.sends('countersign', { remedy: first })).text).toContain('an account you are linked to')
  await shop.house.db.staff.updateMany({ where: { name: 'kit' }, data: { customerId: null } })
  await kit.sends('countersign', { remedy: first })
  expect(await shop.house.balance('63011')).toBe('3000.00')
  expect((await kit.sends('countersign', { remedy: second })).text).toContain('was changed')
  expect((await pat.sends('decline', { remedy: second })).text).toContain('Taken back')
  await pat.sends('adjust', { customer: '63011', way: 'add', amount: '9000', code: 'goodwill', reference: 'G-1' })
  const third = await last()
  await shop.house.db.staff.updateMany({ where: { name: 'pat' }, data: { role: 'agent' } })
  expect((await kit.sends('countersign', { remedy: third })).text).toContain('pat asked for this and may not any more')
  shop.house.now = new Date(shop.house.now.getTime() + 25 * 3600_000)
  expect((await kit.sends('countersign', { remedy: third })).text).toContain('expired')
  expect(await shop.house.balance('63011')).toBe('3000.00')
})

test('the only lead reads that nobody can approve, and all staff hear of the first money from that chat', async () => {
  await shop.house.customer('63012')
  await shop.house.db.staff.updateMany({ data: { removedAt: shop.house.now } })
  const sol = await shop.house.staff('sol', 'lead')
  const asked = await sol.sends('adjust', { customer: '63012', way: 'add', amount: '9000', code: 'goodwill', reference: 'G-2' })
  expect(asked.text).toMatch(/another lead has to approve it[\s\S]*There is no other lead yet/)
  await shop.hurry()
  expect(shop.chat.shown('staff').at(-1)?.text).toContain('sol has moved money for the first time')
})

test('after all of this the ledger agrees with itself', async () => {
  expect((await verify(shop.house.db)).disagreements).toEqual([])
})
