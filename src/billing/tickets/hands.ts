import type { With } from '../../command.ts'
import type { Db, Ticket } from '../../db.ts'
import { AppError, fail } from '../../errors.ts'
import { refuseStated } from './stated.ts'
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

/**
 * The same, open as the person saw it, and in nobody else's hands. Throws ticket_claimed, ticket_decided, ticket_changed, and settlement_waits
 * of a withdrawal that was sent, where `moves` says that it is to be settled or closed.
 */
export async function atHand(ctx: Who, seen: { ticket: bigint; version: number }, { moves = false } = {}) {
  const ticket = asSeen(await staffTicket(ctx, seen.ticket), seen.version)
  if (moves) await refuseStated(ctx, ticket)
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

/** Whether an account is a staff member's own; what became part of another is the same account. */
export async function isOwn({ db, staff }: { db: Db; staff: { readonly id: bigint } }, customerId: bigint): Promise<boolean> {
  const own = await accountsOf(db, staff.id)
  const [account] = await whole(db, [customerId])
  return account !== undefined && own.includes(account)
}

/** Whether two members of staff are one person: some account is, or was, both their own. */
export async function isOnePerson(db: Db, one: bigint, other: bigint): Promise<boolean> {
  if (one === other) return true
  const own = await accountsOf(db, one)
  return (await accountsOf(db, other)).some((account) => own.includes(account))
}

/** A staff member's accounts: theirs by their row, or by any of their chats that ever spoke for one. Unlinking a chat makes none a stranger's. */
async function accountsOf(db: Db, staffId: bigint): Promise<readonly bigint[]> {
  const spoke = await db.spoke.findMany({ where: { identity: { staffId } }, select: { customerId: true } })
  const row = await db.staff.findUniqueOrThrow({ where: { id: staffId }, select: { customerId: true } })
  return whole(
    db,
    [row, ...spoke].flatMap(({ customerId }) => customerId ?? []),
  )
}

/** The accounts that these are part of now. */
async function whole(db: Db, ids: readonly bigint[]): Promise<readonly bigint[]> {
  const accounts = await db.customer.findMany({ where: { id: { in: [...ids] } }, select: { id: true, mergedInto: true } })
  return accounts.map(({ id, mergedInto }) => mergedInto ?? id)
}

/** Writes down who opened a ticket at which version, the first time. */
export const noteSight = async (
  { db, staff, now }: { db: Db; staff: { id: bigint }; now: Date },
  { id, version }: Pick<Ticket, 'id' | 'version'>,
): Promise<void> =>
  void (await db.sight.createMany({ data: [{ ticketId: id, staffId: staff.id, version, at: now }], skipDuplicates: true }))
