import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLedger, verify } from '../../src/ledger/index.ts'
import { channel, wallet } from '../../src/ledger/types.ts'
import { money } from '../../src/money.ts'
import type { Chatter, Seen } from '../support/bot.ts'
import { type Counter, counter } from '../support/counter.ts'

let shop: Counter
beforeAll(async () => {
  shop = await counter()
})
afterAll(() => shop.close())

const PAID = { method: 'alipay', amount: '100', at: '2026-11-24 13:50', reference: '2026112422001' }

/** What the company's system reports of an automatic payment. */
async function reported(number: string, reference: string, fen = 10_000n): Promise<void> {
  const { id } = await shop.db.customer.findUniqueOrThrow({ where: { number } })
  const how = { kind: 'recharge', occurredAt: shop.now, actor: 'system', source: `gateway:${reference}` } as const
  const transfer = { ...how, from: channel('alipay'), to: wallet(id), amount: money(fen, 'CNY'), channel: 'alipay', reference }
  await createLedger(shop.db).post(`gateway ${reference}`, [transfer])
}

async function misses(chat: Chatter, over: Record<string, string> = {}): Promise<{ ticket: string; sent: Seen }> {
  const back = await chat.sends('missing', { ...PAID, ...over })
  const sent = back.reply.actions.some((action) => action.type === 'call' && action.command === 'missing-send')
    ? await chat.presses(back, 'missing-send')
    : back
  const id = sent.reply.actions.flatMap((action) => (action.type === 'call' && action.input.ticket ? [action.input.ticket] : []))[0]
  return { ticket: id ?? '', sent }
}

test('a payment that was not credited comes to staff as a card of its own, and is credited once', async () => {
  const customer = await shop.customer('72001')
  const [amy, bo] = [await shop.staff('amy'), await shop.staff('bo')]
  await reported('72001', 'OTHER000001', 5_000n)
  const form = await customer.presses(await customer.says('没到账'), 'Payment not credited')
  expect(form.text).toContain('Order number')
  const { ticket, sent } = await misses(customer)
  expect(sent.text).toContain('looking for your payment')
  expect(sent.text).toContain('Expected by today 14:35')
  const card = await amy.sends('show', { ticket })
  expect(card.text).toContain(`Payment not credited · claim ${ticket}`)
  expect(card.text).toMatch(/Credited to this customer within three days .*\n.*\n.*\+CNY 50\.00 \| Alipay \| OTHER000001/)
  expect((await amy.sends('queue')).text).toMatch(new RegExp(`${ticket} .*Payment not credited`))
  await Promise.all([amy, bo].map((person) => person.presses(card, 'approve')))
  expect(await shop.balance('72001')).toBe('150.00')
  expect((await verify(shop.db)).disagreements).toEqual([])
})

test('it is rejected by reasons of its own, which speak of the order number and never of a screenshot', async () => {
  const customer = await shop.customer('72006')
  const { ticket } = await misses(customer, { reference: 'NOTHERE0001' })
  const staff = await shop.staff('di')
  const form = await staff.sends('reject', { ticket, version: '1' })
  expect(form.reply.form?.questions[0]?.options?.map(({ value }) => value)).toEqual([
    'not_found',
    'wrong_payee',
    'not_completed',
    'already_credited',
    'other',
  ])
  for (const reason of ['unreadable', 'not_payment', 'channel_refused'])
    expect((await staff.sends('reject', { ticket, version: '1', reason })).text).toContain('out of date')
  expect((await staff.sends('more', { ticket })).buttons).not.toContain('Not a payment')
  await staff.sends('reject', { ticket, version: '1', reason: 'not_found' })
  const notice = await shop.db.notice.findFirstOrThrow({ where: { ticketId: BigInt(ticket) } })
  expect(JSON.stringify(notice.reply)).toContain('by its order number')
  expect(JSON.stringify(notice.reply)).not.toMatch(/screenshot|details page again|only need to add a picture/)
  const seen = await customer.sends('status', { ticket })
  expect(seen.text).toContain('by its order number')
  expect(seen.buttons).toEqual(['Payment not credited'])
  const other = await misses(customer, { reference: 'NOTHERE0002' })
  expect((await customer.sends('withdraw', { ticket: other.ticket, version: '1' })).buttons).toEqual(['Payment not credited'])
})

test('what is in the balance already is told at once, and nobody is bothered', async () => {
  const customer = await shop.customer('72002')
  await reported('72002', 'HERE0000001')
  const { sent } = await misses(customer, { reference: 'here-0000001' })
  expect(sent.text).toContain('This payment is in your balance: CNY 100.00, today 14:05')
  const back = await customer.sends('missing', { ...PAID, reference: 'LATER000001' })
  await reported('72002', 'LATER000001')
  expect((await customer.presses(back, 'missing-send')).text).toContain('This payment is in your balance')
  expect(await shop.db.ticket.count({ where: { customer: { number: '72002' } } })).toBe(0)
})

test('an order number that was credited to somebody else is named to staff, credits nobody again, and tells the customer nothing', async () => {
  const customer = await shop.customer('72003')
  await shop.customer('72004')
  const staff = await shop.staff('cy')
  await reported('72004', 'TAKEN000001')
  const { ticket, sent } = await misses(customer, { reference: 'TAKEN000001' })
  expect(sent.text).not.toContain('72004')
  const card = await staff.sends('show', { ticket })
  expect(card.text).toContain('Order number TAKEN000001 was credited already: CNY 100.00')
  expect((await staff.presses(card, 'approve')).text).toContain('already')
  expect(await shop.balance('72003')).toBe('0.00')
})

test('it counts with all claims: not twice at once, not more than a customer may have, and it has no proof to edit', async () => {
  const customer = await shop.customer('72005')
  const back = await customer.sends('missing', PAID)
  expect(back.text).toMatch(
    /check before you send[\s\S]*Method: Alipay\nAmount paid: CNY 100\.00\nPaid at: today 13:50\nOrder number: 2026112422001/,
  )
  const edited = await customer.presses(back, 'missing')
  expect(edited.reply.form?.questions.map(({ value }) => value)).toEqual(['alipay', '100', '2026-11-24 13:50', '2026112422001'])
  const both = await Promise.all([customer.presses(back, 'missing-send'), customer.presses(back, 'missing-send')])
  expect(both.filter(({ text }) => text.includes('looking for'))).toHaveLength(2)
  expect(await shop.db.ticket.count({ where: { customer: { number: '72005' } } })).toBe(1)
  const { id } = await shop.db.ticket.findFirstOrThrow({ where: { customer: { number: '72005' } } })
  const ticket = String(id)
  expect((await misses(customer)).sent.text).toContain('already being checked')
  const seen = await customer.sends('status', { ticket })
  expect(seen.buttons).not.toContain('Edit or add')
  await misses(customer, { reference: 'MORE0000001' })
  await misses(customer, { reference: 'MORE0000002' })
  expect((await misses(customer, { reference: 'MORE0000003' })).sent.text).not.toContain('looking for')
  const wrong = await customer.sends('missing', { ...PAID, method: 'unionpay', at: 'sometime', reference: 'x' })
  expect(wrong.reply.form?.questions.filter(({ problem }) => problem).map(({ name }) => name)).toEqual(['method', 'at', 'reference'])
})
