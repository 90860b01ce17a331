import type { Context, With } from '../../command.ts'
import type { Db } from '../../db.ts'
import { AppError, fail } from '../../errors.ts'
import { waitingAt } from '../remedies/waiting.ts'

const waiting = (now: Date) => ({ kind: 'settle', ...waitingAt(now) })

/** A statement that a withdrawal was sent, which a second lead has not confirmed yet. */
export type Stated = NonNullable<Awaited<ReturnType<typeof statedSent>>>

/** The statement that waits for a withdrawal; null when none does. */
export const statedSent = (db: Db, ticketId: bigint, now: Date) =>
  db.remedy.findFirst({ where: { ticketId, ...waiting(now) }, include: { asker: true } })

/** The last statement that an open withdrawal was sent which waits no more and was not confirmed: its money may be gone all the same. */
export const statedBefore = (db: Db, ticketId: bigint, now: Date) =>
  db.remedy.findFirst({ where: { ticketId, kind: 'settle', NOT: waiting(now) }, include: { asker: true }, orderBy: { id: 'desc' } })

/** The request that waits to credit a claim, as it is now, with more than was claimed; null when none does. */
export const askedCredit = (db: Db, { id, version }: { readonly id: bigint; readonly version: number }, now: Date) =>
  db.remedy.findFirst({ where: { ticketId: id, version, kind: 'credit', ...waitingAt(now) }, include: { asker: true } })

/** Of these tickets, the ones for which a statement waits. */
export async function statedOf(db: Db, tickets: readonly bigint[], now: Date): Promise<ReadonlySet<bigint>> {
  const rows = await db.remedy.findMany({ where: { ticketId: { in: [...tickets] }, ...waiting(now) }, select: { ticketId: true } })
  return new Set(rows.flatMap(({ ticketId }) => ticketId ?? []))
}

/** Whoever takes a withdrawal in hand, settles it, rejects it, takes it back, corrects a decision or merges accounts waits here for the others: call it before any row of it is touched. */
export const takeTurn = (ctx: Pick<Context, 'lock'>): Promise<void> => ctx.lock('corrections')

/**
 * For staff: what was sent is neither stated again nor rejected while a second lead has to confirm it. When nobody did in time it is back in the
 * hands of who stated it, who need not wait for the job that says so. Throws settlement_waits.
 */
export async function refuseStated({ db, staff, now }: Pick<With<'agent'>, 'db' | 'staff' | 'now'>, { id }: { readonly id: bigint }) {
  const holds = { OR: [{ expiresAt: { gt: now } }, { askedBy: { not: staff.id } }] }
  const stated = await db.remedy.findFirst({
    where: { ticketId: id, kind: 'settle', state: 'waiting', ...holds },
    include: { asker: true },
  })
  if (!stated) return
  const own = stated.askedBy === staff.id ? { remedy: String(stated.id) } : {}
  throw new AppError('settlement_waits', { ticket: String(id), reference: stated.reference ?? '', by: stated.asker.name, ...own })
}

/** For the customer: whether staff have stated that it was sent. When nobody confirmed it in time, until it is in hand again. */
export const underWay = async (db: Db, { id }: { readonly id: bigint }): Promise<boolean> =>
  (await db.remedy.findFirst({ where: { ticketId: id, kind: 'settle', state: 'waiting' }, select: { id: true } })) !== null

/**
 * For the customer: what staff have sent, or may be sending at this moment, is not taken back. Its row is held, so that nobody takes it in
 * hand meanwhile. Throws withdrawal_sent, withdrawal_in_hand.
 */
export async function refuseUnderWay(ctx: Pick<Context, 'db' | 'now' | 'lock'>, id: bigint): Promise<void> {
  await takeTurn(ctx)
  if (await underWay(ctx.db, { id })) fail('withdrawal_sent', {})
  const where = { id, state: 'open' }
  const [held] = await ctx.db.ticket.updateManyAndReturn({ where, data: { kind: 'withdrawal' }, select: { claimedBy: true } })
  // Whoever is no staff any more may have sent it: somebody else has to look, and to give it back.
  if (held && held.claimedBy !== null) fail('withdrawal_in_hand', {})
}
