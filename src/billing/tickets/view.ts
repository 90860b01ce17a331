import type { Texts } from '../../../locales/index.ts'
import { id, line, said, type Text, when } from '../../../locales/text.ts'
import type { Ticket } from '../../db.ts'
import { money } from '../../money.ts'
import { type Action, type Block, call, fact, facts, type Reply, reply, text, title } from '../../reply.ts'
import type { Claim } from './claim.ts'
import { type Expected, expectedText } from './expected.ts'
import { standing } from './states.ts'

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

/** A screenshot as it is shown. */
export interface Shown {
  readonly id: bigint
  /** When it was removed under the retention rule. */
  readonly removedAt?: Date | null
}

/** Screenshots as blocks; of one that was removed, that it was. */
export const pictureBlocks = (t: Texts, pictures: readonly Shown[]): Block[] =>
  pictures.map(({ id, removedAt }, index) =>
    removedAt
      ? text(t.ticket.pictureRemoved(index + 1, removedAt), 'quiet')
      : { type: 'image', source: { from: 'attachment', id: String(id) }, alt: t.ticket.picture(index + 1) },
  )

export const ticketId = (ticket: Pick<Ticket, 'id'>): Text => line`${id(ticket.id)}`

/** Why staff reject, by kind of ticket: codes with a next step each. */
const REASONS = {
  proof: ['not_found', 'unreadable', 'wrong_payee', 'not_completed', 'already_credited', 'automatic', 'not_payment', 'other'],
  missing: ['not_found', 'wrong_payee', 'not_completed', 'already_credited', 'other'],
  withdrawal: ['channel_refused', 'account_unclear', 'not_verified', 'charges_due', 'other'],
} as const
type Kind = keyof typeof REASONS
export type Reason = (typeof REASONS)[Kind][number]
export const ALL_REASONS: readonly Reason[] = [...new Set(Object.values(REASONS).flat())]

/** The reasons for which a ticket of its kind can be rejected. */
export const reasonsOf = ({ kind }: Pick<Ticket, 'kind'>): readonly Reason[] => REASONS[kind as Kind]

/** What the customer reads of a rejection. A reason that is not known is "other". */
export function reasonTexts(t: Texts, ticket: Pick<Ticket, 'kind' | 'reasonCode'>) {
  const { reasons } = t.ticket
  const own = ticket.kind === 'missing' ? { ...reasons, ...t.missing.reasons } : reasons
  return own[REASONS.proof.find((reason) => reason === ticket.reasonCode) ?? 'other']
}

/** True when the same claim with a better picture may be credited: the payment is, or may be, ours and not in the balance. */
export const maySendAgain = ({ state, reasonCode }: Pick<Ticket, 'state' | 'reasonCode'>): boolean =>
  state === 'withdrawn' || (state === 'rejected' && ['not_found', 'unreadable', 'not_completed', 'other'].includes(reasonCode ?? 'other'))

/** What one can do about a claim that was not credited, first what its reason asks for. */
export function afterRejection(t: Texts, ticket: Ticket): Action[] {
  if (maySendAgain(ticket) && ticket.kind === 'missing') return [call(t.missing.label, 'missing', { method: ticket.method }, 'primary')]
  if (maySendAgain(ticket)) return [call(t.ticket.again, 'ticket', { previous: ticket.id }, 'primary')]
  if (ticket.reasonCode === 'not_payment') return [call(t.common.commands.ticket, 'ticket')]
  return ticket.reasonCode === 'wrong_payee' ? [] : [call(t.common.commands.recharges, 'recharges', {}, 'primary')]
}

/** Where a claim stands, in staff's words. */
export function staffStateOf(t: Texts, ticket: Pick<Ticket, 'state' | 'reasonCode'>): string {
  const { states } = t.staff.card
  return states[standing(ticket) as keyof typeof states] ?? ticket.state
}

/** Where a claim stands, in the customer's words. */
export function stateOf(t: Texts, ticket: Ticket): string {
  if (standing(ticket) === 'closed') return t.ticket.states.closed
  const { states } = ticket.kind === 'withdrawal' ? t.withdrawal : t.ticket
  if (ticket.state === 'open') return ticket.question ? states.asked : states.open
  if (ticket.creditedTo !== null) return t.remedy.elsewhere
  return states[ticket.state as 'approved' | 'rejected' | 'withdrawn']
}

/** A claim as its customer sees it now, with what they can do about it. */
export function ticketView(
  t: Texts,
  ticket: Ticket,
  how: { method: string; pictures: readonly Shown[]; expected?: Expected | undefined },
): Reply {
  const label = t.ticket.facts
  const rejected = ticket.state === 'rejected'
  const credited = ticket.credited === null ? undefined : line`${money(ticket.credited, ticket.currency)}`
  const blocks = [
    title(t.ticket.titleOf(ticketId(ticket))),
    facts([
      fact(label.state, [stateOf(t, ticket)]),
      fact(label.reason, rejected ? reasonTexts(t, ticket).why([]) : undefined),
      fact(label.words, rejected && ticket.reasonText ? t.ticket.quote(line`${said(ticket.reasonText)}`) : undefined),
      fact(label.question, ticket.question ? t.ticket.quote(line`${said(ticket.question)}`) : undefined),
      fact(label.credited, ticket.state === 'approved' && ticket.creditedTo === null ? credited : undefined),
      ...claimFacts(t, claimOf(ticket), how.method),
    ]),
    ...(how.expected ? [text(expectedText(t, how.expected), 'quiet')] : []),
    ...pictureBlocks(t, how.pictures),
  ]
  return reply(blocks, ticketActions(t, ticket))
}

function ticketActions(t: Texts, ticket: Ticket): Action[] {
  const seen = { ticket: ticket.id, version: ticket.version }
  if (ticket.state === 'rejected' || ticket.state === 'withdrawn') return afterRejection(t, ticket)
  if (ticket.state !== 'open') return [call(t.common.commands.balance, 'balance'), call(t.common.commands.recharges, 'recharges')]
  return [
    ticket.question
      ? call(t.ticket.answer, 'answer', { ticket: ticket.id }, 'primary')
      : call(t.ticket.addPicture, 'answer', { ticket: ticket.id }),
    ...(ticket.kind === 'missing' ? [] : [call(t.ticket.amend, 'amend', seen)]),
    call(t.ticket.withdraw, 'withdraw', seen),
  ]
}
