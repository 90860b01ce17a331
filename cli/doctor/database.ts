import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { connect, migrationState, openDatabase } from '../../adapters/postgres/index.ts'
import type { Config } from '../../src/config.ts'
import type { Database } from '../../src/db.ts'
import { unboundWallets } from '../../src/ledger/index.ts'
import { mismatches } from '../../src/mismatch.ts'
import { quietLog } from '../house.ts'
import { checkBackup } from './backup.ts'
import { type Check, ok, problem, said, warning } from './check.ts'
import { checkKept } from './kept.ts'

/** The database, its migrations and its clock. Makes nothing: before the first start there is nothing to look at. */
export async function checkDatabase(config: Config): Promise<readonly Check[]> {
  if (config.databaseUrl === undefined && !existsSync(join(config.dataDir, 'postgres')))
    return [ok('database', `none yet: the first start makes it in ${config.dataDir}`)]
  const database = await openDatabase(config, quietLog(config)).catch((error: unknown) => said(error))
  if (typeof database === 'string') return [problem('database', database, 'See docs/configuration.md (DATABASE_URL, PURSER_DATA_DIR).')]
  const db = connect(database.url, 2)
  try {
    const server = await serverOf(db)
    return [...checkServer(server, config), ...(await checkMigrations(database.url, db, config)), await checkClock(db)]
  } catch (error) {
    return [problem('database', said(error), 'Look at the log of PostgreSQL.')]
  } finally {
    await db.$disconnect()
    await database.close()
  }
}

interface Server {
  version: number
  name: string
  encoding: string
  fsync: string
  pages: string
  commit: string
  role: string
  superuser: boolean
  connections: number
}

async function serverOf(db: Database): Promise<Server> {
  const [row] = await db.$queryRaw<[Server]>`
    select current_setting('server_version_num')::int as version, current_setting('server_version') as name,
      current_setting('server_encoding') as encoding, current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
      current_setting('synchronous_commit') as commit, current_user as role, rolsuper as superuser,
      current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as connections
    from pg_roles where rolname = current_user`
  return row
}

function checkServer(server: Server, config: Config): readonly Check[] {
  const { version, name, encoding, fsync, pages, commit, role, superuser, connections } = server
  const checks: Check[] = []
  if (version >= 190_000) checks.push(warning('database', `PostgreSQL ${name}`, 'Purser was tested with 15 to 18.'))
  if (fsync !== 'on' || pages !== 'on')
    checks.push(
      problem('database', `fsync is ${fsync}, full_page_writes is ${pages}: a power cut loses money`, 'Set both to on in postgresql.conf.'),
    )
  if (commit === 'off') checks.push(problem('database', 'synchronous_commit is off: a crash loses what was acknowledged', 'Set it to on.'))
  if (superuser)
    checks.push(
      warning(
        'database',
        `the role ${role} is a superuser, who can walk past the guards`,
        'Use a role of its own: CREATE ROLE purser LOGIN',
      ),
    )
  const needed = connectionsOf(config)
  if (connections < needed + OTHERS)
    checks.push(
      warning(
        'database',
        `only ${connections} connections at once, of which each process holds up to ${needed}`,
        'Raise max_connections (docs/delivery.md).',
      ),
    )
  return checks.length > 0 ? checks : [ok('database', `PostgreSQL ${name}, ${encoding}, fsync on, role ${role}, ${placeOf(config)}`)]
}

/** For the doctor, commands and backups beside. */
const OTHERS = 5

/** What a process holds at most: its own 12, 3 for jobs and a sign of life; 4 for each platform's messages; and sessions that wait for news, or were elected. */
function connectionsOf({ web, slack, discord, telegram }: Config): number {
  const platforms = [web.enabled, slack, discord, telegram].filter(Boolean).length
  return 16 + 4 * platforms + (web.enabled ? 1 : 0) + (telegram && !telegram.webhook ? 1 : 0) + (discord?.shards ?? 0)
}

/** Without the password. */
function placeOf({ databaseUrl, dataDir }: Config): string {
  if (databaseUrl === undefined) return `in ${dataDir}`
  const { host, pathname } = new URL(databaseUrl)
  return `at ${host}${pathname}`
}

async function checkMigrations(url: string, db: Database, config: Config): Promise<readonly Check[]> {
  const { applied, pending, problems } = await migrationState(url)
  if (problems.length > 0) return problems.map((found) => problem('migrations', found, 'See above.'))
  const todo = 'The next start applies them, or "purser migrate" now.'
  if (applied.length === 0) return [ok('migrations', `none applied yet: the first start applies all ${pending.length}`)]
  if (pending.length > 0) return [warning('migrations', `${applied.length} applied, ${pending.length} to apply`, todo)]
  const wrong = (await mismatches(db, config)).map((found) => problem('database', found, 'See docs/configuration.md.'))
  return [
    ok('migrations', `all ${applied.length} applied`),
    ...wrong,
    await checkBackup(db, config, new Date()),
    await checkKept(db, config),
    ...(await checkImport(db)),
  ]
}

/** An import that was forgotten leaves wallets without a floor. */
async function checkImport(db: Database): Promise<readonly Check[]> {
  const wallets = await unboundWallets(db)
  if (wallets === 0) return []
  const found = `an import is open: ${wallets.toLocaleString('en')} ${wallets === 1 ? 'wallet' : 'wallets'} may go below zero`
  return [warning('import', found, 'Compare and end it: purser import close customers.csv')]
}

async function checkClock(db: Database): Promise<Check> {
  const before = Date.now()
  const [row] = await db.$queryRaw<[{ now: Date }]>`select clock_timestamp() as now`
  const after = Date.now()
  // The answer was written some time between the two.
  const off = Math.max(before - row.now.getTime(), row.now.getTime() - after, 0) / 1000
  const found = `${off.toFixed(1)} seconds between this machine and the database`
  if (off >= 60) return problem('clock', found, 'Set both by NTP: records and limits go by them.')
  return off >= 2 ? warning('clock', found, 'Set both by NTP.') : ok('clock', found)
}
