import type { Texts } from '../../../locales/index.ts'
import { id, line, said, type Text, when } from '../../../locales/text.ts'
import type { Ticket } from '../../db.ts'
import { money } from '../../money.ts'
import { type Action, type Block, call, fact, facts, type Reply, reply, text, title } from '../../reply.ts'
import type { Claim } from './claim.ts'

/** What a claim says, as facts: the same lines in the read-back, the customer's view and notices. */
export function claimFacts(t: Texts, claim: Claim, method: string) {
  const label = t.ticket.facts
  return [
    fact(label.amount, line`${claim.amount}`),
    fact(label.paid, claim.paidAmount && line`${claim.paidAmount}`),
    fact(label.method, [method]),
    fact(label.time, line`${when(claim.paidAt)}`),
    fact(label.tail, claim.cardTail ? line`${id(claim.cardTail)}` : undefined),
    fact(label.reference, claim.reference ? line`${id(claim.reference)}` : undefined),
    fact(label.note, claim.note ? line`${said(claim.note)}` : undefined),
  ]
}

/** A stored ticket's claim. */
export const claimOf = (ticket: Ticket, pictures: readonly bigint[] = []): Claim => ({
  method: ticket.method,
  amount: money(ticket.amount, ticket.currency),
  ...(ticket.paidAmount === null ? {} : { paidAmount: money(ticket.paidAmount, ticket.currency) }),
  paidAt: ticket.paidAt,
  ...(ticket.cardTail ? { cardTail: ticket.cardTail } : {}),
  ...(ticket.reference ? { reference: ticket.reference } : {}),
  ...(ticket.note ? { note: ticket.note } : {}),
  pictures,
})

/** Screenshots as blocks. */
export const pictureBlocks = (t: Texts, pictures: readonly bigint[]): Block[] =>
  pictures.map((picture, index) => ({
    type: 'image',
    source: { from: 'attachment', id: String(picture) },
    alt: t.ticket.picture(index + 1),
  }))

export const ticketId = (ticket: Pick<Ticket, 'id'>): Text => line`${id(ticket.id)}`

/** Where a claim stands, in the customer's words. */
export function stateOf(t: Texts, ticket: Ticket): string {
  if (ticket.state === 'open') return ticket.question ? t.ticket.states.asked : t.ticket.states.open
  return t.ticket.states[ticket.state as 'approved' | 'rejected' | 'withdrawn']
}

/** A claim as its customer sees it now, with what they can do about it. */
export function ticketView(t: Texts, ticket: Ticket, how: { method: string; pictures: readonly bigint[]; ahead: number }): Reply {
  const label = t.ticket.facts
  const credited = ticket.credited === null ? undefined : line`${money(ticket.credited, ticket.currency)}`
  const blocks = [
    title(t.ticket.titleOf(ticketId(ticket))),
    facts([
      fact(label.state, [stateOf(t, ticket)]),
      fact(label.question, ticket.question ? line`${said(ticket.question)}` : undefined),
      fact(label.credited, ticket.state === 'approved' ? credited : undefined),
      ...claimFacts(t, claimOf(ticket), how.method),
    ]),
    ...(ticket.state === 'open' ? [text(t.ticket.received.ahead(how.ahead), 'quiet')] : []),
    ...pictureBlocks(t, how.pictures),
  ]
  return reply(blocks, ticketActions(t, ticket))
}

function ticketActions(t: Texts, ticket: Ticket): Action[] {
  const seen = { ticket: ticket.id, version: ticket.version }
  if (ticket.state === 'rejected') return [call(t.ticket.again, 'ticket', { previous: ticket.id }, 'primary')]
  if (ticket.state !== 'open') return [call(t.common.commands.balance, 'balance'), call(t.common.commands.recharges, 'recharges')]
  return [
    ticket.question
      ? call(t.ticket.answer, 'answer', { ticket: ticket.id }, 'primary')
      : call(t.ticket.addPicture, 'answer', { ticket: ticket.id }),
    call(t.ticket.amend, 'amend', seen),
    call(t.ticket.withdraw, 'withdraw', seen),
  ]
}
