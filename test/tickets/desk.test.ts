import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLedger } from '../../src/ledger/index.ts'
import { wallet } from '../../src/ledger/types.ts'
import { money } from '../../src/money.ts'
import { claim } from '../support/counter.ts'
import { type Desk, desk } from '../support/desk.ts'

let shop: Desk
beforeAll(async () => {
  shop = await desk({ confirmAbove: money(100_000n, 'CNY'), staffCustomerUrl: 'https://admin.example.com/users/{customer}?tab=pay' })
})
afterAll(() => shop.close())

const told = (user: string) => shop.chat.shown(user).map((message) => message.text)
const card = (ticket: string) => shop.chat.shown('staff').find((message) => message.text.includes(ticket))

test('of two who take a claim at once one has it, and the other may take it over knowingly', async () => {
  const customer = await shop.house.customer('62001')
  const [amy, bo] = [await shop.house.staff('amy'), await shop.house.staff('bo')]
  const { ticket } = await claim(customer, { reference: 'DESK0001' })
  const taken = await Promise.all([amy, bo].map((person) => person.sends('claim', { ticket })))
  expect(taken.filter((seen) => seen.text.includes('is yours now'))).toHaveLength(1)
  const [mine, theirs] = taken[0]?.text.includes('is yours now') ? [amy, bo] : [bo, amy]
  await shop.hurry()
  expect(card(ticket)?.text).toContain('works on it, since today 14:05')
  for (const [command, more] of [
    ['approve', {}],
    ['reject', { reason: 'not_found' }],
    ['later', { wait: '1h' }],
    ['release', {}],
  ] as const) {
    const refused = await theirs.sends(command, { ticket, version: '1', ...more })
    expect(refused.text).toContain('has been working on claim')
    expect(refused.buttons).toContain('Take over')
  }
  const over = await theirs.presses(await theirs.sends('approve', { ticket, version: '1' }), 'Take over')
  expect(over.text).toContain('is yours now')
  expect((await mine.sends('approve', { ticket, version: '1' })).text).toContain('has been working on claim')
  expect((await theirs.sends('approve', { ticket, version: '1' })).text).toContain('credited')
})

test('a claim given back is anybody’s, and one whose holder is no longer staff too', async () => {
  const customer = await shop.house.customer('62002')
  const [cy, di] = [await shop.house.staff('cy'), await shop.house.staff('di')]
  const { ticket } = await claim(customer, { reference: 'DESK0002' })
  await cy.sends('claim', { ticket })
  expect((await cy.sends('claim', { ticket })).text).toContain('is yours already')
  await cy.sends('release', { ticket })
  expect((await di.sends('claim', { ticket })).text).toContain('is yours now')
  await shop.house.db.staff.updateMany({ where: { name: 'di' }, data: { removedAt: shop.house.now } })
  expect((await cy.sends('approve', { ticket, version: '1' })).text).toContain('credited')
})

test('a claim put off leaves the queue until its time, and the customer is told that the payment has not arrived yet', async () => {
  const customer = await shop.house.customer('62003')
  const staff = await shop.house.staff('eve')
  const { ticket } = await claim(customer, { reference: 'DESK0003' })
  const more = await staff.sends('more', { ticket })
  const done = await staff.presses(more, 'Check in 10 minutes')
  expect(done.text).toContain('comes back to the queue today 14:15')
  expect((await staff.presses(more, 'Check in 1 hour')).text).toContain('was changed')
  await shop.hurry()
  expect(told('c62003')).toEqual([expect.stringMatching(/has not arrived .* We check again today 14:15/)])
  expect((await staff.sends('queue')).text).not.toContain(ticket)
  shop.house.now = new Date(shop.house.now.getTime() + 11 * 60_000)
  expect((await staff.sends('queue')).text).toContain(ticket)
  expect(told('eve').filter((words) => words.includes('is back in the queue'))).toEqual([expect.stringContaining(ticket)])
  const again = await staff.sends('more', { ticket })
  expect((await staff.presses(again, 'Check tomorrow')).text).toContain('comes back to the queue tomorrow 09:00')
  expect((await customer.sends('status', { ticket })).text).toContain('Expected by tomorrow 09:30')
  expect((await staff.sends('queue')).text).not.toContain(ticket)
  await customer.sends('answer', { ticket, note: 'The bank says it is done' })
  expect((await staff.sends('queue')).text).toContain(ticket)
  await shop.hurry()
  expect(
    told('eve').filter((words) => words.includes('is back in the queue')),
    'it came back by the customer’s own words',
  ).toHaveLength(1)
})

test('what is no payment is closed without counting as a rejection, and the customer is told where to turn', async () => {
  const customer = await shop.house.customer('62004')
  const staff = await shop.house.staff('flo')
  const { ticket } = await claim(customer, { reference: 'DESK0004' })
  const closed = await staff.presses(await staff.sends('more', { ticket }), 'Not a payment')
  expect(closed.text).toMatch(/is closed: not a payment.*The customer is told now/s)
  expect((await staff.sends('reject', { ticket, version: '1', reason: 'other', text: 'x' })).text).toContain('was already closed by flo')
  await shop.hurry()
  expect(told('c62004').at(-1)).toContain('For any other question please ask support')
  for (const [seen, words] of [
    [card(ticket)?.text, `Claim ${ticket} · closed`],
    [(await staff.sends('search', { words: ticket })).text, 'closed'],
    [(await staff.sends('case', { ticket })).text, 'Status: closed'],
    [(await customer.sends('status', { ticket })).text, 'Status: Closed'],
  ])
    expect(words !== undefined && seen).toContain(words)
  const next = await claim(customer, { reference: 'DESK0005' })
  expect((await staff.sends('show', { ticket: next.ticket })).text).toContain('Earlier claims: none')
})

test('a large amount is typed before it is credited, and another one than claimed credits nothing', async () => {
  const customer = await shop.house.customer('62006')
  const staff = await shop.house.staff('gil', 'lead')
  const { ticket } = await claim(customer, { reference: 'DESK0006', amount: '12800' })
  const asked = await staff.sends('approve', { ticket, version: '1' })
  expect(asked.reply.form?.questions.map((question) => question.name)).toEqual(['typed'])
  expect((await staff.sends('approve', { ticket, version: '1', typed: '1280' })).text).toContain('You typed CNY 1,280.00')
  expect(await shop.house.balance('62006')).toBe('0.00')
  const form = await staff.sends('credit', { ticket, version: '1' })
  expect(form.reply.form?.questions.find((question) => question.name === 'amount')?.value).toBeUndefined()
  await staff.sends('approve', { ticket, version: '1', typed: '12,800.00' })
  expect(await shop.house.balance('62006')).toBe('12800.00')
})

test('a payment from before the balance was brought along is told on the card and typed, however small; one from after it is not', async () => {
  const customer = await shop.house.customer('62090')
  const staff = await shop.house.staff('zed', 'lead')
  const { id } = await shop.house.db.customer.findUniqueOrThrow({ where: { number: '62090' } })
  const opened = new Date('2026-11-24T05:55:00Z')
  const opening = { from: 'opening', to: wallet(id), amount: money(50_00n, 'CNY'), kind: 'opening', occurredAt: opened } as const
  await createLedger(shop.house.db).post('brought', [{ ...opening, actor: 'import', source: 'import:customers' }])
  const { ticket } = await claim(customer, { reference: 'DESK0090' })
  const late = await claim(customer, { reference: 'DESK0091', at: '2026-11-24 14:00' })
  await shop.hurry()
  expect(card(ticket)?.text).toContain('it may hold this payment already')
  expect(card(late.ticket)?.text).not.toContain('it may hold')
  const asked = await staff.sends('approve', { ticket, version: '1' })
  expect(asked.text).toContain('Paid before today 13:55, as of which the balance was brought along')
  expect(asked.reply.form?.questions.map((question) => question.name)).toEqual(['typed'])
  const other = await staff.sends('credit', { ticket, version: '1' })
  expect(other.reply.form?.questions.find((question) => question.name === 'amount')?.value).toBeUndefined()
  expect(other.text).toContain('it may hold this payment already')
  await staff.sends('approve', { ticket, version: '1', typed: '128' })
  // An account that became part of this one brought its balance along as of another moment.
  const stray = await shop.house.db.customer.create({ data: { number: '62091', status: 'closed', mergedInto: id } })
  const ledger = createLedger(shop.house.db)
  await ledger.openWallet(stray.id, 'CNY')
  const later = { ...opening, to: wallet(stray.id), occurredAt: new Date('2026-11-24T06:02:00Z') }
  const posted = await ledger.post('brought-stray', [{ ...later, actor: 'import', source: 'import:customers' }])
  expect((await staff.sends('approve', { ticket: late.ticket, version: '1' })).text).toContain('Paid before today 14:02')
  const undone = { key: 'brought-undo', reason: 'wrong', actor: 'cli:test', source: 'cli', occurredAt: shop.house.now }
  await ledger.reverse(posted.ids[0] ?? 0n, undone)
  await staff.sends('approve', { ticket: late.ticket, version: '1' })
  expect(await shop.house.balance('62090')).toBe('306.00')
})

test('the card leads to the customer in the company’s back office, and is one line once decided', async () => {
  const customer = await shop.house.customer('62007')
  const staff = await shop.house.staff('hu')
  const { ticket } = await claim(customer, { reference: 'DESK0007' })
  await shop.hurry()
  expect(card(ticket)?.reply.actions).toContainEqual(expect.objectContaining({ url: 'https://admin.example.com/users/62007?tab=pay' }))
  expect(card(ticket)?.reply.actions.length).toBeLessThanOrEqual(8)
  await staff.sends('approve', { ticket, version: '1' })
  await shop.hurry()
  expect(card(ticket)?.reply.blocks).toHaveLength(1)
  expect(card(ticket)?.text).toMatch(/credited CNY 128.00 · UID 62007 · hu · /)
})

test('the leads hear of the first credit from a chat of staff, once, and who is no longer a lead does not', async () => {
  const customer = await shop.house.customer('62008')
  const lead = await shop.house.staff('ida', 'lead')
  const gone = await shop.house.staff('jo', 'admin')
  for (const person of [lead, gone]) await person.says('help')
  await shop.house.db.staff.updateMany({ where: { name: 'jo' }, data: { removedAt: shop.house.now } })
  const agent = await shop.house.staff('kim')
  for (const reference of ['DESK0008', 'DESK0009']) {
    const { ticket } = await claim(customer, { reference })
    await agent.sends('approve', { ticket, version: '1' })
  }
  await shop.hurry()
  const heard = told('ida').filter((text) => text.includes('kim'))
  expect(heard).toEqual([expect.stringContaining('has moved money for the first time from this chat (test kim)')])
  expect(told('jo').filter((text) => text.includes('kim'))).toEqual([])
})

test('who opened a claim is written down with the version they saw', async () => {
  const customer = await shop.house.customer('62010')
  const staff = await shop.house.staff('lou')
  const { ticket } = await claim(customer, { reference: 'DESK0010' })
  await staff.sends('show', { ticket })
  await staff.sends('show', { ticket })
  const { id } = await shop.house.db.staff.findFirstOrThrow({ where: { name: 'lou' } })
  const sights = await shop.house.db.sight.findMany({ where: { ticketId: BigInt(ticket) } })
  expect(sights.map(({ staffId, version }) => [staffId, version])).toEqual([[id, 1]])
})

test('who cannot pay the next settlement comes first in the queue, which counts working hours alone', async () => {
  const { house } = shop
  const [calm, short] = [await house.customer('62210'), await house.customer('62211')]
  const staff = await house.staff('ivy')
  const later = await claim(calm, { reference: 'DESK0110' })
  const urgent = await claim(short, { reference: 'DESK0111' })
  for (const [number, charged] of [
    ['62210', 500n],
    ['62211', 6_000n],
  ] as const) {
    const { id } = await house.db.customer.findUniqueOrThrow({ where: { number } })
    const how = { occurredAt: new Date(house.now.getTime() - 3600_000), actor: 'system', source: 'test' }
    const ledger = createLedger(house.db)
    await ledger.post(`open ${number}`, [{ from: 'opening', to: wallet(id), amount: money(10_000n, 'CNY'), kind: 'opening', ...how }])
    await ledger.post(`cost ${number}`, [{ from: wallet(id), to: 'revenue', amount: money(charged, 'CNY'), kind: 'cost', ...how }])
  }
  const before = house.now
  house.now = new Date('2026-11-25T01:30:00Z')
  const { text } = await staff.sends('queue')
  house.now = before
  expect(text.indexOf(urgent.ticket)).toBeLessThan(text.indexOf(later.ticket))
  expect(text).toMatch(new RegExp(`${urgent.ticket} \\| 9 h \\d\\d min .*balance won’t cover tomorrow 08:00`))
  expect(text).not.toMatch(new RegExp(`${later.ticket} .*won’t cover`))
})

test('of eighty claims the newest comes first when its customer alone cannot wait', async () => {
  const { house } = shop
  await house.customer('62300')
  await house.customer('62301')
  const [many, one] = await house.db.customer.findMany({ where: { number: { in: ['62300', '62301'] } }, orderBy: { number: 'asc' } })
  const ledger = createLedger(house.db)
  for (const [id, held] of [
    [many?.id ?? 0n, 90_000n],
    [one?.id ?? 0n, 10_000n],
  ] as const) {
    const how = { occurredAt: new Date(house.now.getTime() - 26 * 3600_000), actor: 'system', source: 'test' }
    await ledger.post(`open of ${id}`, [{ from: 'opening', to: wallet(id), amount: money(held, 'CNY'), kind: 'opening', ...how }])
    await ledger.post(`cost of ${id}`, [{ from: wallet(id), to: 'revenue', amount: money(6_000n, 'CNY'), kind: 'cost', ...how }])
  }
  const identity = await house.db.identity.findFirstOrThrow({ where: { userId: 'c62300' } })
  const claimed = { method: 'unionpay', currency: 'CNY', amount: 100n, paidAt: house.now, identityId: identity.id, createdAt: house.now }
  await house.db.ticket.createMany({ data: Array.from({ length: 79 }, () => ({ ...claimed, customerId: many?.id ?? 0n })) })
  const newest = await house.db.ticket.create({ data: { ...claimed, customerId: one?.id ?? 0n } })
  const { text, buttons } = await (await house.staff('ned')).sends('queue')
  const lines = text.split('\n')
  const urgent = lines.filter((each) => each.includes('won’t cover'))
  expect(urgent.at(-1)).toContain(`${newest.id} |`)
  expect(lines.indexOf(urgent[0] ?? '')).toBeLessThan(lines.findIndex((each) => each.includes('62300')))
  expect(buttons[urgent.length - 1]).toContain(String(newest.id))
})

test('a long queue is read page by page, each claim with its button; a page that is gone leads to the last', async () => {
  const staff = await shop.house.staff('pam')
  for (let index = 0; index < 21; index += 1)
    await claim(await shop.house.customer(`621${String(index).padStart(2, '0')}`), { reference: `PAGE${index}0` })
  const { db } = shop.house
  const total = await db.ticket.count({ where: { state: 'open' } })
  await db.ticket.updateMany({ where: { state: 'open' }, data: { laterUntil: null } })
  let page = await staff.sends('queue')
  expect(page.text).toContain(`Open claims: ${total}`)
  expect(page.text).toContain(`and ${total - 10} more`)
  const shown = new Set<string>()
  for (let count = 1; ; count += 1) {
    for (const label of page.buttons) if (label.startsWith('Claim')) shown.add(label)
    if (!page.buttons.includes('Next ›')) break
    expect(count).toBeLessThan(total / 10)
    page = await staff.presses(page, 'Next ›')
  }
  expect(shown.size).toBe(total)
  expect(page.text).not.toContain('more')
  expect((await staff.sends('queue', { page: '99' })).buttons).toEqual(page.buttons)
  await db.ticket.updateMany({ where: { state: 'open' }, data: { laterUntil: new Date(shop.house.now.getTime() + 3600_000) } })
  expect((await staff.sends('queue')).text).toContain(`${total} were put off; the first comes back`)
})
