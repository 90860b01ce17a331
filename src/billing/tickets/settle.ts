import type { With } from '../../command.ts'
import type { Ticket } from '../../db.ts'
import { AppError, fail } from '../../errors.ts'
import { normalReference } from '../../ledger/index.ts'
import { type Money, money } from '../../money.ts'
import { isReference } from './claim.ts'
import { typedAgain, withinLimit } from './credit.ts'
import { atHand } from './hands.ts'
import { leftOf, toChannel } from './held.ts'
import { moveTicket, priorOf } from './states.ts'
import { tellDecision } from './tell.ts'
import { refuseSecondSettlement } from './withdrawal.ts'

/** A withdrawal's request as the person saw it, open and in nobody else's hands; outdated_button for what is none. */
export async function requestAtHand(ctx: With<'agent'>, seen: { ticket: bigint; version: number }) {
  const ticket = await atHand(ctx, seen)
  return ticket.kind === 'withdrawal' ? ticket : fail('outdated_button', {})
}

/**
 * States that a withdrawal was sent by hand: its money goes from clearing to the channel under the channel's own number, and the customer is
 * told in the same transaction, so that there is nothing to undo. Throws invalid_input, over_limit, settled_before, withdrawal_shrunk, and what a
 * decision throws.
 */
export async function settleWithdrawal(
  ctx: With<'agent'>,
  seen: { ticket: bigint; version: number },
  how: { readonly reference: string; readonly typed?: string | undefined },
): Promise<{ ticket: Ticket; amount: Money }> {
  // Corrections take the same lock: what is left of the channel does not change between being looked at and the settlement, nor does a
  // number settle twice.
  await ctx.lock('corrections')
  const before = await requestAtHand(ctx, seen)
  const amount = money(before.amount, before.currency)
  withinLimit(ctx, amount)
  typedAgain(ctx, amount, how.typed)
  const reference = normalReference(how.reference)
  if (!isReference(reference)) throw new AppError('invalid_input', { problems: { reference: ctx.t.problems.reference } })
  await refuseSecondSettlement(ctx, before, reference)
  const left = await leftOf(ctx.ledger, before)
  if (left.minor < 0n) fail('withdrawal_shrunk', { left: money(left.minor + amount.minor, amount.currency) })
  const { id, version } = before
  const decision = { state: 'approved', credited: amount.minor, reference, question: null, laterUntil: null }
  await moveTicket(
    ctx.db,
    { id, version },
    { ...decision, prior: priorOf(before), decidedBy: ctx.staff.id, decidedAt: ctx.now },
    { now: ctx.now, reader: 'staff' },
  )
  const by = { actor: `staff:${ctx.staff.id}`, now: ctx.now }
  const posted = await ctx.ledger.post(`settle:${id}:${version}`, [toChannel(before, amount, reference, by)])
  const ticket = await ctx.db.ticket.update({ where: { id }, data: { transferId: posted.ids[0] ?? null } })
  ctx.audit({
    action: 'ticket.settle',
    subject: `ticket:${id}`,
    before: { state: 'open', version },
    after: { state: 'approved', credited: amount.minor, currency: amount.currency, reference, transfer: posted.ids[0] },
  })
  ctx.card(id)
  await tellDecision(ctx, ticket)
  return { ticket, amount }
}
