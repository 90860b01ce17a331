import { cpus, loadavg, totalmem } from 'node:os'
import type { Database } from '../src/db.ts'

/** What the numbers depend on, in a few lines. */
export async function machine(db: Database): Promise<string> {
  const rows = await db.$queryRaw<{ name: string; setting: string }[]>`
    select name, current_setting(name) as setting from pg_settings
    where name in ('server_version', 'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'max_wal_size') order by name`
  const settings = rows.map(({ name, setting }) => `${name} ${setting}`).join(', ')
  const [cpu] = cpus()
  return [
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}`,
    `Node ${process.version}; ${settings}; load before: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  ].join('\n')
}
