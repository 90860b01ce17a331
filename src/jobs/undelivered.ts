import { notice, reply, text } from '../reply.ts'
import type { JobDeps } from './index.ts'
import { tellStaff } from './tell-staff.ts'

/** Tells staff once of every message that was given up. */
export const reportUndelivered = (deps: JobDeps): Promise<void> =>
  tellStaff(deps, async (tx) => {
    // Of two processes that look at the same moment one finds them: the other waits for its rows.
    const change = { where: { givenUpAt: { not: null }, reportedAt: null }, data: { reportedAt: deps.clock() } }
    const [notices, cards] = [await tx.notice.updateMany(change), await tx.card.updateMany(change)]
    const count = notices.count + cards.count
    if (count === 0) return undefined
    return ({ staff: { undelivered } }) => reply([notice(undelivered.title), text(undelivered.found(count))])
  })
