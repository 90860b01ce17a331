import type { Db, Ticket } from '../../db.ts'
import { AppError } from '../../errors.ts'

/** What a move may change. The version rises by itself, and the count of the customer's own changes. */
export type TicketChange = Partial<Omit<Ticket, 'id' | 'version' | 'amendments' | 'customerId' | 'identityId' | 'createdAt' | 'updatedAt'>>

/**
 * The only way a ticket changes: conditional on being open at the version that the mover saw. Of two movers exactly one
 * wins; the other throws ticket_decided (who, what, when) or ticket_changed. Staff's names are for staff.
 * Resolves with the ticket as it now is.
 */
export async function moveTicket(
  db: Db,
  seen: { id: bigint; version: number },
  change: TicketChange,
  by: { now: Date; reader: 'staff' | 'customer' },
): Promise<Ticket> {
  const { count } = await db.ticket.updateMany({
    where: { id: seen.id, state: 'open', version: seen.version },
    data: {
      ...change,
      ...(by.reader === 'customer' && change.state === undefined ? { amendments: { increment: 1 } } : {}),
      version: { increment: 1 },
      updatedAt: by.now,
    },
  })
  const ticket = await db.ticket.findUniqueOrThrow({ where: { id: seen.id }, include: { decider: true } })
  if (count === 0) throw lost(by.reader === 'staff' ? ticket : { ...ticket, decider: null })
  const { decider: _, ...row } = ticket
  return row
}

/** Refuses early, with the same words as a lost race, when the ticket is no longer as the person saw it. */
export function asSeen<T extends Ticket & { decider?: { name: string } | null }>(ticket: T, version?: number): T {
  if (ticket.state !== 'open' || (version !== undefined && ticket.version !== version)) throw lost(ticket)
  return ticket
}

function lost(ticket: Ticket & { decider?: { name: string } | null }): AppError {
  if (ticket.state === 'open') return new AppError('ticket_changed', { ticket: String(ticket.id) })
  const at = ticket.decidedAt ?? ticket.updatedAt
  return new AppError('ticket_decided', { ticket: String(ticket.id), state: ticket.state, by: ticket.decider?.name ?? '', at })
}
