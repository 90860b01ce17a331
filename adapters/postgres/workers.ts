import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import pg from 'pg'
import { hurry } from './client.ts'

/** How long the job system waits for one statement of its own, and for a connection, in milliseconds. */
const PATIENCE = 30_000
const CONNECTED = 10_000

/**
 * Connections for the job system. It tries again what fails for reasons that it knows as passing, and leaves everything else unhandled, which
 * ends the process: so a lost connection has such a reason here, and a statement that hangs loses its connection.
 */
export function createWorkerPool(url: string, most: number, patience = PATIENCE): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: most,
    application_name: 'purser (jobs)',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    connectionTimeoutMillis: CONNECTED,
  })
  pool.on('error', () => undefined)
  pool.on('connect', (client) => watch(client, patience))
  const open = new Set<object>()
  pool.on('connect', (client) => open.add(client))
  pool.on('remove', (client) => open.delete(client))
  const connect = pool.connect.bind(pool) as (...how: unknown[]) => Promise<pg.PoolClient> | undefined
  const end = pool.end.bind(pool) as () => Promise<void>
  return Object.assign(pool, {
    connect: (...how: unknown[]) => connect(...how)?.catch(passing),
    end: () => {
      for (const client of open) hurry(client)
      return end()
    },
  })
}

type Query = (...what: unknown[]) => Promise<unknown> | undefined

function watch(client: EventEmitter, patience: number): void {
  client.on('error', () => undefined)
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  const watched = client as unknown as { query: Query }
  const query = watched.query.bind(client)
  let waiting = 0
  // One that only listens is silent for good reason.
  const waits = (more: 1 | -1): void => {
    waiting += more
    stream.setTimeout(waiting > 0 ? patience : 0)
  }
  stream.on('timeout', () => stream.destroy(new Error('the database is silent')))
  watched.query = (...what) => {
    const asked = query(...what)
    if (!asked) return undefined
    waits(1)
    return asked.finally(() => waits(-1)).catch(passing)
  }
}

/** Whatever is no answer of the server, or its goodbye, passes: as a network that does not answer. */
function passing(error: Error & { code?: string; severity?: string }): never {
  const answered = error.severity !== undefined && !/^(57P|08|53)/.test(error.code ?? '')
  throw answered ? error : Object.assign(error, { code: 'ETIMEDOUT' })
}
