import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Cluster } from './cluster.ts'
import { startHeartbeat } from './heartbeat.ts'
import { runningPort, startServer, stopServer } from './server.ts'

/** Held in shared mode by every process that uses the server: who can take it alone is the last one. Any number does; this one is ours. */
const USERS = 7_872_651
const SETUP = 7_872_652

/** How long a server that lives may stay unreachable (starting, recovering, stopping) before that is an error, in milliseconds. */
const longestWait = 300_000

/** A process's share in the server. */
export interface Membership {
  readonly port: number
  readonly client: pg.Client
  readonly stopHeartbeat: () => void
}

/** Joins the server of this cluster, starting it when none runs. */
export async function join(cluster: Cluster, preferredPort?: number): Promise<Membership> {
  const start = performance.now()
  while (performance.now() - start < longestWait) {
    const port = await runningPort(cluster)
    if (port === undefined) await startServer(cluster, preferredPort)
    const client = port === undefined ? undefined : await enter(cluster, port)
    if (port !== undefined && client) return { port, client, stopHeartbeat: startHeartbeat(cluster) }
    await pause(20)
  }
  throw new Error(`PostgreSQL runs but does not answer (its log: ${cluster.logFile})`)
}

/** Leaves; stops the server when nobody else uses it. */
export async function leave(cluster: Cluster, { client, stopHeartbeat }: Membership): Promise<void> {
  try {
    await client.query('select pg_advisory_unlock_shared($1)', [USERS])
    const { rows } = await client.query('select pg_try_advisory_lock($1) as last', [USERS])
    // Whoever comes from here on waits for the lock that we hold, is cut off by the stop, and starts the server again.
    if (rows[0]?.last) await stopServer(cluster)
  } catch (error) {
    // The server is gone or going already, which is as good.
    if (!isPassing(error)) throw error
  } finally {
    stopHeartbeat()
    await client.end().catch(() => undefined)
  }
}

/** Keeps everybody else out until we leave, which then stops the server; false when somebody uses it. */
export async function takeAlone({ client }: Membership): Promise<boolean> {
  const { rows } = await client.query('select pg_try_advisory_lock($1) as alone', [USERS])
  return rows[0]?.alone === true
}

/** Makes the role "purser" and the database, if they are not there yet. */
export async function ensureDatabase(cluster: Cluster, { client }: Membership, database: string): Promise<void> {
  const missing = async (sql: string, name: string) => (await client.query(sql, [name])).rowCount === 0
  const noRole = () => missing('select from pg_roles where rolname = $1', 'purser')
  const noDatabase = () => missing('select from pg_database where datname = $1', database)
  if (!(await noRole()) && !(await noDatabase())) return
  await client.query('select pg_advisory_lock($1)', [SETUP])
  try {
    if (await noRole()) {
      const password = pg.escapeLiteral(cluster.passwords.purser)
      await client.query(`create role purser login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password ${password}`)
    }
    if (await noDatabase()) await client.query(`create database ${pg.escapeIdentifier(database)} owner purser`)
  } finally {
    await client.query('select pg_advisory_unlock($1)', [SETUP])
  }
}

/** The superuser's connection, with our share taken; undefined when the server is not (or no longer) ready for it. */
async function enter(cluster: Cluster, port: number): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    connectionString: `postgres://postgres:${cluster.passwords.admin}@127.0.0.1:${port}/postgres`,
    application_name: 'purser (keeps the server running)',
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  })
  // Whoever uses the connection hears of its end by 'end'; without a listener an error would end the process.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query('select pg_advisory_lock_shared($1)', [USERS])
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    if (isPassing(error)) return undefined
    throw new Error(`PostgreSQL on port ${port} refuses Purser: ${(error as Error).message}`, { cause: error })
  }
}

/** Starting up, shutting down, cut off by a stop, or gone: what a moment changes. */
function isPassing(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string }
  return (
    ['57P01', '57P02', '57P03', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code) ||
    /Connection terminated|timeout expired|Client was closed|Client has encountered/.test(message)
  )
}
