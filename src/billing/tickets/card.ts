import type { LocaleName, Texts } from '../../../locales/index.ts'
import { id, join, line, said, type Text, when } from '../../../locales/text.ts'
import type { Db } from '../../db.ts'
import { type Ledger, wallet } from '../../ledger/types.ts'
import { type Money, money } from '../../money.ts'
import { type Action, type Block, call, fact, facts, notice, type Reply, title } from '../../reply.ts'
import type { Methods } from '../methods.ts'
import { type TicketFacts, ticketFacts } from './queries.ts'
import { pictureBlocks, ticketId } from './view.ts'

/** The card of a ticket as it now is, read and drawn for one reader. */
export async function cardOf(
  ctx: { db: Db; ledger: Pick<Ledger, 'balance'>; methods: Methods; t: Texts; viewer: { locale: LocaleName } },
  id: bigint,
): Promise<Reply> {
  const ticket = await ticketFacts(ctx.db, id)
  const balance = await ctx.ledger.balance(wallet(ticket.customerId), ticket.currency)
  const method = ctx.methods.find((m) => m.id === ticket.method)?.name[ctx.viewer.locale] ?? ticket.method
  return staffCard(ctx.t, ticket, { balance, method })
}

/** What staff see of a ticket as it now is: with buttons while it is open, folded to who and when once it is decided. */
export function staffCard(t: Texts, ticket: TicketFacts, how: { balance: Money; method: string }): Reply {
  const open = ticket.state === 'open'
  return {
    audience: 'staff',
    blocks: open ? openBlocks(t, ticket, how) : decidedBlocks(t, ticket, how),
    actions: open ? cardActions(t, ticket) : [],
  }
}

function openBlocks(t: Texts, ticket: TicketFacts, how: { balance: Money; method: string }): Block[] {
  const label = t.staff.card
  const { approved, rejected, open } = ticket.earlier
  return [
    title(label.open(ticketId(ticket))),
    ...(ticket.question ? [notice(label.asked(line`${said(ticket.question)}`), 'quiet')] : []),
    facts([
      fact(label.customer, customerText(ticket)),
      fact(label.balance, line`${how.balance}`),
      fact(label.earlier, label.counts(approved, rejected, open)),
      fact(label.claimed, line`${money(ticket.amount, ticket.currency)}`),
      fact(label.paid, ticket.paidAmount === null ? undefined : line`${money(ticket.paidAmount, ticket.currency)}`),
      fact(label.method, [how.method]),
      fact(label.time, line`${when(ticket.paidAt)}`),
      fact(label.tail, ticket.cardTail ? line`${id(ticket.cardTail)}` : undefined),
      fact(label.reference, ticket.reference ? line`${id(ticket.reference)}` : undefined),
      fact(label.note, ticket.note ? label.quote(line`${said(ticket.note)}`) : undefined),
      fact(label.received, line`${when(ticket.createdAt)}`),
    ]),
    ...warnings(t, ticket),
    ...pictureBlocks(
      t,
      ticket.attachments.map((shot) => shot.id),
    ),
  ]
}

function decidedBlocks(t: Texts, ticket: TicketFacts, how: { method: string }): Block[] {
  const label = t.staff.card
  const claim = ticketId(ticket)
  const heads: Record<string, () => Text> = {
    approved: () => label.approved(claim, money(ticket.credited ?? 0n, ticket.currency)),
    rejected: () => label.rejected(claim),
    withdrawn: () => label.withdrawn(claim),
  }
  const reason = ticket.reasonCode ? t.staff.reasons[ticket.reasonCode as keyof typeof t.staff.reasons] : undefined
  const words = ticket.reasonText ? label.quote(line`${said(ticket.reasonText)}`) : undefined
  const why = join([...(reason ? [[reason] as Text] : []), ...(words ? [words] : [])], ' ')
  const decided = ticket.decider
    ? label.decided(line`${said(ticket.decider.name)}`, line`${when(ticket.decidedAt ?? ticket.updatedAt)}`)
    : undefined
  return [
    title((heads[ticket.state] ?? (() => claim))(), ticket.state === 'approved' ? 'good' : 'quiet'),
    ...(decided ? [{ type: 'text', text: decided } as const] : []),
    facts([
      fact(label.customer, customerText(ticket)),
      fact(label.claimed, line`${money(ticket.amount, ticket.currency)} · ${how.method}`),
      fact(label.reference, ticket.reference ? line`${id(ticket.reference)}` : undefined),
      fact(label.reason, why),
    ]),
  ]
}

function warnings(t: Texts, ticket: TicketFacts): Block[] {
  const label = t.staff.card
  const named = (others: readonly { id: bigint; state: string }[]): Text =>
    join(
      others.map((other) => label.other(ticketId(other), label.states[other.state as keyof typeof label.states])),
      ', ',
    )
  return [
    ...(ticket.sameReference.length > 0 ? [notice(label.sameReference(named(ticket.sameReference)))] : []),
    ...(ticket.samePicture.length > 0 ? [notice(label.samePicture(named(ticket.samePicture)))] : []),
    ...(ticket.previousId ? [notice(label.again(line`${id(ticket.previousId)}`), 'quiet')] : []),
    ...(ticket.amendments > 0 ? [notice(label.amended(ticket.amendments), 'quiet')] : []),
  ]
}

const customerText = (ticket: TicketFacts): Text =>
  ticket.customer.name ? line`UID ${id(ticket.customer.number)} · ${said(ticket.customer.name)}` : line`UID ${id(ticket.customer.number)}`

function cardActions(t: Texts, ticket: TicketFacts): Action[] {
  const seen = { ticket: ticket.id, version: ticket.version }
  return [
    call(t.staff.credit(money(ticket.amount, ticket.currency)), 'approve', seen, 'primary'),
    call(t.staff.creditOther, 'credit', seen),
    call(t.staff.reject, 'reject', seen, 'danger'),
    call(t.staff.ask, 'ask', seen),
  ]
}
