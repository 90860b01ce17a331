import { afterAll, beforeAll, expect, test } from 'vitest'
import { CLAIM, type Counter, claim, counter, file } from '../support/counter.ts'

let house: Counter
beforeAll(async () => {
  house = await counter()
})
afterAll(() => house.close())

test('files are kept only where a question asks for pictures', async () => {
  const stranger = house.chatter('stranger')
  await stranger.sends('language', { locale: 'en' }, { locale: [file('a')], anything: [file('b')], __proto__: [file('c')] })
  const customer = await house.customer('51001')
  await customer.sends('recharge', { amount: '5' }, { from: [file('d')], pictures: [file('e')] })
  expect(await house.db.attachment.count()).toBe(0)
})

test('sixty pictures at the same moment are no way around the limit of a day', async () => {
  const customer = await house.customer('51002')
  await Promise.all(Array.from({ length: 60 }, (_, n) => customer.says('', [file(`picture ${n}`)])))
  expect(await house.db.attachment.count({ where: { identity: { userId: 'c51002' } } })).toBe(30)
})

test('a loop of changes is stopped within the hour and may go on after it', async () => {
  const customer = await house.customer('51003')
  const { ticket } = await claim(customer, { reference: 'LOOP0001' })
  let last = await customer.sends('status', { ticket })
  for (let n = 0; n < 230; n += 1) last = await customer.sends('answer', { ticket, note: `and ${n}` })
  expect(last.text).toMatch(/Too many tries/)
  const { id: identityId } = await house.db.identity.findFirstOrThrow({ where: { userId: 'c51003' } })
  expect(await house.db.update.count({ where: { identityId } })).toBe(200)
  expect((await customer.sends('status', { ticket })).text).toContain(ticket)
  const then = house.now
  house.now = new Date(then.getTime() + 3600_001)
  expect((await customer.sends('answer', { ticket, note: 'later' })).text).not.toMatch(/Too many tries/)
  house.now = then
})

test('filters fill no database, and the newest of them still work', async () => {
  const customer = await house.customer('51004')
  for (let n = 0; n < 120; n += 1) await customer.sends('filter', { list: 'costs', period: 'all', product: `product ${n}` })
  const { id: identityId } = await house.db.identity.findFirstOrThrow({ where: { userId: 'c51004' } })
  const views = await house.db.view.findMany({ where: { identityId }, orderBy: { id: 'desc' } })
  expect(views).toHaveLength(100)
  expect((await customer.sends('costs', { period: 'all', view: String(views[0]?.id) })).text).toContain('product 119')
})

test('an answer that is too long comes back whole, with what is wrong with it', async () => {
  const customer = await house.customer('51005')
  const staff = await house.staff('ned')
  const { ticket } = await claim(customer, { reference: 'CUT00001' })
  await staff.sends('ask', { ticket, version: '1', question: 'Which card?' })
  const long = `${'a'.repeat(999)}😀 and more`
  const { reply } = await customer.says(long)
  const note = reply.form?.questions.find(({ name }) => name === 'note')
  expect([note?.value, (note?.problem?.length ?? 0) > 0]).toEqual([long, true])
})

test('one picture goes into one claim, whichever of two at the same moment comes first', async () => {
  const customer = await house.customer('51006')
  const one = await claim(customer, { reference: 'BOTH0001' })
  const two = await claim(customer, { reference: 'BOTH0002' })
  await customer.sends('ticket', CLAIM, { pictures: [file('wanted by both')] })
  const { id } = await house.db.attachment.findFirstOrThrow({ where: { identity: { userId: 'c51006' }, ticketId: null } })
  await Promise.all([one, two].map(({ ticket }) => customer.sends('answer', { ticket, pictures: String(id) })))
  const tickets = await house.db.ticket.findMany({
    where: { customer: { number: '51006' } },
    include: { _count: { select: { attachments: true } } },
  })
  expect(tickets.map((ticket) => [ticket.version, ticket._count.attachments]).sort()).toEqual([
    [1, 1],
    [2, 2],
  ])
})
