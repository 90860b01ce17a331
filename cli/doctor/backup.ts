import { latestBackup } from '../../src/backups.ts'
import type { Config } from '../../src/config.ts'
import type { Database } from '../../src/db.ts'
import { time } from '../print.ts'
import { type Check, ok, problem, warning } from './check.ts'

const HOUR = 3600_000

/** Whether there is a backup, how old it is, and whether others are made by themselves. */
export async function checkBackup(db: Database, { backup: { to, at, key }, demo, zone }: Config, now: Date): Promise<Check> {
  const latest = await latestBackup(db)
  const todo = to
    ? 'Look at the log for why, then run "purser backup".'
    : 'Set PURSER_BACKUP_TO (docs/operate.md), or run "purser backup <folder>" now.'
  if (!latest)
    return demo
      ? ok('backup', 'none, and a demo needs none')
      : warning('backup', 'none was made yet', to ? `The first is made at ${at}.` : todo)
  const age = now.getTime() - new Date(latest.at).getTime()
  const hours = Math.floor(age / HOUR)
  const found = `${time(new Date(latest.at), zone)} (${hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`} ago), ${latest.name} in ${latest.place}`
  if (demo) return ok('backup', found)
  if (age > 72 * HOUR) return problem('backup', found, todo)
  if (age > 26 * HOUR) return warning('backup', found, todo)
  if (!to) return warning('backup', found, 'None is made by itself: set PURSER_BACKUP_TO (docs/operate.md).')
  return key === undefined
    ? warning('backup', `${found}, not encrypted`, 'Set PURSER_BACKUP_KEY, and keep the key elsewhere too.')
    : ok('backup', found)
}
