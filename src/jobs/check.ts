import { verify } from '../ledger/index.ts'
import { notice, reply, text } from '../reply.ts'
import type { JobDeps } from './index.ts'
import { tellStaff } from './tell-staff.ts'

/** The daily self-check: silent when the books agree, an alarm in every staff chat when they do not. */
export async function checkLedger(deps: JobDeps): Promise<void> {
  const { disagreements } = await verify(deps.db)
  if (disagreements.length === 0) return deps.log.info('the ledger agrees with itself')
  deps.log.error({ disagreements: disagreements.slice(0, 20), count: disagreements.length }, 'the ledger disagrees with itself')
  await tellStaff(
    deps,
    async () =>
      ({ staff: { alarm } }) =>
        reply([notice(alarm.title), text(alarm.found(disagreements.length))]),
  )
}
