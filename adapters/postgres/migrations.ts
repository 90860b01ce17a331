import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Logger, runMigrations } from 'graphile-worker'
import type pg from 'pg'
import { withClient } from './client.ts'

/** Prisma's own advisory lock: `prisma migrate deploy` and this runner exclude each other. */
const PRISMA_LOCK = 72_707_369

/** From the sources and from dist/ alike. */
const ownMigrations = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

/** In SQL: whether migrations were begun where this session's tables are made. Another program's, elsewhere in the search path, are not ours. */
export const BEGUN_HERE = `to_regclass(quote_ident(current_schema()) || '._prisma_migrations') is not null`

/** A migration that begins so runs outside a transaction, and must be one statement (CREATE INDEX CONCURRENTLY). */
const notAtomic = '-- not in a transaction'

/**
 * `dir`: a folder in Prisma's layout. `only`: no others than these. `retryFailed`: try again what failed before. `log` hears of a wait and
 * of each migration.
 */
export interface MigrateOptions {
  readonly dir?: string
  readonly only?: readonly string[]
  readonly retryFailed?: boolean
  readonly log?: { info(message: string): void }
}

/** Where a database stands. `pending` is what a start would apply; `problems` are what would stop it, each a sentence for the operator. */
export interface MigrationState {
  readonly applied: readonly string[]
  readonly pending: readonly string[]
  readonly problems: readonly string[]
}

/**
 * Brings the database to what this program expects: the job queue's tables (graphile-worker's own migrations), then ours. Resolves
 * with the names applied. Processes that call it at once take turns. Throws, before changing anything of ours, when a migration was
 * edited after it was applied, failed before, or is unknown here (the database is newer than the program).
 */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<readonly string[]> {
  const { dir = ownMigrations, only, retryFailed = false, log } = options
  return withClient(url, 'purser migrate', async (client) => {
    await takeTurn(client, log)
    await runMigrations({ connectionString: url, schema: 'graphile_worker', logger: new Logger(() => () => undefined) }).catch(explain)
    await client.query(prismaTable).catch(explain)
    if (retryFailed) await client.query('update _prisma_migrations set rolled_back_at = now() where finished_at is null')
    const { pending: missing, problems } = await stateOf(client, dir)
    if (problems.length > 0) throw new Error(problems.join('\n'))
    const pending = only ? missing.filter((name) => only.includes(name)) : missing
    for (const name of pending) {
      await apply(client, name, readMigration(dir, name))
      log?.info(`Applied migration ${name}`)
    }
    return pending
  })
}

/** Reads where the database stands, changing nothing. `settled`: once nobody is bringing it further at this moment. */
export async function migrationState(url: string, { dir = ownMigrations, settled = false } = {}): Promise<MigrationState> {
  return withClient(url, 'purser migrate', async (client) => {
    if (settled) await takeTurn(client, undefined)
    const { rows } = await client.query(`select ${BEGUN_HERE} as known`)
    return rows[0]?.known ? stateOf(client, dir) : { applied: [], pending: migrationNames(dir), problems: [] }
  })
}

interface Row {
  migration_name: string
  checksum: string
  finished_at: Date | null
  logs: string | null
}

async function stateOf(client: pg.Client, dir: string): Promise<MigrationState> {
  const { rows } = await client.query<Row>(
    'select migration_name, checksum, finished_at, logs from _prisma_migrations where rolled_back_at is null order by started_at',
  )
  const names = migrationNames(dir)
  const recorded = new Set(rows.map((row) => row.migration_name))
  return {
    applied: rows.filter((row) => row.finished_at).map((row) => row.migration_name),
    pending: names.filter((name) => !recorded.has(name)),
    problems: rows.flatMap((row) => problemOf(row, names, dir) ?? []),
  }
}

function problemOf(row: Row, names: readonly string[], dir: string): string | undefined {
  const name = row.migration_name
  if (!names.includes(name))
    return `The database is newer than this program: it has the migration ${name}. Start the version of Purser that made it, or a newer one.`
  if (!row.finished_at)
    return (
      `The migration ${name} failed earlier${row.logs ? ` (${row.logs.trim()})` : ''}, so no other is applied. ` +
      'Remove the cause, then run "purser migrate --retry" (or "prisma migrate resolve").'
    )
  // As Prisma does: a checkout on Windows may have changed the line ends, and nothing else.
  const sql = readMigration(dir, name)
  const unix = sql.replaceAll('\r\n', '\n')
  if ([sql, unix, unix.replaceAll('\n', '\r\n')].map(checksum).includes(row.checksum)) return undefined
  return `The migration ${name} was edited after it was applied. Restore prisma/migrations/${name}/migration.sql and put the change into a new migration.`
}

const DEADLOCK = '40P01'

/** Row and change commit together, so that a crash leaves neither; a failure is recorded after the rollback, as Prisma records it. */
async function apply(client: pg.Client, name: string, sql: string, tries = 5): Promise<void> {
  const id = randomUUID()
  const begin = () =>
    client.query('insert into _prisma_migrations (id, checksum, migration_name) values ($1, $2, $3)', [id, checksum(sql), name])
  const finish = () => client.query('update _prisma_migrations set finished_at = now(), applied_steps_count = 1 where id = $1', [id])
  const atomic = !sql.startsWith(notAtomic)
  try {
    // What is checked at the end would be in the way of a table's change that follows a change of its rows.
    if (atomic) await client.query('begin; set constraints all immediate')
    await begin()
    await client.query(sql)
    await finish()
    if (atomic) await client.query('commit')
  } catch (error) {
    const { message, code } = error as Error & { code?: string }
    // A process that still runs held what this needs, and waited for what this held: nothing was done, and it is done once more.
    if (atomic && code === DEADLOCK && tries > 1) {
      await client.query('rollback')
      return apply(client, name, sql, tries - 1)
    }
    const record = async () => {
      if (atomic) await client.query('rollback')
      if (atomic) await begin()
      await client.query('update _prisma_migrations set logs = $2 where id = $1', [id, message])
    }
    // Without a connection nothing can be recorded; the database rolls back by itself, and the next start begins anew.
    await record().catch(() => undefined)
    const left = atomic ? 'Nothing of it remains.' : 'Part of it may remain.'
    throw new Error(`The migration ${name} failed: ${message}. ${left} Remove the cause, then run "purser migrate --retry".`, {
      cause: error,
    })
  }
}

async function takeTurn(client: pg.Client, log: MigrateOptions['log']): Promise<void> {
  const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [PRISMA_LOCK])
  if (rows[0]?.mine) return
  log?.info('Another process migrates the database; waiting for it')
  await client.query('select pg_advisory_lock($1)', [PRISMA_LOCK])
}

/** The commonest stumble with a database of one's own: since PostgreSQL 15 only its owner may make tables in it. */
function explain(error: Error & { code?: string }): never {
  if (error.code !== '42501') throw error
  throw new Error(
    `The role in DATABASE_URL may not make tables (${error.message}). Make it the database's owner: ALTER DATABASE purser OWNER TO purser`,
    { cause: error },
  )
}

/** The checksum of a migration that comes with this program; undefined for one that does not. */
export const ownMigration = (name: string): string | undefined =>
  migrationNames(ownMigrations).includes(name) ? checksum(readMigration(ownMigrations, name)) : undefined

const checksum = (sql: string): string => createHash('sha256').update(sql).digest('hex')

const readMigration = (dir: string, name: string): string => readFileSync(join(dir, name, 'migration.sql'), 'utf8')

const migrationNames = (dir: string): string[] =>
  readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()

/** As Prisma makes it. */
const prismaTable = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`
