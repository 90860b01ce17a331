import { outcomeNotice, remedyText } from '../billing/remedies/notices.ts'
import { endWaiting } from '../billing/remedies/second.ts'
import { createOutbox } from '../outbox.ts'
import type { JobDeps } from './index.ts'
import { placesOf } from './tell-staff.ts'

const HOUR = 3600_000
const DAY = 24 * HOUR

/** Ends what is past its time: recharges, dialogs, stray uploads, and bookkeeping that no longer protects anybody. */
export async function expire(deps: JobDeps): Promise<void> {
  const { db } = deps
  const now = deps.clock()
  const before = (age: number): Date => new Date(now.getTime() - age)
  await db.recharge.updateMany({ where: { state: 'created', expiresAt: { lte: now } }, data: { state: 'expired' } })
  await expireRemedies(deps, now)
  await db.dialog.deleteMany({ where: { expiresAt: { lte: now } } })
  await db.attachment.deleteMany({ where: { ticketId: null, dialogId: null, createdAt: { lt: before(2 * DAY) } } })
  await db.update.deleteMany({ where: { createdAt: { lt: before(14 * DAY) } } })
  await db.attempt.deleteMany({ where: { at: { lt: before(30 * DAY) } } })
  await db.linkCode.deleteMany({ where: { expiresAt: { lt: before(30 * DAY) } } })
  await db.linkRequest.deleteMany({ where: { expiresAt: { lt: before(30 * DAY) } } })
  await db.view.deleteMany({ where: { createdAt: { lt: before(90 * DAY) } } })
}

/** What no lead answered in time: who asked is told, and a withdrawal's card offers to settle it again. */
const expireRemedies = (deps: JobDeps, now: Date): Promise<void> =>
  deps.db.$transaction(async (tx) => {
    const outbox = createOutbox(tx, { config: deps.config, places: placesOf(deps), actor: 'system', now })
    for (const asked of await endWaiting(tx, now)) {
      const about = asked.ticketId === null ? {} : { ticket: asked.ticketId }
      outbox.notify({ staff: 'member', id: asked.askedBy, ...about }, (t) =>
        outcomeNotice(t, asked, t.remedy.second.lapsed(remedyText(t, asked)), false),
      )
      if (asked.ticketId !== null) outbox.card(asked.ticketId)
    }
    await outbox.flush()
  })
