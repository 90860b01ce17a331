import type { With } from '../../command.ts'
import type { Ticket } from '../../db.ts'
import { reopenRecharge } from '../recharges.ts'
import { atHand } from './hands.ts'
import { moveTicket, priorOf } from './states.ts'
import { tellOrWait } from './tell.ts'
import type { Reason } from './view.ts'

/** Closes a ticket without money, for a reason that has a next step. Throws ticket_decided, ticket_changed, ticket_claimed, own_ticket. */
export async function rejectTicket(
  ctx: With<'agent'>,
  seen: { ticket: bigint; version: number },
  why: { reason: Reason; text?: string | undefined },
): Promise<Ticket> {
  const before = await atHand(ctx, seen)
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
  if (before.rechargeId) await reopenRecharge(ctx, before.rechargeId)
  ctx.audit({
    action: 'ticket.reject',
    subject: `ticket:${before.id}`,
    before: { state: 'open', version: before.version },
    after: { state: 'rejected', reason: why.reason },
    ...(why.text ? { reason: why.text } : {}),
  })
  ctx.card(before.id)
  await tellOrWait(ctx, after)
  return after
}
