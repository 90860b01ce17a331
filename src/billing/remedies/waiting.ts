import type { With } from '../../command.ts'
import type { Remedy, Ticket } from '../../db.ts'
import { AppError, fail } from '../../errors.ts'
import { money } from '../../money.ts'

/** What waits for a second lead. It is looked at by its time too: nothing is held back because a job was late. */
export const waitingAt = (now: Date) => ({ state: 'waiting', expiresAt: { gt: now } })

/** Refuses what a request that waits stands in the way of: done first, it leaves nothing to do for a second one. */
export function refuseBehind({ staff }: With<'agent'>, first: Remedy & { readonly asker: { readonly name: string } }): never {
  const { id, asker, askedBy, askedAt, amount, currency, expiresAt } = first
  const own = askedBy === staff.id ? { remedy: String(id) } : {}
  throw new AppError('request_waits', { by: asker.name, at: askedAt, amount: money(amount, currency), until: expiresAt, ...own })
}

/**
 * Holds a ticket as it was seen, until commit, and refuses a second request about it: whoever asks or decides at this moment waits for the
 * other. Throws ticket_changed, request_waits.
 */
export async function onlyRequest(ctx: With<'agent'>, { id, version }: Pick<Ticket, 'id' | 'version'>): Promise<void> {
  const { db, now } = ctx
  const { count } = await db.ticket.updateMany({ where: { id, version }, data: { version } })
  if (count === 0) fail('ticket_changed', { ticket: String(id) })
  const first = await db.remedy.findFirst({ where: { ticketId: id, version, ...waitingAt(now) }, include: { asker: true } })
  if (first) refuseBehind(ctx, first)
}
