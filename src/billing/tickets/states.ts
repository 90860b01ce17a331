import type { Db, Ticket } from '../../db.ts'
import { AppError } from '../../errors.ts'
import type { Money } from '../../money.ts'

/** What a move may change. The version rises by itself, and the count of the customer's own changes. */
export type TicketChange = Partial<
  Omit<Ticket, 'id' | 'version' | 'amendments' | 'customerId' | 'identityId' | 'createdAt' | 'updatedAt' | 'prior'>
> & { readonly prior?: ReturnType<typeof priorOf> }

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
      // What a customer adds is looked at now, also when staff had put it off.
      ...(by.reader === 'customer' && change.state === undefined ? { amendments: { increment: 1 }, laterUntil: null } : {}),
      version: { increment: 1 },
      updatedAt: by.now,
    },
  })
  const ticket = await db.ticket.findUniqueOrThrow({ where: { id: seen.id }, include: { decider: true } })
  if (count === 0) throw lost(by.reader === 'staff' ? ticket : { ...ticket, decider: null })
  const { decider: _, ...row } = ticket
  return row
}

/** A decided ticket as its decider may undo it. */
type Undoable = Pick<Ticket, 'id' | 'version' | 'prior'> & { readonly decidedBy: bigint }

/**
 * Opens a decided ticket again, as it was before the decision: only for who decided, and only until the customer is told. Undefined when
 * somebody or the notice was quicker. Its posting is to be reversed and let go of in the same transaction.
 */
export async function reopenTicket(db: Db, { id, version, decidedBy, prior }: Undoable, now: Date): Promise<Ticket | undefined> {
  const { reference = null, question = null } = (prior ?? {}) as { reference?: string | null; question?: string | null }
  const [ticket] = await db.ticket.updateManyAndReturn({
    where: { id, version, decidedBy, toldAt: null, state: { in: ['approved', 'rejected'] } },
    data: {
      state: 'open',
      version: { increment: 1 },
      updatedAt: now,
      reference,
      question,
      ...{ credited: null, decidedBy: null, decidedAt: null, reasonCode: null, reasonText: null },
    },
  })
  return ticket
}

/** What a decision should have been. `amount` 0: nothing is credited. `by`: the member of staff who asked for it. */
interface Recast {
  readonly credited: { readonly amount: Money; readonly customer: { readonly id: bigint }; readonly reference: string | null }
  readonly reason: string | null
  readonly by: bigint
  readonly now: Date
}

/** Puts a decided ticket right, conditional on the version that was seen; throws ticket_changed. Its posting is replaced in the same transaction. */
export async function recastTicket(db: Db, seen: Ticket, { credited, reason, by, now }: Recast): Promise<Ticket> {
  const approved = credited.amount.minor > 0n
  const elsewhere = approved && credited.customer.id !== seen.customerId
  const [ticket] = await db.ticket.updateManyAndReturn({
    where: { id: seen.id, version: seen.version, state: { in: ['approved', 'rejected'] } },
    data: {
      state: approved ? 'approved' : 'rejected',
      version: { increment: 1 },
      corrections: { increment: 1 },
      toldAt: seen.toldAt ?? now,
      credited: approved ? credited.amount.minor : null,
      creditedTo: elsewhere ? credited.customer.id : null,
      reference: credited.reference,
      reasonCode: approved ? null : seen.kind === 'withdrawal' ? 'other' : 'not_found',
      reasonText: reason,
      decidedBy: by,
      decidedAt: now,
      updatedAt: now,
    },
  })
  if (!ticket) throw new AppError('ticket_changed', { ticket: String(seen.id) })
  return ticket
}

/** Notes that the customer is told of this very decision now; undefined when it was undone, corrected or told before. */
export async function markTold(db: Db, { id, version }: Pick<Ticket, 'id' | 'version'>, now: Date): Promise<Ticket | undefined> {
  const where = { id, version, toldAt: null, state: { in: ['approved', 'rejected'] } }
  const [ticket] = await db.ticket.updateManyAndReturn({ where, data: { toldAt: now } })
  return ticket
}

/** What a decision replaces on a ticket, kept for undoing it. */
export const priorOf = ({ reference, question }: Ticket) => ({ reference, question })

/** Refuses early, with the same words as a lost race, when the ticket is no longer as the person saw it. */
export function asSeen<T extends Ticket & { decider?: { name: string } | null }>(ticket: T, version?: number): T {
  if (ticket.state !== 'open' || (version !== undefined && ticket.version !== version)) throw lost(ticket)
  return ticket
}

/** What became of a ticket, as staff call it: one that was no payment is closed, which counts as no rejection. */
export const standing = ({ state, reasonCode }: Pick<Ticket, 'state' | 'reasonCode'>): string =>
  state === 'rejected' && reasonCode === 'not_payment' ? 'closed' : state

function lost(ticket: Ticket & { decider?: { name: string } | null }): AppError {
  if (ticket.state === 'open') return new AppError('ticket_changed', { ticket: String(ticket.id) })
  const at = ticket.decidedAt ?? ticket.updatedAt
  const { id, kind, decider } = ticket
  return new AppError('ticket_decided', { ticket: String(id), kind, state: standing(ticket), by: decider?.name ?? '', at })
}
