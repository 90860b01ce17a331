import type { Texts } from '../../../locales/index.ts'
import { id, line, signed, type Text, when } from '../../../locales/text.ts'
import type { Ticket } from '../../db.ts'
import { change, type Transfer } from '../../ledger/types.ts'
import { money } from '../../money.ts'
import { type Block, call, fact, facts, notice, type Reply, reply, text, title } from '../../reply.ts'
import { type Expected, expectedText } from './expected.ts'
import type { Around, Missing } from './missing.ts'
import { ticketId } from './view.ts'

/** What was entered, before it is sent. */
export function missingRead(t: Texts, { amount, paidAt, reference }: Missing, method: string): Block[] {
  const label = t.ticket.facts
  return [
    title(t.ticket.readBack),
    facts([
      fact(label.method, [method]),
      fact(t.questions.missingAmount.label, line`${amount}`),
      fact(label.time, line`${when(paidAt)}`),
      fact(label.reference, line`${id(reference)}`),
    ]),
    text(t.missing.dontPay, 'quiet'),
  ]
}

/** To who misses a payment: it is looked for. */
export const missingReply = (t: Texts, ticket: Ticket, how: { method: string; expected: Expected }): Reply =>
  reply(
    [
      title(t.missing.received),
      facts([
        fact(t.ticket.facts.claim, ticketId(ticket)),
        fact(t.ticket.facts.payment, t.ticket.payment(money(ticket.amount, ticket.currency), ticket.paidAt, null, how.method)),
        fact(t.ticket.facts.reference, line`${id(ticket.reference ?? '')}`),
      ]),
      text(expectedText(t, how.expected)),
      text(t.missing.next),
    ],
    [call(t.ticket.check, 'status', { ticket: ticket.id }, 'primary'), call(t.ticket.addPicture, 'answer', { ticket: ticket.id })],
  )

/** To who misses a payment that is in the balance. */
export const foundReply = (t: Texts, transfer: Transfer): Reply =>
  reply(
    [title(t.missing.found(transfer.amount, when(transfer.occurredAt)), 'good'), text(t.missing.foundText)],
    [call(t.common.commands.recharges, 'recharges'), call(t.common.commands.balance, 'balance')],
  )

/** What staff compare with before they credit. */
export function aroundBlocks(t: Texts, ticket: Ticket, { same, others }: Around, nameOf: (channel: string) => string): Block[] {
  const label = t.missing
  const columns = label.columns.map((name, index) => ({ label: name, align: index === 1 ? ('end' as const) : ('start' as const) }))
  const rows = others.map((other): Text[] => [
    line`${when(other.occurredAt)}`,
    line`${signed(change(other))}`,
    [nameOf(other.channel ?? '')],
    line`${id(other.reference ?? '')}`,
  ])
  return [
    ...(same
      ? [notice(label.same(line`${id(ticket.reference ?? '')}`, same.amount, when(same.occurredAt), line`${id(same.source)}`))]
      : []),
    rows.length > 0 ? { type: 'table', caption: label.around, columns, rows } : text(label.nothingAround, 'quiet'),
  ]
}
