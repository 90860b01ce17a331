import { removeOldPictures } from '../billing/tickets/retention.ts'
import { addJob } from './add.ts'
import type { JobDeps } from './index.ts'

/** So many steps a run, and a minute's rest behind them: where years of pictures are due at once, the house works on beside it. */
const STEPS = 20
const REST = 60

/** Removes, daily, the pictures whose time is over; nothing where they are kept for ever. What is more than a run takes is planned for soon. */
export async function retain({ db, config, clock, log }: JobDeps, _: unknown, stopping: AbortSignal, steps = STEPS): Promise<void> {
  if (config.pictureDays === undefined) return
  const now = clock()
  const before = new Date(now.getTime() - config.pictureDays * 24 * 3600_000)
  for (let step = 0; step < steps; step++) {
    if (stopping.aborted) return
    const removed = await removeOldPictures(db, before, now)
    if (removed === 0) return
    log.info(`Removed ${removed} pictures under the retention rule`)
  }
  await addJob(db, 'retain', {}, { seconds: REST })
}
