import pg from 'pg'
import { within } from '../pause.ts'
import type { Log } from './embedded/index.ts'

/** Begins what one process alone may do; resolves with how to end it. `leave`: it cannot be done from here now, and who waits for it may have it. */
export type Serve = (leave: () => void) => Promise<() => Promise<void>>

export type Patience = Readonly<Record<'rivals' | 'alone', number>>

/** A candidacy. */
export interface Candidacy {
  /** Resolves when it is decided for the first time: we serve, or another process does. */
  start(): Promise<void>
  /** Ends what we serve, if we do, and lets another process serve at once. */
  stop(): Promise<void>
}

/** Between two looks, and the longest that an answer is waited for: together with the server's own patience, another serves within 15 s. */
const LOOK = 2_000
const ANSWER = 4_000
/** Who did not serve, or no longer does, lets others look first. */
const REST = 3_000
/** Between two tries to have the lock back: shorter than a rival's look, so that who served goes on. */
const AGAIN = 500
/**
 * How long, in milliseconds, who serves goes on without the lock while no server is there: with rivals, and alone. What is not there
 * for us may be there for others, behind a proxy of their own, so that it is not for ever.
 */
const PATIENCE = { rivals: 10_000, alone: 300_000 } as const
/** How long the lock is kept for what is in flight when serving ends. */
const DRAIN = 8_000

/**
 * Lets one of all processes on this database do something: whoever holds the advisory lock of that name. When its connection or its
 * process ends, another takes over. A holder that loses its connection goes on while hardly a rival can have the lock: until it finds
 * another holding it, its patience ends or, where others wait for it, the database is silent rather than down. So people are told that
 * we cannot reach our records, instead of nothing. What cannot begin is tried again at the next look, by whichever process comes first.
 */
export function elect(url: string, name: string, log: Log, serve: Serve, patience: Patience = PATIENCE): Candidacy {
  let stopping = false
  let wake = (): void => undefined
  let running: Promise<void> | undefined

  const pause = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, stopping ? 0 : milliseconds)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  async function run(decided: () => void): Promise<void> {
    while (!stopping) {
      try {
        await term(decided)
      } catch (error) {
        log.warn(`${name} is not served by this process now, and tried again: ${reasonOf(error)}`)
      }
      decided()
      if (!stopping) await pause(REST)
    }
  }

  /** Waits for its turn, serves, and goes on until another may serve or we stop. */
  async function term(decided: () => void): Promise<void> {
    let client: pg.Client | undefined = await candidate(url, name)
    let leaves = false
    const waken = (): void => wake()
    client.once('end', waken)
    try {
      while (!stopping && !(await holds(client, name))) {
        decided()
        await pause(LOOK)
      }
      if (stopping) return
      const end = await serve(() => {
        leaves = true
        wake()
      })
      decided()
      for (let rivals = true; client && !stopping; ) {
        try {
          rivals = await hasRivals(client, name)
          if (leaves && rivals) break
          leaves = false
          await pause(LOOK)
        } catch (error) {
          log.warn(`${name}: the connection to the database was lost: ${reasonOf(error)}`)
          await leave(client)
          client = await heldAgain(rivals)
          client?.once('end', waken)
        }
      }
      if (!stopping) log.warn(`${name} is left to whichever process takes it first`)
      const ended = end().catch((error: unknown) => log.warn(`${name} did not end well: ${reasonOf(error)}`))
      // What hangs must not keep another from serving.
      await within(DRAIN, ended)
      if (client) await leave(client)
      await ended
    } finally {
      if (client) await leave(client)
    }
  }

  /** A new connection that holds the lock again; undefined when another process has it, may have it, or we stop. */
  async function heldAgain(rivals: boolean): Promise<pg.Client | undefined> {
    const end = performance.now() + (rivals ? patience.rivals : patience.alone)
    while (!stopping && performance.now() < end) {
      let client: pg.Client | undefined
      try {
        client = await candidate(url, name)
        if (await holds(client, name)) return client
        await leave(client)
        return undefined
      } catch (error) {
        if (client) await leave(client)
        if (rivals && !isDown(error)) return undefined
        await pause(AGAIN)
      }
    }
    return undefined
  }

  return {
    start: () =>
      new Promise((resolve) => {
        running = run(resolve)
      }),
    stop: async () => {
      stopping = true
      wake()
      await running
    },
  }
}

async function candidate(url: string, name: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'purser (a candidate)',
    connectionTimeoutMillis: ANSWER,
    query_timeout: ANSWER,
    keepAlive: true,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    // A machine that lost power says no goodbye: the server asks after 5 s of silence, and forgets it 6 s later.
    await client.query('set tcp_keepalives_idle = 5')
    await client.query('set tcp_keepalives_interval = 2')
    await client.query('set tcp_keepalives_count = 3')
    await client.query('select pg_advisory_lock_shared($1, hashtext($2))', [CANDIDATES, name])
    return client
  } catch (error) {
    await leave(client)
    throw error
  }
}

/** A server that is not there says no goodbye either. */
const leave = (client: pg.Client): Promise<void> => within(1_000, client.end()).catch(() => undefined)

/** Apart from all other advisory locks of ours, which have one number: who serves, and (shared) who would. */
const ELECTIONS = 7_872_654
const CANDIDATES = 7_872_656

async function holds(client: pg.Client, name: string): Promise<boolean> {
  const { rows } = await client.query('select pg_try_advisory_lock($1, hashtext($2)) as mine', [ELECTIONS, name])
  return rows[0]?.mine === true
}

/** Whether other processes wait for what this one holds. */
async function hasRivals(client: pg.Client, name: string): Promise<boolean> {
  const { rows } = await client.query(
    `select 1 from pg_locks where locktype = 'advisory' and pid <> pg_backend_pid() and classid = $1
      and objid = (hashtext($2)::bigint & 4294967295)::oid
      and database = (select oid from pg_database where datname = current_database()) limit 1`,
    [CANDIDATES, name],
  )
  return rows.length > 0
}

/** No server is there to give the lock to anybody: nothing listens, or it just stops or starts. */
function isDown(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return ['ECONNREFUSED', 'ENOENT', '57P01', '57P03'].includes(String(code))
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
