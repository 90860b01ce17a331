import { tellDecision } from '../billing/tickets/tell.ts'
import { createOutbox } from '../outbox.ts'
import type { Tasks } from './add.ts'
import type { JobDeps } from './index.ts'
import { placesOf } from './tell-staff.ts'

/** Tells the customer of a decision when its grace is over, unless it was undone: in one transaction, so that it is either undone or told. */
export async function tell(deps: JobDeps, { ticket, version }: Tasks['tell']): Promise<void> {
  const now = deps.clock()
  await deps.db.$transaction(async (tx) => {
    const outbox = createOutbox(tx, { config: deps.config, places: placesOf(deps), actor: 'system', now })
    const scene = { db: tx, ledger: deps.ledger(tx), methods: deps.methods, config: deps.config, now, notify: outbox.notify }
    if (!(await tellDecision(scene, { id: BigInt(ticket), version }))) return
    // Its card offers no undoing any more.
    outbox.card(BigInt(ticket))
    await outbox.flush()
  })
}
