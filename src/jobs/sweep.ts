import { sweepMerged } from '../billing/remedies/merge.ts'
import { sweptAsideNotice, sweptNotice } from '../billing/remedies/notices.ts'
import { takeTurn } from '../billing/tickets/stated.ts'
import { holdLock } from '../db.ts'
import { createOutbox } from '../outbox.ts'
import { each } from './each.ts'
import type { JobDeps } from './index.ts'
import { placesOf } from './tell-staff.ts'

/**
 * Moves on what reached accounts that had become part of others, and tells those: a late payment, a correction of an old claim. Where it came
 * into an account that its customer cannot use, the leads are told too.
 */
export async function moveOn(deps: JobDeps): Promise<void> {
  const { config, db } = deps
  const strays = await db.customer.findMany({ where: { mergedInto: { not: null }, account: { balance: { not: 0n } } } })
  await each(deps, strays, async (stray) => {
    const now = deps.clock()
    await db.$transaction(async (tx) => {
      await takeTurn({ lock: (subject) => holdLock(tx, subject) })
      const done = await sweepMerged(tx, deps.ledger(tx), stray.id, { currency: config.currency, now })
      if (!done) return
      const outbox = createOutbox(tx, { config, places: placesOf(deps), actor: 'system', now })
      outbox.notify({ customerId: done.into.id }, (t) => sweptNotice(t, { stray, ...done }))
      if (done.into.status !== 'active') outbox.notify({ staff: 'leads' }, (t) => sweptAsideNotice(t, { stray, ...done }))
      await outbox.flush()
    })
  })
}
