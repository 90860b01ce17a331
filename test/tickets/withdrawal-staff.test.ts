import { afterAll, beforeAll, expect, test } from 'vitest'
import { locales } from '../../locales/index.ts'
import { caseFile } from '../../src/billing/tickets/case.ts'
import { caseReply } from '../../src/billing/tickets/case-view.ts'
import { createLedger, verify } from '../../src/ledger/index.ts'
import { type Chatter, testConfig } from '../support/bot.ts'
import { claim } from '../support/counter.ts'
import type { Desk } from '../support/desk.ts'
import { withdrawalDesk, withdrawals } from '../support/withdrawals.ts'

let shop: Desk
let amy: Chatter
let bo: Chatter
let lead: Chatter
const { payer, pays, asks, settles, told, clearing } = withdrawals(() => shop)
beforeAll(async () => {
  shop = await withdrawalDesk()
  ;[amy, bo, lead] = [await shop.house.staff('amy'), await shop.house.staff('bo'), await shop.house.staff('lea', 'lead')]
  await lead.says('help')
})
afterAll(async () => {
  // Whatever these tests did, the books agree.
  expect((await verify(shop.house.db)).disagreements).toEqual([])
  await shop.close()
})

test('staff see what came that way, settle by the refund’s number once, and the customer is told at once', async () => {
  const chat = await payer('81008')
  const { ticket } = await asks(chat, '60')
  const free = await amy.sends('show', { ticket })
  expect(free.text).toContain(`Withdrawal request ${ticket}`)
  expect(free.text).toContain('to see where it goes')
  expect([free.text.includes('PAID'), free.buttons.includes('Sent back')]).toEqual([false, false])
  for (const blind of [{}, { reference: 'BLIND81008' }]) {
    const refused = await amy.sends('settle', { ticket, version: '1', ...blind })
    expect(refused.text).toMatch(/Nobody has withdrawal \d+ in hand.* Nothing was settled/)
    expect(refused.buttons).toContain('I’ll take it')
  }
  await amy.presses(free, 'claim')
  const card = await amy.sends('show', { ticket })
  expect(card.text).toMatch(/Asked for: CNY 60\.00\nBack to: Alipay\nBalance without it: CNY 40\.00[\s\S]*CNY 100\.00 \| PAID/)
  expect(card.buttons).not.toContain('Credit CNY 60.00')
  expect((await amy.sends('queue')).text).toMatch(new RegExp(`${ticket} .*withdrawal`))
  expect((await amy.presses(card, 'settle')).text).toContain('First return CNY 60.00 by Alipay')
  await amy.sends('release', { ticket })
  const before = await clearing()
  const same = () => settles(amy, ticket, 'REFUND81008', '1', 'one-settle')
  const answers = await Promise.all([same(), same(), settles(bo, ticket, 'REFUND81008B'), settles(amy, ticket, 'REFUND81008C')])
  expect(answers.filter(({ text }) => text.includes('is settled')).length).toBeGreaterThan(0)
  expect(await shop.house.db.ticket.findUnique({ where: { id: BigInt(ticket) }, select: { state: true, credited: true } })).toEqual({
    state: 'approved',
    credited: 6_000n,
  })
  expect(before - (await clearing())).toBe(6_000n)
  expect(await shop.house.balance('81008')).toBe('40.00')
  await shop.hurry()
  expect(told('c81008')).toHaveLength(1)
  expect(told('c81008')[0]).toMatch(/CNY 60\.00 was sent back to Alipay[\s\S]*Refund number: REFUND81008[\s\S]*within 3 working days/)
  expect((await amy.sends('undo', { ticket, version: '2' })).text).toContain('can’t be undone')
  expect((await chat.sends('status', { ticket })).text).toMatch(/Status: Sent back[\s\S]*Refund number: REFUND81008/)
  expect((await amy.sends('search', { words: '81008' })).text).toContain(ticket)
  const list = (await chat.sends('withdrawals')).text
  expect(list).toMatch(/Alipay \| REFUND81008\w? \| CNY 60\.00/)
  expect(list).not.toContain('under way')
  expect((await chat.sends('balance')).text).toContain('-CNY 60.00 · Withdrawal to your payment method · Alipay')
})

test('where a request is to be sent is shown to nobody before somebody has it in hand: not on its card, in its file, nor on paper', async () => {
  await payer('81040')
  const chat = shop.house.chatter('c81040')
  await pays('81040', 10_000n, 'unionpay')
  const { ticket } = await asks(chat, '60', { method: 'unionpay', account: '6217 0000 1111 2222' })
  const hidden = async (person: Chatter, what: string): Promise<boolean> => {
    const { text } = await person.sends(what, { ticket })
    expect(text.includes('to see where it goes')).toBe(!text.includes('6217 0000 1111 2222'))
    return !text.includes('6217 0000 1111 2222')
  }
  const scene = { db: shop.house.db, config: testConfig(), ledger: createLedger(shop.house.db), history: async () => [] }
  const onPaper = async () => {
    const file = await caseFile(scene, BigInt(ticket))
    return JSON.stringify(file && caseReply(locales.en, file, { zone: 'UTC', methodName: () => 'UnionPay', whole: true }))
  }
  expect(await Promise.all(['show', 'case'].map((what) => hidden(amy, what)))).toEqual([true, true])
  expect(await onPaper()).not.toContain('1111 2222')
  await amy.presses(await amy.sends('case', { ticket }), 'claim')
  expect(await Promise.all(['show', 'case'].map((what) => hidden(bo, what)))).toEqual([false, false])
  expect(await onPaper()).toContain('1111 2222')
  await amy.sends('release', { ticket })
  expect(await Promise.all(['show', 'case'].map((what) => hidden(amy, what)))).toEqual([true, true])
  await amy.sends('claim', { ticket })
  await settles(amy, ticket, 'REFUND81040')
  // Once it was sent, its file tells where.
  expect((await bo.sends('case', { ticket })).text).toContain('6217 0000 1111 2222')
})

test('one number of a channel settles one withdrawal, and what is no number settles none', async () => {
  const one = await asks(await payer('81009'), '10')
  const two = await asks(await payer('81010'), '10')
  await settles(amy, one.ticket, 'same-number-1')
  expect((await settles(bo, two.ticket, 'SAMENUMBER1')).text).toContain(`has settled withdrawal ${one.ticket} already`)
  expect((await settles(bo, two.ticket, 'x')).reply.form?.questions[0]?.problem).toBeDefined()
  const three = await asks(await payer('81011'), '10')
  const race = await Promise.all([settles(bo, two.ticket, 'RACE000001'), settles(amy, three.ticket, 'RACE000001')])
  expect(race.filter(({ text }) => text.includes('is settled'))).toHaveLength(1)
})

test('rejected with a reason of its own, the money is in the balance again; a credit is never made of a withdrawal', async () => {
  const chat = await payer('81012')
  const { ticket } = await asks(chat, '60')
  const seen = { ticket, version: '1' }
  for (const [command, input] of [
    ['approve', { reference: 'ABCDEF123' }],
    ['credit', { amount: '5', reference: 'ABCDEF123', reason: 'x' }],
    ['later', { wait: '1h' }],
    ['not-payment', {}],
    ['reject', { reason: 'unreadable' }],
  ] as const)
    expect((await amy.sends(command, { ...seen, ...input })).text, command).toContain('out of date')
  expect((await chat.sends('amend', seen)).text).toContain('out of date')
  const form = await amy.sends('reject', seen)
  expect(form.reply.form?.questions[0]?.options?.map(({ value }) => value)).toEqual([
    'channel_refused',
    'account_unclear',
    'not_verified',
    'charges_due',
    'other',
  ])
  await Promise.all([amy, bo].map((person) => person.sends('reject', { ...seen, reason: 'channel_refused', text: 'Too old.' })))
  expect(await shop.house.balance('81012')).toBe('100.00')
  await shop.hurry()
  expect(told('c81012')).toEqual([
    expect.stringMatching(
      /could not be carried out[\s\S]*no longer takes this payment back[\s\S]*Too old\.[\s\S]*CNY 60\.00 is in your balance again, which is CNY 100\.00/,
    ),
  ])
  expect((await amy.sends('undo', { ticket, version: '2' })).text).toContain('can’t be undone')
})

test('a credit that is taken back after the request leaves less of the channel: staff are warned and cannot settle', async () => {
  const chat = await shop.house.customer('81016')
  const { ticket: paid } = await claim(chat, { reference: 'SHRINK0001', amount: '100' })
  await amy.sends('approve', { ticket: paid, version: '1' })
  await shop.hurry()
  const { ticket } = await asks(chat, '70', { method: 'unionpay', account: 'Lin 6217' })
  await lead.sends('correct', {
    ticket: paid,
    version: '2',
    amount: '20',
    customer: '81016',
    reference: 'SHRINK0001',
    reason: 'typed wrong',
  })
  const card = await amy.sends('show', { ticket })
  expect(card.text).toContain('Of this only CNY 20.00 still came this way')
  expect(card.text).toContain('balance is below zero')
  expect((await settles(amy, ticket, 'SHRUNK8101')).text).toContain('Only CNY 20.00 of it still came this way')
  await amy.sends('reject', { ticket, version: '1', reason: 'other', text: 'Ask for 20.' })
  expect(await shop.house.balance('81016')).toBe('20.00')
})

test('a settlement and a correction of its credit at the same moment never send back what did not come', async () => {
  const chat = await shop.house.customer('81017')
  const { ticket: paid } = await claim(chat, { reference: 'SHRINK0002', amount: '100' })
  await amy.sends('approve', { ticket: paid, version: '1' })
  await shop.hurry()
  const { ticket } = await asks(chat, '70', { method: 'unionpay', account: 'Lin 6217' })
  const wrong = { ticket: paid, version: '2', amount: '20', customer: '81017', reference: 'SHRINK0002', reason: 'typed wrong' }
  const [, settled] = await Promise.all([lead.sends('correct', wrong), settles(amy, ticket, 'SHRUNK8102')])
  const { state } = await shop.house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) } })
  expect(settled.text).toContain(state === 'approved' ? 'is settled' : 'still came this way')
  expect(await shop.house.balance('81017')).toBe('-50.00')
})

test('a lead puts a settlement right: nothing was sent, or another amount; never to another customer', async () => {
  const chat = await payer('81018')
  const { ticket } = await asks(chat, '60')
  await settles(amy, ticket, 'RIGHT81018')
  const right = { ticket, version: '2', customer: '81018', reference: 'RIGHT81018', reason: 'the bank returned it' }
  await shop.house.customer('81019')
  const form = (await lead.sends('correct', { ticket, version: '2' })).reply.form
  expect(form?.questions.find(({ name }) => name === 'reference')?.label).toBe('Number of the refund')
  expect((await lead.sends('correct', { ...right, amount: '60', reference: 'RF-1' })).text).toContain(
    'the refund number from the merchant’s',
  )
  expect((await lead.sends('correct', { ...right, amount: '60', customer: '81019' })).text).toContain('can’t be changed')
  await lead.sends('correct', { ...right, amount: '50' })
  expect(await shop.house.balance('81018')).toBe('50.00')
  await shop.house.db.customer.update({ where: { number: '81018' }, data: { status: 'closed' } })
  await lead.sends('correct', { ...right, version: '3', amount: '0' })
  expect(await shop.house.balance('81018')).toBe('100.00')
  await shop.hurry()
  expect(told('c81018').slice(1)).toEqual([
    expect.stringContaining('we told you CNY 60.00; CNY 50.00 was sent back. Balance: CNY 50.00'),
    expect.stringContaining('had been sent back, but it hadn’t. CNY 50.00 is in your balance again: CNY 100.00'),
  ])
  const list = await chat.sends('withdrawals')
  expect(list.text).toMatch(/Withdrawals · Last 30 days[\s\S]*Alipay \(reversed\)[\s\S]*CNY 60\.00[\s\S]*Total: CNY 0\.00 \(4 records\)/)
  const file = await caseFile(
    { db: shop.house.db, config: testConfig(), ledger: createLedger(shop.house.db), history: async () => [] },
    BigInt(ticket),
  )
  expect(file?.transfers).toHaveLength(8)
  expect((await lead.sends('case', { ticket })).text).toMatch(/Sent back|Not carried out/)
})

test('a large settlement needs a lead beside the one who sent it: once, and never the same person', async () => {
  const chat = await payer('81030', 300_000n)
  const { ticket } = await asks(chat, '800')
  const cy = await shop.house.staff('cy', 'lead')
  await cy.sends('claim', { ticket })
  const state = { ticket, version: '1', reference: 'SECOND8103', typed: '800' }
  const mistyped = await cy.sends('settle', { ...state, reference: 'RF-1' })
  expect(mistyped.text, 'a refund’s number, and the back office, not an order’s').toContain(
    'the refund number from the merchant’s back office',
  )
  await Promise.all([cy.sends('settle', state), cy.sends('settle', state)])
  const again = await cy.sends('settle', { ...state, reference: 'OTHER8103' })
  expect(again.text).toMatch(/cy stated .* number SECOND8103.* who stated it takes that back first/)
  expect(again.buttons).toContain('Take it back')
  const waiting = await shop.house.db.remedy.findMany({ where: { kind: 'settle' } })
  expect(waiting).toHaveLength(1)
  const remedy = String(waiting[0]?.id)
  await shop.hurry()
  expect(told('c81030')).toEqual([])
  expect(told('lea').at(-1)).toMatch(new RegExp(`Withdrawal ${ticket} of UID 81030.*Refund number: SECOND8103`, 's'))
  expect((await cy.sends('countersign', { remedy })).text).toContain('asked for this yourself')
  const answers = await Promise.all([lead.sends('countersign', { remedy }), lead.sends('countersign', { remedy })])
  expect(answers.filter(({ text }) => text.includes('Approved and done'))).toHaveLength(1)
  await shop.hurry()
  expect(told('c81030')).toEqual([expect.stringContaining('CNY 800.00 was sent back')])
  expect(await shop.house.balance('81030')).toBe('2200.00')
})

test('limits hold: an agent’s own, the number of requests at once, a large amount typed, and nobody settles their own', async () => {
  const chat = await payer('81020', 100_000n)
  const asked = [await asks(chat, '600'), await asks(chat, '11'), await asks(chat, '12')]
  expect((await asks(chat, '13').catch((error: Error) => ({ sent: { text: error.message } }))).sent.text).toContain('3 withdrawal requests')
  expect(await shop.house.balance('81020')).toBe('377.00')
  const large = { ticket: asked[0]?.ticket ?? '', version: '1', reference: 'LARGE81020' }
  await amy.sends('claim', { ticket: large.ticket })
  for (const typed of [undefined, '60'])
    expect((await amy.sends('settle', { ...large, ...(typed ? { typed } : {}) })).reply.form, typed).toBeDefined()
  expect((await amy.sends('settle', { ...large, typed: '600' })).text).toContain('is settled')
  const small = await shop.house.staff('small', 'agent', 1_000n)
  expect((await settles(small, asked[1]?.ticket ?? '', 'LIMIT81020')).text).toContain('above your limit of CNY 10.00')
  const { id } = await shop.house.db.customer.findUniqueOrThrow({ where: { number: '81020' } })
  await shop.house.db.staff.updateMany({ where: { name: 'small' }, data: { customerId: id } })
  expect((await settles(small, asked[2]?.ticket ?? '', 'LIMIT81020')).text).toContain('an account you are linked to')
  const stranger = await payer('81021')
  for (const command of ['status', 'withdraw', 'answer'])
    expect((await stranger.sends(command, { ticket: asked[1]?.ticket ?? '', version: '1', note: 'x' })).text).toContain('can’t find')
})

test('of who states at the same moment that it was sent, and who takes it over, one waits for the other: never do both hold it', async () => {
  const { id: amyId } = await shop.house.db.staff.findFirstOrThrow({ where: { name: 'amy' } })
  const chat = await payer('81070', 900_000n)
  for (const turn of ['1', '2', '3']) {
    const { ticket } = await asks(chat, '800')
    await amy.sends('claim', { ticket })
    const settles = () => amy.sends('settle', { ticket, version: '1', reference: `RACE8107${turn}`, typed: '800' })
    const takes = () => bo.sends('claim', { ticket, from: String(amyId) })
    await Promise.all(turn === '2' ? [settles(), takes()] : [takes(), settles()])
    const row = await shop.house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) }, include: { claimer: true, remedies: true } })
    const states = row.remedies.map(({ state }) => state)
    expect([
      ['amy', ['waiting']],
      ['bo', []],
    ]).toContainEqual([row.claimer?.name, states])
    if (states.length > 0) await amy.sends('decline', { remedy: String(row.remedies[0]?.id) })
  }
})

test('what was stated as sent is neither taken back, rejected nor sent again while it waits; declined or expired, it is open again, and who stated it is told', async () => {
  const chat = await payer('81032', 300_000n)
  const { ticket, sent } = await asks(chat, '800')
  const state = { ticket, version: '1', reference: 'WAITS81032', typed: '800' }
  await amy.sends('claim', { ticket })
  expect((await amy.sends('settle', state)).text).toContain('Nothing is settled yet')
  const { id: amyId } = await shop.house.db.staff.findFirstOrThrow({ where: { name: 'amy' } })
  const waits = 'Stated as sent by amy under refund number WAITS81032'
  const card = await bo.sends('show', { ticket })
  expect(card.text).toContain(waits)
  expect(card.buttons).not.toContain('Sent back')
  expect((await bo.sends('queue')).text).toMatch(new RegExp(`${ticket} .*sent, waits for a second lead`))
  for (const again of [
    () => bo.sends('settle', { ticket, version: '1' }),
    () => bo.sends('settle', { ...state, reference: 'AGAIN81032' }),
    () => lead.sends('reject', { ticket, version: '1', reason: 'channel_refused' }),
    () => bo.sends('claim', { ticket, from: String(amyId) }),
  ])
    expect((await again()).text).toContain('don’t send it again')
  expect((await chat.presses(sent, 'withdraw')).text).toContain('report this withdrawal as sent')
  await shop.hurry()
  const shared = () => shop.chat.shown('staff').find(({ text }) => text.includes(`Withdrawal request ${ticket}`))
  expect(shared()?.text).toContain(waits)
  await lead.presses(card, 'decline')
  await shop.hurry()
  expect(shared()?.text).not.toContain(waits)
  expect(told('amy').at(-1)).toMatch(
    /lea declined: .*81032: CNY 800.00 stated as sent back[\s\S]*settle it again with the right refund number/,
  )
  await amy.sends('settle', { ...state, reference: 'RIGHT81032' })
  const now = await chat.sends('status', { ticket })
  expect([now.text.includes('report it as sent'), now.buttons.includes('Take it back')]).toEqual([true, false])
  shop.house.now = new Date(shop.house.now.getTime() + 25 * 3600_000)
  // Its day is over, and nobody has looked yet.
  expect((await chat.presses(sent, 'withdraw')).text).toContain('report this withdrawal as sent')
  await shop.expire()
  await shop.hurry()
  expect(told('amy').at(-1)).toContain('No lead answered in time')
  expect(shared()?.text).not.toContain('Stated as sent')
  // Whoever stated it has it in hand again: it may have been sent.
  expect((await chat.presses(sent, 'withdraw')).text).toContain('may be sending it at this moment')
  await amy.sends('release', { ticket })
  expect((await chat.presses(sent, 'withdraw')).text).toContain('is taken back')
  expect(await shop.house.balance('81032')).toBe('3000.00')
})

test('who mistyped what they sent takes the statement back at once, once, and states it anew; nobody else of the agents does', async () => {
  const { ticket } = await asks(await payer('81038', 300_000n), '800')
  await amy.sends('claim', { ticket })
  const states = (reference: string) => amy.sends('settle', { ticket, version: '1', reference, typed: '800' })
  const stated = await states('MISTYPED81038')
  expect(stated.buttons).toContain('Take it back')
  const where = { ticketId: BigInt(ticket) }
  const { id } = await shop.house.db.remedy.findFirstOrThrow({ where })
  expect((await bo.sends('decline', { remedy: String(id) })).text).toContain('role doesn’t include')
  const answers = await Promise.all([amy.presses(stated, 'decline'), amy.presses(stated, 'decline')])
  expect(answers.filter(({ text }) => /Taken back\. Nothing was posted[\s\S]*right refund number/.test(text))).toHaveLength(1)
  expect(answers.filter(({ text }) => text.includes('already taken back by amy'))).toHaveLength(1)
  expect((await lead.sends('countersign', { remedy: String(id) })).text).toContain('already taken back by amy')
  await shop.hurry()
  expect(told('lea').at(-1)).toMatch(/amy took this back: .*81038: CNY 800.00 stated as sent back/)
  expect((await states('RIGHT81038')).text).toContain('Nothing is settled yet')
  expect(await shop.house.db.remedy.count({ where: { ...where, state: 'waiting' } })).toBe(1)
  expect((await lead.sends('case', { ticket })).text).toMatch(/amy \(\d+\) .*took back what was asked/)
})

test('a statement and taking it back at once: the money is either on its way or in the balance; a question asked meanwhile changes nothing', async () => {
  for (const n of [33, 34]) {
    const number = `810${n}`
    const chat = await payer(number, 300_000n)
    const { ticket, sent } = await asks(chat, '800')
    const state = { ticket, version: '1', reference: `RACES810${n}`, typed: '800' }
    const takes = async () => (await amy.sends('claim', { ticket })) && amy.sends('settle', state)
    const [, back] = await Promise.all([takes(), chat.presses(sent, 'withdraw')])
    const waiting = await shop.house.db.remedy.findMany({ where: { ticketId: BigInt(ticket), state: 'waiting' } })
    expect(waiting).toHaveLength(back.text.includes('is taken back') ? 0 : 1)
    if (waiting.length === 0) continue
    await bo.sends('ask', { ticket, version: '1', question: 'Which card?' })
    await chat.sends('answer', { ticket, note: 'The blue one' })
    expect((await lead.sends('countersign', { remedy: String(waiting[0]?.id) })).text).toContain('Approved and done')
    expect(await shop.house.balance(number)).toBe('2200.00')
  }
})

test('a request that somebody has in hand is not taken back until they give it back', async () => {
  const chat = await payer('81035')
  const { ticket, sent } = await asks(chat, '60')
  await amy.sends('claim', { ticket })
  expect((await chat.presses(sent, 'withdraw')).text).toContain('may be sending it at this moment')
  expect(await shop.house.balance('81035')).toBe('40.00')
  await amy.sends('release', { ticket })
  const [back, claimed] = await Promise.all([chat.presses(sent, 'withdraw'), amy.sends('claim', { ticket })])
  const taken = back.text.includes('is taken back')
  expect(claimed.text.includes('is yours now')).toBe(!taken)
  expect(await shop.house.balance('81035')).toBe(taken ? '100.00' : '40.00')
})

test('who had a request in hand states nothing any more once a lead has taken it over', async () => {
  const { ticket } = await asks(await payer('81037'), '60')
  await amy.sends('claim', { ticket })
  const refused = await settles(lead, ticket, 'TAKES81037')
  expect(refused.text).toContain('amy has been working on')
  await lead.presses(refused, 'Take over')
  expect((await settles(amy, ticket, 'TAKES81037')).text).toContain('lea has been working on')
  expect((await settles(lead, ticket, 'TAKES81037')).text).toContain('is settled')
})

test('what somebody may have sent who is no staff any more is not taken back until another has looked', async () => {
  const gus = await shop.house.staff('gus')
  const chat = await payer('81039', 300_000n)
  const { ticket, sent } = await asks(chat, '800')
  await gus.sends('claim', { ticket })
  await gus.sends('settle', { ticket, version: '1', reference: 'GONE81039', typed: '800' })
  await shop.house.db.staff.updateMany({ where: { name: 'gus' }, data: { removedAt: shop.house.now } })
  const { id } = await shop.house.db.remedy.findFirstOrThrow({ where: { ticketId: BigInt(ticket) } })
  await lead.sends('decline', { remedy: String(id) })
  expect((await chat.presses(sent, 'withdraw')).text).toContain('may be sending it at this moment')
  expect((await chat.sends('status', { ticket })).buttons).not.toContain('Take it back')
  expect((await bo.sends('show', { ticket })).text).toContain('GONE81039')
  await bo.sends('claim', { ticket })
  await bo.sends('release', { ticket })
  expect((await chat.presses(sent, 'withdraw')).text).toContain('is taken back')
})

test('who confirms it reads that the account is on hold', async () => {
  const { ticket } = await asks(await payer('81036', 300_000n), '800')
  await shop.house.db.customer.update({ where: { number: '81036' }, data: { status: 'frozen' } })
  await amy.sends('claim', { ticket })
  await amy.sends('settle', { ticket, version: '1', reference: 'HOLDS81036', typed: '800' })
  await shop.hurry()
  expect(told('lea').at(-1)).toMatch(/81036[\s\S]*on hold or closed/)
})
