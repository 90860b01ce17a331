import { id, line } from '../../locales/text.ts'
import { money } from '../../src/money.ts'
import { notice, reply } from '../../src/reply.ts'
import { claim } from '../support/counter.ts'
import { posts } from '../support/money-moves.ts'
import type { Book, Teller } from './book.ts'

/** Around a decision: who works on it, later, no payment at all, undoing. */
export async function desk(book: Book): Promise<void> {
  const { t } = book
  book.chapter('At the desk')
  const [kit, mei] = [await book.staff('Ken', 'lead'), await book.staff('May', 'agent', 100_000n)]
  const customer = await book.customer('60001')
  const one = await claim(customer.quietly, { reference: 'DDDD0001' })
  await mei.sends('claim', { ticket: one.ticket })
  await mei.sends('claim', { ticket: one.ticket })
  const refused = await kit.sends('approve', { ticket: one.ticket, version: '1' })
  await kit.sends('show', { ticket: one.ticket })
  await kit.presses(refused, 'claim')
  await kit.sends('release', { ticket: one.ticket })
  await kit.sends('release', { ticket: one.ticket })
  const more = await kit.sends('more', { ticket: one.ticket })
  await kit.presses(more, t.desk.later['10m'])
  await kit.sends('show', { ticket: one.ticket })
  await kit.sends('not-payment', { ticket: one.ticket, version: '2' })
  await customer.sends('status', { ticket: one.ticket })
  book.shows('After a decision, while it can be undone', reply([notice(t.desk.toldSoon(15), 'quiet')]))
  book.shows('A rejection undone', reply([notice(t.desk.undone(line`${id(3058)}`), 'plain')]))
  const back = t.desk.undoneMoney(line`${id(3058)}`, money(12_800n, 'CNY'), money(3_620n, 'CNY'))
  book.shows('A credit undone', reply([notice(back, 'plain')]))
  book.shows('A large amount', reply([notice(t.desk.typeIt(money(1_280_000n, 'CNY')))]))
  book.shows('Typed otherwise', reply([notice(t.desk.typedOther(money(128_000n, 'CNY'), money(1_280_000n, 'CNY')))]))
}

/** Corrections and adjustments, alone and with a second lead. */
export async function mistakes(book: Book): Promise<void> {
  const { house, t } = book
  book.chapter('Putting mistakes right')
  const [kit, lee] = [await book.staff('Kit Wong', 'lead'), await book.staff('Lee Ho', 'lead')]
  await lee.quietly.says('help')
  const customer = await book.customer('61001')
  await book.customer('61002')
  const credit = { amount: '1280', reference: 'MMMM0001', reason: '1280.00' }
  const { ticket } = await claim(customer.quietly, { reference: 'MMMM0001' })
  await kit.quietly.sends('credit', { ticket, version: '1', ...credit })
  await kit.presses(await kit.sends('more', { ticket }), t.remedy.correct)
  const right = { ticket, customer: '61001', reference: 'MMMM0001', reason: '1280 → 128' }
  await kit.sends('correct', { ...right, version: '2', amount: '1280' })
  await posts(house.db, '61001', 'cost', 10_000, house.now)
  await kit.sends('correct', { ...right, version: '2', amount: '128' })
  await kit.sends('show', { ticket })
  await kit.sends('correct', { ...right, version: '3', amount: '128', customer: '61002' })
  await customer.sends('status', { ticket })
  await kit.sends('correct', { ...right, version: '4', amount: '0', customer: '61002' })
  await kit.sends('correct', { ...right, version: '5', amount: '50' })
  await kit.sends('correct', { ...right, version: '6', amount: '50', reference: 'MMMM0002' })
  await kit.sends('adjust')
  await kit.sends('adjust', { customer: '61001', way: 'add', amount: '20', code: 'goodwill', reference: 'SUP-881', note: '8888' })
  await kit.sends('adjust', { customer: '61001', way: 'add', amount: '20', code: 'goodwill', reference: 'SUP-881' })
  await kit.sends('adjust', { customer: '61001', way: 'take', amount: '70', code: 'chargeback', reference: 'BANK-7' })
  await kit.sends('adjust', { customer: '61001', way: 'take', amount: '70', code: 'chargeback', channel: 'unionpay', reference: 'BANK-7' })
  await countersigned(book, { kit, lee, ticket })
  const other = await claim(customer.quietly, { reference: 'MMMM0009' })
  await kit.sends('credit', { ticket: other.ticket, version: '1', amount: '6000', reference: 'MMMM0009', reason: '6000.00' })
}

async function countersigned(book: Book, { kit, lee, ticket }: { kit: Teller; lee: Teller; ticket: string }): Promise<void> {
  const large = '9999999.99'
  await kit.sends('adjust', { customer: '61002', way: 'add', amount: large, code: 'compensation', reference: 'OUT-1' })
  const latest = async () => String((await book.house.db.remedy.findFirstOrThrow({ orderBy: { id: 'desc' } })).id)
  await kit.sends('countersign', { remedy: await latest() })
  await lee.sends('countersign', { remedy: await latest() })
  await lee.sends('countersign', { remedy: await latest() })
  await kit.sends('correct', { ticket, version: '7', amount: large, customer: '61002', reference: 'MMMM0003', reason: '?' })
  await lee.sends('decline', { remedy: await latest() })
}
