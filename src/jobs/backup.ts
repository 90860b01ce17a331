import { DateTime } from 'luxon'
import { latestBackup } from '../backups.ts'
import type { JobDeps } from './index.ts'

/** Where backups go, and how one is made: given by main, since the core knows neither database nor disk. */
export interface Backups {
  /** The place, as it is remembered. */
  readonly called: string
  /** Makes one, proves it, remembers it, and removes the oldest beyond those to be kept. */
  make(now: Date, signal: AbortSignal): Promise<void>
}

/** Makes the day's backup when its time has come and it is not there yet: after a night without power, in the morning. */
export async function backUpDaily({ db, backups, clock, config, log }: JobDeps, signal: AbortSignal): Promise<void> {
  if (!backups) return
  const now = clock()
  const latest = await latestBackup(db)
  if (latest && latest.place === backups.called && new Date(latest.at) >= dueSince(config.backup.at, config.zone, now)) return
  // Tried again in ten minutes: a disk that is full or a network that is away is nothing that a job's retries know of.
  await backups.make(now, signal).catch((err: unknown) => {
    if (signal.aborted) log.info('the backup was given up, since Purser stops')
    else log.error({ err }, 'the backup failed, and is tried again in ten minutes')
  })
}

/** The latest moment at which the house's clock showed the time. */
function dueSince(at: string, zone: string, now: Date): Date {
  const [hour, minute] = at.split(':').map(Number)
  const today = DateTime.fromJSDate(now, { zone }).set({ hour: hour ?? 0, minute: minute ?? 0, second: 0, millisecond: 0 })
  return (today.toMillis() <= now.getTime() ? today : today.minus({ days: 1 })).toJSDate()
}
