import { type Hours, nextSettlement } from '../billing/hours.ts'
import type { Database, FullDb, Notice } from '../db.ts'

/** Why a notice is not sent and not tried again: what it tells is over. */
export const OUTDATED = 'outdated'

/**
 * True, and the notice put away, when what it tells is no longer so: the balance came back, or the settlement that it names has passed; the
 * recharge was paid, cancelled or has expired. Who is still below is warned anew.
 */
export async function isOutdated(db: Database, hours: Hours, notice: Notice, now: Date): Promise<boolean> {
  if (notice.about === null || (await isSo(db, hours, notice, now))) return false
  const { id, about, identityId, createdAt } = notice
  await db.$transaction([
    db.notice.updateMany({ where: { id, sentAt: null }, data: { error: OUTDATED } }),
    ...(identityId === null || about !== 'low-balance'
      ? []
      : [db.crossing.updateMany({ where: { identityId, toldAt: createdAt }, data: { toldAt: null } })]),
  ])
  return true
}

async function isSo(db: FullDb, hours: Hours, { about, identityId, createdAt }: Notice, now: Date): Promise<boolean> {
  const [, recharge] = /^recharge:(\d+)$/.exec(about ?? '') ?? []
  if (recharge !== undefined) {
    // A proof that did not begin at the recharge is a proof too.
    const tickets = { none: { kind: { not: 'withdrawal' }, createdAt: { gte: createdAt } } }
    const where = { id: BigInt(recharge), state: 'created', expiresAt: { gt: now }, customer: { tickets } }
    return (await db.recharge.count({ where })) > 0
  }
  // Of the same fall: a later one has a notice of its own.
  const below = await db.crossing.count({ where: { identityId: identityId ?? 0n, toldAt: createdAt } })
  return below > 0 && nextSettlement(hours, createdAt) > now
}
