import pg from 'pg'
import { type Log, openEmbedded } from './embedded/index.ts'

export { createAlive } from './alive.ts'
export { connect } from './connect.ts'
export { elect } from './elect.ts'
export { type Log, openEmbedded } from './embedded/index.ts'
export { upgradeEmbedded } from './embedded/upgrade.ts'
export { emptyDatabase } from './empty.ts'
export { migrate, migrationState } from './migrations.ts'
export { holdProduct } from './product.ts'
export { createWorkerPool } from './workers.ts'

/** A database to work with. */
export interface OpenDatabase {
  /** For `connect`, `migrate` and `holdProduct`. It holds a password: keep it out of logs. */
  readonly url: string
  /** Whether it is the PostgreSQL that comes with Purser. */
  readonly embedded: boolean
  /** Resolves when `url` leads nowhere any more and will not again. Of a server of the operator's nobody here can say that. */
  readonly lost?: Promise<Error>
  /** Call last, after every connection of yours is closed. The embedded server stops when the last process leaves it. */
  close(): Promise<void>
}

/** What `openDatabase` reads of the configuration. */
export interface DatabaseChoice {
  readonly databaseUrl?: string | undefined
  readonly dataDir: string
  readonly demo: boolean
}

/**
 * The PostgreSQL that DATABASE_URL names, checked for what Purser needs of it; without one the embedded PostgreSQL, where demo data
 * and real data are two databases. Throws plain Errors whose message tells an operator what to do, and no password.
 */
export async function openDatabase({ databaseUrl, dataDir, demo }: DatabaseChoice, log: Log): Promise<OpenDatabase> {
  if (databaseUrl !== undefined) {
    await check(databaseUrl)
    return { url: databaseUrl, embedded: false, close: async () => undefined }
  }
  const { url, lost, close } = await openEmbedded({ dataDir, database: demo ? 'purser_demo' : 'purser', log })
  return { url, embedded: true, lost, close }
}

async function check(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ version: number; encoding: string; standby: boolean }>(
      `select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
        pg_is_in_recovery() as standby`,
    )
    const problem = rows[0] && unfit(rows[0])
    if (problem) throw new Error(problem)
  } catch (cause) {
    throw new Error(`The database that DATABASE_URL names cannot be used: ${reasonOf(cause)}`, { cause })
  } finally {
    await client.end().catch(() => undefined)
  }
}

function unfit({ version, encoding, standby }: { version: number; encoding: string; standby: boolean }): string | undefined {
  if (version < 150_000) return `Purser needs PostgreSQL 15 or newer; this is ${Math.floor(version / 10_000)}.`
  if (encoding !== 'UTF8') return `its encoding is ${encoding}; make one with: CREATE DATABASE purser ENCODING 'UTF8' TEMPLATE template0`
  if (standby) return 'it is a read-only standby; name the primary.'
  return undefined
}

/** Node reports a name with several addresses as an AggregateError without a message of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return error instanceof Error ? error.message : String(error)
}
