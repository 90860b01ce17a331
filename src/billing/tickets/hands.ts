import type { With } from '../../command.ts'
import type { Db, Ticket } from '../../db.ts'
import { AppError, fail } from '../../errors.ts'
import { asSeen } from './states.ts'

type Who = Pick<With<'agent'>, 'db' | 'staff' | 'identity' | 'now'>

/** A ticket for a staff member to decide, and a note that they saw it: refuses one's own, by any identity or account that is theirs. */
export async function staffTicket(ctx: Who, id: bigint) {
  const ticket = await ctx.db.ticket.findUnique({
    where: { id },
    include: { decider: true, claimer: true, identity: true, customer: { include: { identities: true } } },
  })
  if (!ticket) throw new AppError('not_found', {})
  if (ticket.identity.staffId === ctx.staff.id || (await isOwn(ctx, ticket.customerId))) throw new AppError('own_ticket', {})
  await noteSight(ctx, ticket)
  return ticket
}

/** The same, open as the person saw it, and in nobody else's hands. Throws ticket_claimed, ticket_decided, ticket_changed. */
export async function atHand(ctx: Who, seen: { ticket: bigint; version: number }) {
  const ticket = asSeen(await staffTicket(ctx, seen.ticket), seen.version)
  const { claimer, claimedAt } = ticket
  if (claimer && claimer.id !== ctx.staff.id && !claimer.removedAt)
    throw new AppError('ticket_claimed', {
      ticket: String(ticket.id),
      staff: String(claimer.id),
      by: claimer.name,
      at: claimedAt ?? ctx.now,
    })
  return ticket
}

/** The same of a payment; outdated_button for a withdrawal, which credits nothing. */
export async function paymentAtHand(ctx: Who, seen: { ticket: bigint; version: number }) {
  const ticket = await atHand(ctx, seen)
  return ticket.kind === 'withdrawal' ? fail('outdated_button', {}) : ticket
}

/** Whose an account is among staff: theirs by their row, or by any of their chats that ever spoke for it. Unlinking a chat does not make it a stranger's. */
const belongsTo = (staffId: bigint) => ({
  OR: [{ staff: { some: { id: staffId } } }, { spoke: { some: { identity: { staffId } } } }],
})

/** Whether an account is a staff member's own; what became part of it, and what it became part of, is the same account. */
export async function isOwn({ db, staff }: Pick<Who, 'db' | 'staff'>, customerId: bigint): Promise<boolean> {
  const same = { OR: [{ id: customerId }, { mergedInto: customerId }, { merged: { some: { id: customerId } } }] }
  return (await db.customer.findFirst({ where: { AND: [same, belongsTo(staff.id)] }, select: { id: true } })) !== null
}

/** Whether two members of staff are one person: some account is, or was, both their own. */
export const isOnePerson = async (db: Db, one: bigint, other: bigint): Promise<boolean> =>
  one === other || (await db.customer.findFirst({ where: { AND: [belongsTo(one), belongsTo(other)] }, select: { id: true } })) !== null

/** Writes down who opened a ticket at which version, the first time. */
export const noteSight = async (
  { db, staff, now }: { db: Db; staff: { id: bigint }; now: Date },
  { id, version }: Pick<Ticket, 'id' | 'version'>,
): Promise<void> =>
  void (await db.sight.createMany({ data: [{ ticketId: id, staffId: staff.id, version, at: now }], skipDuplicates: true }))
