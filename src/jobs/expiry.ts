import { endRemedy, overdueRemedies } from '../billing/remedies/second.ts'
import { createOutbox } from '../outbox.ts'
import { each } from './each.ts'
import type { JobDeps } from './index.ts'
import { placesOf } from './tell-staff.ts'

const HOUR = 3600_000
const DAY = 24 * HOUR

/** Ends what is past its time: recharges, dialogs and forms, stray uploads, and bookkeeping that no longer protects anybody. */
export async function expire(deps: JobDeps): Promise<void> {
  const { db } = deps
  const now = deps.clock()
  const before = (age: number): Date => new Date(now.getTime() - age)
  await db.recharge.updateMany({ where: { state: 'created', expiresAt: { lte: now } }, data: { state: 'expired' } })
  await db.dialog.deleteMany({ where: { expiresAt: { lte: now } } })
  await db.chatForm.deleteMany({ where: { expiresAt: { lte: now } } })
  await db.attachment.deleteMany({ where: { ticketId: null, dialogId: null, createdAt: { lt: before(2 * DAY) } } })
  await db.update.deleteMany({ where: { createdAt: { lt: before(14 * DAY) } } })
  await db.attempt.deleteMany({ where: { at: { lt: before(30 * DAY) } } })
  await db.linkCode.deleteMany({ where: { expiresAt: { lt: before(30 * DAY) } } })
  await db.linkRequest.deleteMany({ where: { expiresAt: { lt: before(30 * DAY) } } })
  await db.view.deleteMany({ where: { createdAt: { lt: before(90 * DAY) } } })
  await each(deps, await overdueRemedies(db, now), ({ id }) => endOne(deps, id, now))
}

/** What no lead answered in time. One that cannot be ended must not keep the others. */
const endOne = (deps: JobDeps, id: bigint, now: Date): Promise<void> =>
  deps.db.$transaction(async (tx) => {
    const outbox = createOutbox(tx, { config: deps.config, places: placesOf(deps), actor: 'system', now })
    await endRemedy({ db: tx, now, ...outbox }, id)
    await outbox.flush()
  })
