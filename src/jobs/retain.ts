import { removeOldPictures } from '../billing/tickets/retention.ts'
import type { JobDeps } from './index.ts'

/** Removes, daily, the pictures whose time is over; nothing where they are kept for ever. */
export async function retain({ db, config, clock, log }: JobDeps, _: unknown, stopping: AbortSignal): Promise<void> {
  if (config.pictureDays === undefined) return
  const now = clock()
  const before = new Date(now.getTime() - config.pictureDays * 24 * 3600_000)
  while (!stopping.aborted) {
    const removed = await removeOldPictures(db, before, now)
    if (removed === 0) return
    log.info(`Removed ${removed} pictures under the retention rule`)
  }
}
