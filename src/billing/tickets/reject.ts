import type { With } from '../../command.ts'
import type { Ticket } from '../../db.ts'
import { fail } from '../../errors.ts'
import { reopenRecharge } from '../recharges.ts'
import { atHand } from './hands.ts'
import { takeTurn } from './stated.ts'
import { moveTicket, priorOf } from './states.ts'
import { tellDecision, tellOrWait } from './tell.ts'
import { type Reason, reasonsOf } from './view.ts'
import { returnHeld } from './withdrawal.ts'

/**
 * Closes a ticket without money, for a reason that has a next step. Throws ticket_decided, ticket_changed, ticket_claimed, own_ticket, and
 * settlement_waits of a withdrawal that was sent.
 */
export async function rejectTicket(
  ctx: With<'agent'>,
  seen: { ticket: bigint; version: number },
  why: { reason: Reason; text?: string | undefined },
): Promise<Ticket> {
  const back = await ctx.db.ticket.findFirst({ where: { id: seen.ticket, kind: 'withdrawal' }, select: { id: true } })
  if (back) await takeTurn(ctx)
  const before = await atHand(ctx, seen, { moves: back !== null })
  if (!reasonsOf(before).includes(why.reason)) fail('outdated_button', {})
  const decision = {
    state: 'rejected',
    reasonCode: why.reason,
    reasonText: why.text ?? null,
    prior: priorOf(before),
    question: null,
    laterUntil: null,
    decidedBy: ctx.staff.id,
    decidedAt: ctx.now,
  }
  const after = await moveTicket(ctx.db, before, decision, { now: ctx.now, reader: 'staff' })
  if (before.kind === 'withdrawal') await returnHeld(ctx, before, { actor: `staff:${ctx.staff.id}`, reason: why.reason })
  if (before.rechargeId) await reopenRecharge(ctx, before.rechargeId)
  ctx.audit({
    action: 'ticket.reject',
    subject: `ticket:${before.id}`,
    before: { state: 'open', version: before.version },
    after: { state: 'rejected', reason: why.reason },
    ...(why.text ? { reason: why.text } : {}),
  })
  ctx.card(before.id)
  // Its money is in the balance again, and may be spent at once.
  await (before.kind === 'withdrawal' ? tellDecision(ctx, after) : tellOrWait(ctx, after))
  return after
}
