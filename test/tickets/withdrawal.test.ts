import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setStatus } from '../../src/billing/customer-status.ts'
import { caseFile } from '../../src/billing/tickets/case.ts'
import { createLedger, verify } from '../../src/ledger/index.ts'
import { channel, wallet } from '../../src/ledger/types.ts'
import { money, toMajor } from '../../src/money.ts'
import type { Chatter, Seen } from '../support/bot.ts'
import { claim, METHODS } from '../support/counter.ts'
import { type Desk, desk } from '../support/desk.ts'
import { posts } from '../support/money-moves.ts'

const TERMS = { offered: true, days: 3, account: false, feeKept: true }
const METHODS_HERE = METHODS.map((method) =>
  method.id === 'alipay' ? { ...method, withdrawal: TERMS } : { ...method, withdrawal: { ...TERMS, feeKept: false, account: true } },
)

let shop: Desk
let amy: Chatter
let bo: Chatter
let lead: Chatter
beforeAll(async () => {
  shop = await desk({ undoSeconds: 600, confirmAbove: money(50_000n, 'CNY'), secondAbove: money(70_000n, 'CNY') }, METHODS_HERE)
  ;[amy, bo, lead] = [await shop.house.staff('amy'), await shop.house.staff('bo'), await shop.house.staff('lea', 'lead')]
  await lead.says('help')
})
afterAll(async () => {
  // Whatever these tests did, the books agree.
  expect((await verify(shop.house.db)).disagreements).toEqual([])
  await shop.close()
})

const told = (user: string) => shop.chat.shown(user).map((message) => message.text)

let payments = 0

/** A customer into whose wallet so much came by Alipay. */
async function payer(number: string, fen = 10_000n): Promise<Chatter> {
  const chat = await shop.house.customer(number)
  await pays(number, fen)
  return chat
}

async function pays(number: string, fen: bigint, by = 'alipay'): Promise<bigint> {
  const { id } = await shop.house.db.customer.findUniqueOrThrow({ where: { number } })
  const reference = `PAID${String(++payments).padStart(6, '0')}`
  const how = {
    kind: 'recharge',
    occurredAt: shop.house.now,
    actor: 'system',
    source: `gateway:${reference}`,
    channel: by,
    reference,
  } as const
  const { ids } = await createLedger(shop.house.db).post(reference, [
    { ...how, from: channel(by), to: wallet(id), amount: money(fen, 'CNY') },
  ])
  return ids[0] as bigint
}

const reads = (chat: Chatter, amount: string, over: Record<string, string> = {}) =>
  chat.sends('withdrawal', { method: 'alipay', amount, ...over })

/** Asks for so much and sends it. */
async function asks(chat: Chatter, amount: string, over: Record<string, string> = {}): Promise<{ ticket: string; sent: Seen }> {
  const sent = await chat.presses(await reads(chat, amount, over), 'withdrawal-send')
  const ticket = sent.reply.actions.flatMap((action) => (action.type === 'call' && action.input.ticket ? [action.input.ticket] : []))[0]
  return { ticket: ticket ?? '', sent }
}

const settles = (person: Chatter, ticket: string, reference: string, version = '1', id?: string) =>
  person.sends('settle', { ticket, version, reference }, {}, id)

const clearing = async () => (await createLedger(shop.house.db).balance('clearing', 'CNY')).minor

test('it shows what is left by each way, reads back what goes where and what stays, and takes the money out of the balance with the request', async () => {
  const chat = await payer('81001', 8_000n)
  await pays('81001', 5_000n, 'unionpay')
  await posts(shop.house.db, '81001', 'cost', 4_000, shop.house.now)
  const words = await chat.says('退款')
  const form = await chat.presses(words, 'withdrawal')
  expect(form.text).toContain('Alipay: CNY 80.00\nUnionPay: CNY 50.00\nYour balance: CNY 90.00')
  const back = await reads(chat, '30')
  expect(back.text).toContain('Amount: CNY 30.00\nGoes back to: Alipay\nStays in your balance: CNY 60.00')
  expect(back.text).toMatch(/shows it within 3 working days.*fee that Alipay took/)
  expect(await shop.house.balance('81001')).toBe('90.00')
  const sent = await chat.presses(back, 'withdrawal-send')
  expect(sent.text).toContain('CNY 30.00 has been set aside; your balance is now CNY 60.00')
  const balance = await chat.says('balance')
  expect(balance.text).toMatch(/Balance: CNY 60\.00[\s\S]*Set aside to go back: CNY 30\.00 \(request \d+\)/)
  expect(balance.text).not.toContain('Being checked')
  expect((await chat.presses(back, 'withdrawal-send')).text).toContain('out of date')
  expect(await shop.house.balance('81001')).toBe('60.00')
})

test('another channel, more than is left, nothing, and fractions of a minor unit are refused at their fields', async () => {
  const chat = await payer('81002', 8_000n)
  await shop.house.customer('81003').then(() => pays('81003', 50_000n, 'unionpay'))
  const problem = async (over: Record<string, string>) => {
    const form = (await reads(chat, '10', over)).reply.form
    return form?.questions.filter((question) => question.problem).map(({ name }) => name)
  }
  expect(await problem({ method: 'unionpay' })).toEqual(['method'])
  expect(await problem({ method: 'clearing' })).toEqual(['method'])
  for (const amount of ['80.01', '0', '0.00', '-5', '1.005', 'all', 'HK$10', '99999999999999999'])
    expect(await problem({ amount }), amount).toEqual(['amount'])
  expect((await reads(chat, '80.01')).text).toContain('At most CNY 80.00 can go back to Alipay')
  const manual = await payer('81004', 0n + 1_000n)
  await pays('81004', 1_000n, 'unionpay')
  const form = (await reads(manual, '5', { method: 'unionpay' })).reply.form
  expect(form?.questions.filter((question) => question.problem).map(({ name }) => name)).toEqual(['account'])
  const empty = await shop.house.customer('81005')
  expect((await reads(empty, '5')).text).toContain('nothing that could go back')
  expect(await shop.house.db.ticket.count({ where: { customer: { number: { in: ['81002', '81004', '81005'] } } } })).toBe(0)
})

test('only the owner asks, and only of an active account; both are looked at when it is sent', async () => {
  const owner = await payer('81006')
  const { id } = await shop.house.db.customer.findUniqueOrThrow({ where: { number: '81006' } })
  await shop.house.db.identity.create({ data: { platform: 'test', userId: 'c81006-b', chat: 'c81006-b', customerId: id } })
  const member = shop.house.chatter('c81006-b')
  expect((await member.sends('withdrawal')).text).toContain('Only the owner')
  expect((await member.says('退款')).buttons).not.toContain('Ask for a withdrawal')
  expect((await member.sends('refunds')).buttons).not.toContain('Ask for a withdrawal')
  expect((await owner.sends('refunds')).buttons).toContain('Ask for a withdrawal')
  const back = await reads(owner, '10')
  await shop.house.db.customer.update({ where: { id }, data: { status: 'frozen' } })
  expect((await owner.presses(back, 'withdrawal-send')).text).toContain('on hold')
  await shop.house.db.customer.update({ where: { id }, data: { status: 'active' } })
  const dialog = await shop.house.db.dialog.findFirstOrThrow({ where: { identity: { userId: 'c81006' } } })
  expect((await member.sends('withdrawal-send', { dialog: String(dialog.id), version: '1' })).text).toContain('Only the owner')
  expect((await owner.sends('ticket-send', { dialog: String(dialog.id), version: '1' })).text).toContain('out of date')
  await owner.presses(back, 'withdrawal-send')
  await shop.hurry()
  expect(told('c81006-b')).toEqual([expect.stringContaining('A withdrawal of CNY 10.00 to Alipay was asked for from another')])
})

test('of two requests at once for the same money one is sent; nothing spends what is set aside', async () => {
  const chat = await payer('81007', 5_000n)
  const first = await reads(chat, '40')
  await posts(shop.house.db, '81007', 'refund', 9_000, shop.house.now)
  const both = await Promise.all([chat.presses(first, 'withdrawal-send'), chat.presses(first, 'withdrawal-send')])
  expect(both.filter(({ text }) => text.includes('set aside'))).toHaveLength(1)
  // The balance would cover it; what came by Alipay does not.
  const more = await reads(chat, '10.01')
  expect(more.text).toContain('At most CNY 10.00')
  const late = await reads(chat, '10')
  await posts(shop.house.db, '81007', 'cost', 10_000, shop.house.now)
  expect((await chat.presses(late, 'withdrawal-send')).text).toContain('balance is too low')
  expect(await shop.house.balance('81007')).toBe('0.00')
  await expect(posts(shop.house.db, '81007', 'cost', 1, shop.house.now)).rejects.toThrow('insufficient_funds')
})

test('staff see what came that way, settle by the refund’s number once, and the customer is told at once', async () => {
  const chat = await payer('81008')
  const { ticket } = await asks(chat, '60')
  const card = await amy.sends('show', { ticket })
  expect(card.text).toContain(`Withdrawal request ${ticket}`)
  expect(card.text).toMatch(/Asked for: CNY 60\.00\nBack to: Alipay\nBalance without it: CNY 40\.00[\s\S]*CNY 100\.00 \| PAID/)
  expect(card.buttons).not.toContain('Credit CNY 60.00')
  expect((await amy.sends('queue')).text).toMatch(new RegExp(`${ticket} .*withdrawal`))
  expect((await amy.presses(card, 'settle')).text).toContain('First return CNY 60.00 by Alipay')
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
})

test('one number of a channel settles one withdrawal, and what is no number settles none', async () => {
  const one = await asks(await payer('81009'), '10')
  const two = await asks(await payer('81010'), '10')
  await settles(amy, one.ticket, 'same-number-1')
  expect((await settles(bo, two.ticket, 'SAMENUMBER1')).text).toContain(`has settled withdrawal ${one.ticket} already`)
  expect((await settles(bo, two.ticket, 'x')).reply.form?.questions[0]?.problem).toBeDefined()
  const three = await asks(await payer('81011'), '10')
  const race = await Promise.all([settles(amy, two.ticket, 'RACE000001'), settles(bo, three.ticket, 'RACE000001')])
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

test('an account whose money is set aside to go back is not closed as an empty one', async () => {
  const chat = await payer('81031')
  const { ticket } = await asks(chat, '100')
  const close = () =>
    shop.house.db.$transaction((tx) =>
      setStatus(tx, '81031', { status: 'closed', reason: 'left', currency: 'CNY' }, { actor: 'cli:test', now: shop.house.now }),
    )
  expect(await close()).toEqual({ changed: false, left: money(10_000n, 'CNY') })
  await settles(amy, ticket, 'CLOSE81031')
  expect(await close()).toEqual({ changed: true })
})

test('taken back while staff settle, exactly one of the two happens', async () => {
  for (const n of [13, 14, 15]) {
    const chat = await payer(`810${n}`)
    const { ticket, sent } = await asks(chat, '60')
    const [back, settled] = await Promise.all([chat.presses(sent, 'withdraw'), settles(amy, ticket, `TAKEN8100${n}`)])
    const taken = back.text.includes('is taken back')
    expect(settled.text.includes('is settled')).toBe(!taken)
    expect(await shop.house.balance(`810${n}`)).toBe(taken ? '100.00' : '40.00')
  }
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
  expect((await lead.sends('correct', { ...right, amount: '60', customer: '81019' })).text).toContain('can’t be changed')
  await lead.sends('correct', { ...right, amount: '50' })
  expect(await shop.house.balance('81018')).toBe('50.00')
  await shop.house.db.customer.update({ where: { number: '81018' }, data: { status: 'closed' } })
  await lead.sends('correct', { ...right, version: '3', amount: '0' })
  expect(await shop.house.balance('81018')).toBe('100.00')
  await shop.hurry()
  expect(told('c81018').slice(1)).toEqual([
    expect.stringContaining('we told you CNY 60.00; CNY 50.00 was sent back. Balance: CNY 50.00'),
    expect.stringContaining('was told as sent back, and was not. CNY 50.00 is in your balance again: CNY 100.00'),
  ])
  const list = await chat.sends('withdrawals')
  expect(list.text).toMatch(/Withdrawals · Last 30 days[\s\S]*Alipay \(reversed\)[\s\S]*CNY 60\.00[\s\S]*Total: CNY 0\.00 \(4 records\)/)
  const file = await caseFile({ db: shop.house.db, ledger: createLedger(shop.house.db), history: async () => [] }, BigInt(ticket))
  expect(file?.transfers).toHaveLength(8)
  expect((await lead.sends('case', { ticket })).text).toMatch(/Sent back|Not carried out/)
})

test('a large settlement needs a lead beside the one who sent it: once, never the same person, and not when the customer took it back', async () => {
  const chat = await payer('81030', 300_000n)
  const { ticket } = await asks(chat, '800')
  const cy = await shop.house.staff('cy', 'lead')
  await cy.sends('claim', { ticket })
  const state = { ticket, version: '1', reference: 'SECOND8103', typed: '800' }
  await Promise.all([cy.sends('settle', state), cy.sends('settle', state)])
  expect((await cy.sends('settle', state)).text).toContain('Nothing is settled yet')
  const waiting = await shop.house.db.remedy.findMany({ where: { kind: 'settle' } })
  expect(waiting).toHaveLength(1)
  const remedy = String(waiting[0]?.id)
  await shop.hurry()
  expect(told('c81030')).toEqual([])
  expect(told('lea').at(-1)).toContain(`Withdrawal ${ticket} of UID 81030`)
  expect((await cy.sends('countersign', { remedy })).text).toContain('asked for this yourself')
  const answers = await Promise.all([lead.sends('countersign', { remedy }), lead.sends('countersign', { remedy })])
  expect(answers.filter(({ text }) => text.includes('Approved and done'))).toHaveLength(1)
  await shop.hurry()
  expect(told('c81030')).toEqual([expect.stringContaining('CNY 800.00 was sent back')])
  const again = await asks(chat, '900')
  await cy.sends('settle', { ...state, ticket: again.ticket, reference: 'SECOND8104', typed: '900' })
  await chat.presses(again.sent, 'withdraw')
  const late = await shop.house.db.remedy.findFirstOrThrow({ where: { kind: 'settle', state: 'waiting' } })
  expect((await lead.sends('countersign', { remedy: String(late.id) })).text).toContain('already withdrawn')
  expect(await shop.house.balance('81030')).toBe('2200.00')
})

test('whatever is done at once to requests, credits and costs: balances, clearing and the channel hold exactly what stands', async () => {
  const leads = [lead, await shop.house.staff('mo', 'lead')]
  let run = 0
  const deed = fc.record({
    do: fc.constantFrom('ask', 'settle', 'reject', 'back', 'correct', 'spend'),
    who: fc.nat(1),
    fen: fc.integer({ min: 1, max: 6_000 }),
    of: fc.nat(2),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(deed, { minLength: 1, maxLength: 3 }), { minLength: 5, maxLength: 9 }), async (steps) => {
      const number = `819${++run}`
      const chat = await payer(number)
      const { id } = await shop.house.db.customer.findUniqueOrThrow({ where: { number } })
      await asks(chat, '20')
      for (const [n, pair] of steps.entries()) {
        const requests = await shop.house.db.ticket.findMany({ where: { customerId: id }, orderBy: { id: 'desc' } })
        const act = async ({ do: what, who, fen, of }: (typeof pair)[number], at: number): Promise<void> => {
          const request = requests[of % requests.length]
          const seen = { ticket: String(request?.id), version: String(request?.version) }
          const amount = toMajor(money(BigInt(fen), 'CNY'))
          const person = leads[who] as Chatter
          const reference = request?.reference ?? `RUN${run}N${n}A${at}`
          const answer =
            what === 'ask'
              ? await reads(chat, amount).then((back) =>
                  back.buttons.includes('Send request') ? chat.presses(back, 'withdrawal-send') : back,
                )
              : what === 'settle'
                ? await person.sends('settle', { ...seen, reference })
                : what === 'reject'
                  ? await person.sends('reject', { ...seen, reason: 'channel_refused' })
                  : what === 'back'
                    ? await chat.sends('withdraw', seen)
                    : what === 'correct'
                      ? await person.sends('correct', {
                          ...seen,
                          amount: of === 0 ? '0' : amount,
                          customer: number,
                          reference,
                          reason: 'a mistake',
                        })
                      : await posts(shop.house.db, number, 'cost', fen, shop.house.now).then(
                          () => undefined,
                          () => undefined,
                        )
          expect(answer?.text ?? '').not.toMatch(/on our side|our records/)
        }
        await Promise.all(pair.map(act))
        const now = await shop.house.db.ticket.findMany({ where: { customerId: id } })
        const sum = (state: string) => now.filter((one) => one.state === state).reduce((all, one) => all + (one.credited ?? one.amount), 0n)
        const account = await shop.house.db.account.findUniqueOrThrow({ where: { customerId: id } })
        const spent = await shop.house.db.transfer.aggregate({ where: { wallet: account.id, kind: 'cost' }, _sum: { amount: true } })
        expect(account.balance).toBe(10_000n - (spent._sum.amount ?? 0n) - sum('open') - sum('approved'))
      }
      const open = await shop.house.db.ticket.aggregate({ where: { kind: 'withdrawal', state: 'open' }, _sum: { amount: true } })
      expect(await clearing()).toBe(open._sum.amount ?? 0n)
    }),
    { numRuns: 5, endOnFailure: true },
  )
  for (const action of ['ticket.settle', 'ticket.reject', 'ticket.withdraw', 'ticket.correct'])
    expect(await shop.house.db.audit.count({ where: { action } }), action).toBeGreaterThan(0)
})

test('limits hold: an agent’s own, the number of requests at once, a large amount typed, and nobody settles their own', async () => {
  const chat = await payer('81020', 100_000n)
  const asked = [await asks(chat, '600'), await asks(chat, '11'), await asks(chat, '12')]
  expect((await asks(chat, '13').catch((error: Error) => ({ sent: { text: error.message } }))).sent.text).toContain('3 withdrawal requests')
  expect(await shop.house.balance('81020')).toBe('377.00')
  const large = { ticket: asked[0]?.ticket ?? '', version: '1', reference: 'LARGE81020' }
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
