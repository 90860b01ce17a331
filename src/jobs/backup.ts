import { DateTime } from 'luxon'
import { type LatestBackup, latestBackup } from '../backups.ts'
import { notice, reply, text } from '../reply.ts'
import type { JobDeps } from './index.ts'
import { tellStaff } from './tell-staff.ts'

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
  if (isMade(latest, backups, config, now)) return
  // Tried again in ten minutes: a disk that is full or a network that is away is nothing that a job's retries know of.
  await backups.make(now, signal).catch((err: unknown) => {
    if (signal.aborted) log.info('the backup was given up, since Purser stops')
    else log.error({ err }, 'the backup failed, and is tried again in ten minutes')
  })
}

/** What is remembered from the moment at which a due backup was found missing: `{ since, told }`. */
const KEY = 'backup-late'
/** How long it may stay missing before staff hear of it: it is tried six times by then. */
const PATIENCE = 3600_000

/** Tells staff once when the day's backup stays missing, whether it fails or hangs, and once when it was made after all. */
export async function watchBackup(deps: JobDeps): Promise<void> {
  const { db, backups, clock, config, log } = deps
  if (!backups) return
  const now = clock()
  const [latest, row] = [await latestBackup(db), await db.setting.findUnique({ where: { key: KEY } })]
  const late = row?.value as { since: string; told: boolean } | undefined
  if (isMade(latest, backups, config, now)) {
    if (late)
      await tellStaff(deps, async (tx) => {
        const { count } = await tx.setting.deleteMany({ where: { key: KEY } })
        return count > 0 && late.told ? ({ staff }) => reply([notice(staff.backup.again, 'good')]) : undefined
      })
    return
  }
  if (!late) {
    await db.setting.createMany({ data: [{ key: KEY, value: { since: now.toISOString(), told: false } }], skipDuplicates: true })
    return
  }
  if (late.told || now.getTime() - new Date(late.since).getTime() < PATIENCE) return
  log.error({ since: late.since }, 'the backup of the day is missing')
  await tellStaff(deps, async (tx) => {
    // Of two processes that look at the same moment one finds it untold.
    const untold = { key: KEY, value: { path: ['told'], equals: false } }
    const { count } = await tx.setting.updateMany({ where: untold, data: { value: { ...late, told: true } } })
    if (count === 0) return undefined
    return ({ staff: { backup } }) => reply([notice(backup.title), text(latest ? backup.found(new Date(latest.at)) : backup.none)])
  })
}

const isMade = (latest: LatestBackup | undefined, backups: Backups, { backup, zone }: JobDeps['config'], now: Date): boolean =>
  latest !== undefined && latest.place === backups.called && new Date(latest.at) >= dueSince(backup.at, zone, now)

/** The latest moment at which the house's clock showed the time. */
function dueSince(at: string, zone: string, now: Date): Date {
  const [hour, minute] = at.split(':').map(Number)
  const today = DateTime.fromJSDate(now, { zone }).set({ hour: hour ?? 0, minute: minute ?? 0, second: 0, millisecond: 0 })
  return (today.toMillis() <= now.getTime() ? today : today.minus({ days: 1 })).toJSDate()
}
