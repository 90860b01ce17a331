import { reasonsOf } from '../../src/billing/tickets/view.ts'
import { CLAIM, claim, file } from '../support/counter.ts'
import type { Book, Teller } from './book.ts'

/** Amounts that are not understood or not taken, as people write them. */
const AMOUNTS = ['', 'soon', 'HK$100', '100 USDT', '100蚊', '12.345', '-5', '0', '1.000', '99999999999999999', '60000']

/** Topping up by each method, and what becomes of it. */
export async function topUp(book: Book): Promise<void> {
  const { house, t } = book
  book.chapter('Top up')
  const customer = await book.customer('20001')
  await customer.says(t.common.commands.recharge)
  for (const amount of AMOUNTS) await customer.sends('recharge', { amount })
  const choice = await customer.says('充值100')
  await customer.presses(choice, 'scan')
  for (const method of ['支付宝', '微信', '云闪付', 'AlipayHK', 'Visa']) await customer.says(`充值100 ${method}`)
  await customer.says('充值600云闪付')
  const paying = await customer.quietly.says('充值100云闪付')
  await customer.says(t.common.commands.recharge)
  await customer.sends('continue')
  await customer.presses(paying, 'cancel')
  await customer.presses(paying, 'pay')
  const alipay = await customer.quietly.says('充值100支付宝')
  await customer.presses(alipay, 'scan')
  await customer.presses(alipay, 'cancel')
  await customer.presses(alipay, 'pay')
  await house.db.recharge.updateMany({ data: { state: 'expired', expiresAt: house.now } })
  await customer.sends('continue')
  await customer.sends('cancel')
  await customer.sends('pay', { recharge: '1', method: 'alipay' })
  await house.db.recharge.updateMany({ where: { id: 1 }, data: { state: 'proof' } })
  await customer.sends('pay', { recharge: '1', method: 'alipay' })
  await house.db.recharge.updateMany({ where: { id: 1 }, data: { state: 'paid' } })
  await customer.sends('pay', { recharge: '1', method: 'alipay' })
}

/** A claim from its form to its end, in the customer's eyes. */
export async function claims(book: Book): Promise<void> {
  const { t } = book
  book.chapter('Payment proof: the customer’s side')
  const customer = await book.customer('30001')
  await customer.says(t.common.commands.tickets)
  await customer.says(t.common.commands.ticket)
  await customer.sends('ticket', { method: 'unionpay', amount: '12.345', at: 'whenever', tail: '12', reference: 'no number!' })
  const note = '7777'
  const entered = { ...CLAIM, paid: '126.50', note }
  const readBack = await customer.sends('ticket', entered, { pictures: [file('a'), file('b')] })
  await customer.presses(readBack, 'ticket-drop')
  await customer.presses(readBack, 'ticket-send')
  const again = await customer.quietly.sends('ticket', entered, { pictures: [file('c')] })
  const received = await customer.presses(again, 'ticket-send')
  const status = await customer.presses(received, 'status')
  await customer.presses(status, 'amend')
  const { ticket, version } = (
    status.reply.actions.find((a) => a.type === 'call' && a.command === 'amend') as { input: Record<string, string> }
  ).input
  await customer.sends('amend', { ...CLAIM, ticket: ticket ?? '', version: version ?? '', amount: '128.50' }, { pictures: [file('d')] })
  await customer.presses(status, 'answer')
  await customer.sends('answer', { ticket: ticket ?? '' })
  await customer.sends('answer', { ticket: ticket ?? '', note: '6217' }, { pictures: [file('e')] })
  await customer.says('', [file('f')])
  const waiting = await customer.quietly.says('充值100云闪付')
  await customer.presses(waiting, 'ticket')
  const two = await claim(customer.quietly, { reference: 'AAAA000002' })
  await customer.sends('ticket', { ...CLAIM, reference: 'AAAA000002' }, { pictures: [file('g')] })
  await customer.sends('status', { ticket: two.ticket })
  await claim(customer.quietly, { reference: 'AAAA000003' })
  for (const reference of ['AAAA000003', 'AAAA000004'])
    await customer.presses(await customer.quietly.sends('ticket', { ...CLAIM, reference }, { pictures: [file(reference)] }), 'ticket-send')
  await customer.says(t.common.commands.tickets)
  await customer.says(t.common.commands.balance)
  await customer.presses(two.sent, 'withdraw')
  await customer.presses(two.sent, 'withdraw')
  await customer.sends('status', { ticket: two.ticket })
}

/** The staff's side, and what each decision tells the customer. */
export async function decisions(book: Book): Promise<void> {
  const { t } = book
  book.chapter('Payment proof: the staff’s side')
  const [kit, mei] = [await book.staff('Kit', 'lead'), await book.staff('Mei', 'agent', 100_000n)]
  await kit.says(t.common.commands.help)
  await kit.says(t.common.commands.queue)
  await kit.says(t.common.commands.show)
  const customer = await book.customer('40001')
  await credited(book, { kit, mei, customer })
  await asked(book, { kit, customer })
  await unlikely(book, { kit, mei })
}

/** Every reason to reject, with what the customer reads and the card as it then is. */
export async function rejections(book: Book): Promise<void> {
  book.chapter('Rejected: every reason')
  const kit = await book.staff('Lee', 'lead')
  for (const [n, reason] of reasonsOf({ kind: 'proof' }).entries()) {
    const customer = await book.customer(`5000${n}`)
    const { ticket } = await claim(customer.quietly, { reference: `RRRR0000${n}` })
    await kit.sends('reject', { ticket, version: '1', reason, ...(reason === 'other' ? { text: '7777' } : {}) })
    if (n > 0) continue
    await kit.sends('show', { ticket })
    await customer.sends('status', { ticket })
    await customer.sends('ticket', { previous: ticket })
    const next = await claim(customer.quietly, { reference: 'RRRR00009', previous: ticket })
    await kit.sends('show', { ticket: next.ticket })
  }
}

async function credited(book: Book, { kit, mei, customer }: Record<'kit' | 'mei' | 'customer', Teller>): Promise<void> {
  const one = await claim(customer.quietly)
  const card = await mei.sends('show', { ticket: one.ticket })
  book.minutesLater(7)
  await mei.presses(card, 'approve')
  await kit.presses(card, 'approve')
  await mei.sends('show', { ticket: one.ticket })
  await customer.sends('status', { ticket: one.ticket })
  await customer.says(book.t.common.commands.balance)
  const same = await claim(customer.quietly)
  const twice = await kit.sends('show', { ticket: same.ticket })
  await kit.presses(twice, 'approve')
  await customer.quietly.presses(same.sent, 'withdraw')
  await kit.sends('show', { ticket: same.ticket })
  const other = await claim(customer.quietly, { amount: '1280', reference: '402511181432071048219999' })
  const large = await mei.quietly.sends('show', { ticket: other.ticket })
  await mei.presses(large, 'approve')
  await kit.presses(large, 'credit')
  await kit.sends('credit', { ticket: other.ticket, version: '1', amount: '', reason: '' })
  await kit.sends('credit', { ticket: other.ticket, version: '1', amount: '128', reference: '402511181432071048219999', reason: '128.00' })
  await kit.sends('show', { ticket: other.ticket })
  await customer.sends('status', { ticket: other.ticket })
}

async function asked(book: Book, { kit, customer }: Record<'kit' | 'customer', Teller>): Promise<void> {
  const { ticket } = await claim(customer.quietly, { reference: '', note: '7777' })
  const card = await kit.sends('show', { ticket })
  await kit.presses(card, 'approve')
  await kit.presses(card, 'reject')
  await kit.sends('reject', { ticket, version: '1', reason: 'other' })
  await kit.presses(card, 'ask')
  await kit.sends('ask', { ticket, version: '1', question: '9999?' })
  await kit.presses(card, 'approve')
  await kit.sends('show', { ticket })
  await customer.sends('status', { ticket })
  await customer.says('8888')
  await customer.says('', [file('better')])
  await kit.sends('show', { ticket })
  await claim((await book.customer('40002')).quietly, { reference: 'QQQQ0001' })
  book.minutesLater(200)
  await claim((await book.customer('40003')).quietly, { reference: 'QQQQ0002' })
  await kit.quietly.sends('ask', { ticket, version: '3', question: '9999?' })
  book.minutesLater(1500)
  await kit.says(book.t.common.commands.queue)
}

/** What staff may not do. */
async function unlikely(book: Book, { kit, mei }: Record<'kit' | 'mei', Teller>): Promise<void> {
  const { house } = book
  const own = await book.customer('40004')
  const { id } = await house.db.customer.findUniqueOrThrow({ where: { number: '40004' } })
  await house.db.staff.updateMany({ where: { name: 'Mei' }, data: { customerId: id } })
  const { ticket } = await claim(own.quietly, { reference: 'OOOO0001' })
  await mei.sends('approve', { ticket, version: '1' })
  await kit.sends('show', { ticket: '999999' })
  await own.sends('queue')
}
