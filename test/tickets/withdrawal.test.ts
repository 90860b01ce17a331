import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { setStatus } from '../../src/billing/customer-status.ts'
import { holdLock } from '../../src/db.ts'
import { bindWallets, unbindWallets, verify } from '../../src/ledger/index.ts'
import { money, toMajor } from '../../src/money.ts'
import type { Chatter } from '../support/bot.ts'
import { claim, file } from '../support/counter.ts'
import type { Desk } from '../support/desk.ts'
import { posts } from '../support/money-moves.ts'
import { withdrawalDesk, withdrawals } from '../support/withdrawals.ts'

let shop: Desk
let amy: Chatter
let lead: Chatter
const { payer, pays, reads, asks, settles, told, clearing } = withdrawals(() => shop)
beforeAll(async () => {
  shop = await withdrawalDesk()
  ;[amy, lead] = [await shop.house.staff('amy'), await shop.house.staff('lea', 'lead')]
  await lead.says('help')
})
afterAll(async () => {
  // Whatever these tests did, the books agree.
  expect((await verify(shop.house.db)).disagreements).toEqual([])
  await shop.close()
})

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
  expect(balance.text).toContain('Last change: -CNY 30.00 · Withdrawal asked for, under way · Alipay')
  const list = await chat.sends('withdrawals')
  expect(list.text).toMatch(/Goes back to \| Refund number \| Amount[\s\S]*Alipay \(under way\) \| {1,2}\| CNY 30\.00/)
  expect(list.text).toContain('Total: CNY 30.00 (1 record), of which CNY 30.00 is still under way')
  expect((await chat.sends('withdrawals', { period: 'last' })).text).not.toContain('under way')
  expect((await chat.presses(back, 'withdrawal-send')).text).toContain('your balance is now CNY 60.00')
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

test('while an import is open, neither a withdrawal nor an undone credit takes a balance below zero', async () => {
  const chat = await payer('81090')
  const { db } = shop.house
  const { id } = await db.customer.findUniqueOrThrow({ where: { number: '81090' } })
  const { ticket } = await claim(chat, { amount: '20', reference: 'OPEN0001' })
  const done = await amy.sends('approve', { ticket, version: '1' })
  const back = await reads(chat, '100')
  await unbindWallets(db, [id])
  await posts(db, '81090', 'cost', 11_000, shop.house.now)
  expect((await chat.presses(back, 'withdrawal-send')).text).toContain('CNY 10.00')
  expect((await amy.presses(done, 'Undo')).text).toContain('CNY 10.00 of CNY 20.00 is left')
  expect(await shop.house.balance('81090')).toBe('10.00')
  expect(await db.ticket.count({ where: { customerId: id, kind: 'withdrawal' } })).toBe(0)
  expect(await bindWallets(db)).toBe(1)
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

test('only the owner adds to a request, and what is added never passes for the account; a member’s picture belongs to their own claim', async () => {
  const owner = await shop.house.customer('81037')
  await pays('81037', 5_000n, 'unionpay')
  const { id } = await shop.house.db.customer.findUniqueOrThrow({ where: { number: '81037' } })
  await shop.house.db.identity.create({ data: { platform: 'test', userId: 'c81037-b', chat: 'c81037-b', customerId: id } })
  const member = shop.house.chatter('c81037-b')
  const { ticket } = await asks(owner, '20', { method: 'unionpay', account: 'Lin 6217' })
  await amy.sends('ask', { ticket, version: '1', question: 'Which bank?' })
  expect((await member.sends('answer', { ticket, note: 'Send it to Mallory 9999' })).text).toContain('Only the owner')
  expect((await member.says('Send it to Mallory 9999')).reply.form).toBeUndefined()
  expect((await member.sends('picture', {}, { pictures: [file('a bill')] })).text).not.toContain('Only the owner')
  await owner.sends('answer', { ticket, note: 'The one in Macau' })
  await amy.sends('claim', { ticket })
  const card = await amy.sends('show', { ticket })
  expect(card.text).toMatch(/Receiving account \(as asked\): “?Lin 6217”?\n[\s\S]*Added later by the customer: “?The one in Macau/)
  expect(card.text).not.toContain('Mallory')
  expect((await owner.sends('status', { ticket })).text).toMatch(/Receiving account: Lin 6217\nYou added: The one in Macau/)
})

test('a request from before the account stood by itself has it from its note, where nothing was added', async () => {
  const chat = await shop.house.customer('81039')
  await pays('81039', 5_000n, 'unionpay')
  const { ticket: plain } = await asks(chat, '10', { method: 'unionpay', account: 'Lin 6217' })
  const { ticket: added } = await asks(chat, '11', { method: 'unionpay', account: 'Lin 6217' })
  const { db } = shop.house
  await db.ticket.update({ where: { id: BigInt(plain) }, data: { account: null, note: 'Lin 6217' } })
  await db.ticket.update({ where: { id: BigInt(added) }, data: { account: null, note: 'Lin 6217\nor Bo 8888', amendments: 1 } })
  const migration = readFileSync('prisma/migrations/20261126190000_withdrawal_account/migration.sql', 'utf8')
  expect(await db.$executeRawUnsafe(/^update [^;]+/m.exec(migration)?.[0] ?? '')).toBe(1)
  const select = { account: true, note: true } as const
  expect(await db.ticket.findMany({ where: { id: { in: [BigInt(plain), BigInt(added)] } }, select, orderBy: { id: 'asc' } })).toEqual([
    { account: 'Lin 6217', note: null },
    { account: null, note: 'Lin 6217\nor Bo 8888' },
  ])
})

test('an account that is put on hold or closed while a request waits for its turn keeps its money in the balance', async () => {
  const chat = await payer('81038')
  const { id } = await shop.house.db.customer.findUniqueOrThrow({ where: { number: '81038' } })
  const waits = `select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`
  for (const [status, says] of [
    ['frozen', 'on hold'],
    ['closed', 'closed'],
  ] as const) {
    const back = await reads(chat, '60')
    let sending: ReturnType<typeof chat.presses> | undefined
    await shop.house.db.$transaction(async (tx) => {
      await holdLock(tx, `chats of ${id}`)
      sending = chat.presses(back, 'withdrawal-send')
      await expect.poll(() => shop.house.db.$queryRawUnsafe(waits)).toHaveLength(1)
      await tx.customer.update({ where: { id }, data: { status } })
    })
    expect((await sending)?.text).toContain(says)
    expect(await shop.house.balance('81038')).toBe('100.00')
    await shop.house.db.customer.update({ where: { id }, data: { status: 'active' } })
  }
})

test('a request confirmed twice is sent once and both presses read of it; nothing spends what is set aside', async () => {
  const chat = await payer('81007', 5_000n)
  const first = await reads(chat, '40')
  await posts(shop.house.db, '81007', 'refund', 9_000, shop.house.now)
  const both = await Promise.all([chat.presses(first, 'withdrawal-send'), chat.presses(first, 'withdrawal-send')])
  expect(both.filter(({ text }) => text.includes('CNY 40.00 has been set aside; your balance is now CNY 100.00'))).toHaveLength(2)
  expect(await shop.house.db.ticket.count({ where: { customer: { number: '81007' } } })).toBe(1)
  // The balance would cover it; what came by Alipay does not.
  const more = await reads(chat, '10.01')
  expect(more.text).toContain('At most CNY 10.00')
  const late = await reads(chat, '10')
  await posts(shop.house.db, '81007', 'cost', 10_000, shop.house.now)
  expect((await chat.presses(late, 'withdrawal-send')).text).toContain('balance is too low')
  expect(await shop.house.balance('81007')).toBe('0.00')
  await expect(posts(shop.house.db, '81007', 'cost', 1, shop.house.now)).rejects.toThrow('insufficient_funds')
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

/** Each deed once, one after the other, on the latest request: what is drawn by chance may have left one out. */
const EACH = (['settle', 'correct', 'ask', 'reject', 'ask', 'back'] as const).map((what) => [{ do: what, who: 0, fen: 1_000, of: 0 }])

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
                ? await settles(person, seen.ticket, reference, seen.version)
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
    { numRuns: 5, endOnFailure: true, examples: [[EACH]] },
  )
  for (const action of ['ticket.settle', 'ticket.reject', 'ticket.withdraw', 'ticket.correct'])
    expect(await shop.house.db.audit.count({ where: { action } }), action).toBeGreaterThan(0)
})
