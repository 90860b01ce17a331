import type { With } from '../../command.ts'
import type { Db, Remedy } from '../../db.ts'
import { AppError } from '../../errors.ts'
import { staffTicket } from './hands.ts'
import { refuseStated, takeTurn } from './stated.ts'
import { asSeen } from './states.ts'

/**
 * Notes that a staff member works on an open ticket; false when they do already. Of two at once one is noted, the other throws
 * ticket_claimed. `from`: whose ticket it is, as the person knows who takes it over. What was stated as sent stays with who sent it: settlement_waits.
 */
export async function claimTicket(ctx: With<'agent'>, id: bigint, from?: bigint): Promise<boolean> {
  // Whoever states at this moment that it was sent has it in hand from before.
  if (await ctx.db.ticket.findFirst({ where: { id, kind: 'withdrawal' }, select: { id: true } })) await takeTurn(ctx)
  const before = asSeen(await staffTicket(ctx, id))
  if (before.claimedBy === ctx.staff.id) return false
  if (before.kind === 'withdrawal') await refuseStated(ctx, before)
  const free = {
    OR: [{ claimedBy: null }, { claimer: { removedAt: { not: null } } }, ...(from === undefined ? [] : [{ claimedBy: from }])],
  }
  const { count } = await ctx.db.ticket.updateMany({
    where: { id, state: 'open', ...free },
    data: { claimedBy: ctx.staff.id, claimedAt: ctx.now },
  })
  if (count === 0) throw await held(ctx, id)
  ctx.audit({ action: 'ticket.claim', subject: `ticket:${id}`, before: { by: before.claimedBy }, after: { by: ctx.staff.id } })
  ctx.card(id)
  return true
}

/** Gives it back; false when nobody has it. Somebody else's is not one's own to give: ticket_claimed. */
export async function releaseTicket(ctx: With<'agent'>, id: bigint): Promise<boolean> {
  asSeen(await staffTicket(ctx, id))
  const { count } = await ctx.db.ticket.updateMany({
    where: { id, state: 'open', claimedBy: ctx.staff.id },
    data: { claimedBy: null, claimedAt: null },
  })
  if (count === 0) {
    const now = asSeen(await staffTicket(ctx, id))
    if (now.claimedBy === null) return false
    throw await held(ctx, id)
  }
  ctx.audit({ action: 'ticket.release', subject: `ticket:${id}`, before: { by: ctx.staff.id }, after: { by: null } })
  ctx.card(id)
  return true
}

/**
 * A statement that a withdrawal was sent is not waited for any more: the request is in the hands of who made it, unless somebody else took it, so
 * that its customer does not take back what may be on its way. True when it is now.
 */
export async function backInHand(db: Db, { ticketId, askedBy }: Pick<Remedy, 'ticketId' | 'askedBy'>, now: Date): Promise<boolean> {
  const free = { OR: [{ claimedBy: null }, { claimer: { removedAt: { not: null } } }] }
  const where = { id: ticketId ?? 0n, state: 'open', kind: 'withdrawal', ...free }
  return (await db.ticket.updateMany({ where, data: { claimedBy: askedBy, claimedAt: now } })).count > 0
}

async function held(ctx: With<'agent'>, id: bigint): Promise<AppError> {
  const { claimer, claimedAt } = asSeen(await staffTicket(ctx, id))
  const ticket = String(id)
  if (!claimer) return new AppError('ticket_changed', { ticket })
  return new AppError('ticket_claimed', { ticket, staff: String(claimer.id), by: claimer.name, at: claimedAt ?? ctx.now })
}
