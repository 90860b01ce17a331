import type { With } from '../../command.ts'
import type { Remedy, Ticket } from '../../db.ts'
import { fail } from '../../errors.ts'
import { normalReference } from '../../ledger/index.ts'
import { type Money, money } from '../../money.ts'
import { isReference } from './claim.ts'
import { typedAgain, withinLimit } from './credit.ts'
import { tellOfFirst } from './first.ts'
import { atHand, isOwn, staffTicket } from './hands.ts'
import { leftOf, toChannel } from './held.ts'
import { takeTurn } from './stated.ts'
import { asSeen, moveTicket, priorOf } from './states.ts'
import { tellDecision } from './tell.ts'
import { ticketId } from './view.ts'
import { refuseSecondSettlement } from './withdrawal.ts'

/**
 * A withdrawal's request as the person saw it, open and in their own hands: from then on its customer does not take it back, and they alone read
 * where it goes. Throws outdated_button for what is none, settlement_waits where it was sent, not_in_hand.
 */
export async function requestAtHand(ctx: With<'agent'>, seen: { ticket: bigint; version: number }) {
  const ticket = await atHand(ctx, seen, { moves: true })
  if (ticket.kind !== 'withdrawal') fail('outdated_button', {})
  return ticket.claimedBy === ctx.staff.id ? ticket : fail('not_in_hand', { ticket: String(ticket.id) })
}

/** What of it still came this way: while it is not stated as sent, no more than that goes back. */
async function refuseShrunk({ ledger }: With<'agent'>, before: Ticket, amount: Money): Promise<void> {
  const left = await leftOf(ledger, before)
  if (left.minor < 0n) fail('withdrawal_shrunk', { left: money(left.minor + amount.minor, amount.currency) })
}

/** A statement that a withdrawal was sent, as far as the one who sent it goes: `second` when a lead has to confirm it. */
export interface Statement {
  readonly ticket: Ticket
  readonly amount: Money
  readonly reference: string
  readonly second: boolean
}

/**
 * Settles a withdrawal that was sent by hand, or, above what one person may state alone, only says that a second has to. Throws invalid_input,
 * over_limit, settlement_waits, not_in_hand, settled_before, withdrawal_shrunk, and what a decision throws.
 */
export async function settleWithdrawal(
  ctx: With<'agent'>,
  seen: { ticket: bigint; version: number },
  how: { readonly reference: string; readonly typed?: string | undefined },
): Promise<Statement> {
  await refuseEarly(ctx, seen.ticket, how)
  await takeTurn(ctx)
  const before = await requestAtHand(ctx, seen)
  const amount = money(before.amount, before.currency)
  const reference = numberOf(ctx, how.reference)
  await refuseSecondSettlement(ctx, before, reference)
  await refuseShrunk(ctx, before, amount)
  const second = amount.minor > ctx.config.secondAbove.minor
  const ticket = second ? before : await settled(ctx, before, { amount, reference, by: ctx.staff.id })
  await tellOfFirst(ctx, ticket.id, (t) => t.withdrawal.stated(ticketId(ticket), amount, before.customer.number))
  return { ticket, amount, reference, second }
}

/** What needs nobody's turn, so that a number mistyped keeps nobody waiting. It notes no sight either: whoever has the turn writes that as well. */
async function refuseEarly(ctx: With<'agent'>, id: bigint, how: { readonly reference: string; readonly typed?: string | undefined }) {
  const ticket = await ctx.db.ticket.findFirst({ where: { id, kind: 'withdrawal', state: 'open' } })
  if (!ticket) return
  if (await isOwn(ctx, ticket.customerId)) fail('own_ticket', {})
  const amount = money(ticket.amount, ticket.currency)
  withinLimit(ctx, amount)
  typedAgain(ctx, amount, how.typed)
  numberOf(ctx, how.reference)
}

/** The number of a refund as it is kept. */
function numberOf({ t }: With<'agent'>, typed: string): string {
  const reference = normalReference(typed)
  return isReference(reference) ? reference : fail('invalid_input', { problems: { reference: t.withdrawal.refundNumber } })
}

/**
 * Settles what a lead has confirmed. What was sent was sent, also when a question was asked or answered since, or the bank took a payment back:
 * were it refused for that, its money would come into the balance as well.
 */
export async function applySettlement(ctx: With<'lead'>, { ticketId, reference: typed, askedBy }: Remedy): Promise<void> {
  await takeTurn(ctx)
  const before = asSeen(await staffTicket(ctx, ticketId ?? 0n))
  const reference = numberOf(ctx, typed ?? '')
  await refuseSecondSettlement(ctx, before, reference)
  await settled(ctx, before, { amount: money(before.amount, before.currency), reference, by: askedBy })
}

/** The money goes from clearing to the channel under the channel's own number, and the customer is told in the same transaction: there is nothing to undo. */
async function settled(
  ctx: With<'agent'>,
  before: Ticket,
  { amount, reference, by }: { amount: Money; reference: string; by: bigint },
): Promise<Ticket> {
  const { id, version } = before
  const decision = { state: 'approved', credited: amount.minor, reference, question: null, laterUntil: null }
  await moveTicket(
    ctx.db,
    { id, version },
    { ...decision, prior: priorOf(before), decidedBy: by, decidedAt: ctx.now },
    { now: ctx.now, reader: 'staff' },
  )
  const mover = { actor: `staff:${ctx.staff.id}`, now: ctx.now }
  const posted = await ctx.ledger.post(`settle:${id}:${version}`, [toChannel(before, amount, reference, mover)])
  const ticket = await ctx.db.ticket.update({ where: { id }, data: { transferId: posted.ids[0] ?? null } })
  ctx.audit({
    action: 'ticket.settle',
    subject: `ticket:${id}`,
    before: { state: 'open', version },
    after: { state: 'approved', credited: amount.minor, currency: amount.currency, reference, transfer: posted.ids[0], asked: by },
  })
  ctx.card(id)
  await tellDecision(ctx, ticket)
  return ticket
}
