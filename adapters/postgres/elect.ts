import pg from 'pg'
import type { Log } from './embedded/index.ts'

/** Begins what one process alone may do; resolves with how to end it. */
export type Serve = () => Promise<() => Promise<void>>

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

/**
 * Lets one of all processes on this database do something: whoever holds the advisory lock of that name. When its connection or its
 * process ends, another takes over; a holder that no longer hears from the database stops serving before the database forgets it.
 * What cannot begin is tried again at the next look, by whichever process comes first.
 */
export function elect(url: string, name: string, log: Log, serve: Serve): Candidacy {
  let stopping = false
  let wake = (): void => undefined
  let running: Promise<void> | undefined

  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, stopping ? 0 : LOOK)
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
        log.warn(`${name} is not served by this process now, and tried again: ${error instanceof Error ? error.message : error}`)
      }
      decided()
      if (!stopping) await pause()
    }
  }

  /** One connection: waits for its turn, serves, and goes on until the connection is lost or we stop. */
  async function term(decided: () => void): Promise<void> {
    const client = await candidate(url)
    client.once('end', () => wake())
    let end: (() => Promise<void>) | undefined
    try {
      while (!stopping && !(await holds(client, name))) {
        decided()
        await pause()
      }
      if (stopping) return
      end = await serve()
      decided()
      while (!stopping) {
        await client.query('select 1')
        await pause()
      }
    } finally {
      await end?.().catch((error: unknown) => log.warn(`${name} did not end well: ${error instanceof Error ? error.message : error}`))
      await client.end().catch(() => undefined)
    }
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

async function candidate(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'purser (a candidate)',
    connectionTimeoutMillis: ANSWER,
    query_timeout: ANSWER,
    keepAlive: true,
  })
  client.on('error', () => undefined)
  await client.connect()
  // A machine that lost power says no goodbye: the server asks after 5 s of silence, and forgets it 6 s later.
  await client.query('set tcp_keepalives_idle = 5')
  await client.query('set tcp_keepalives_interval = 2')
  await client.query('set tcp_keepalives_count = 3')
  return client
}

/** Apart from all other advisory locks of ours, which have one number. */
const ELECTIONS = 7_872_654

async function holds(client: pg.Client, name: string): Promise<boolean> {
  const { rows } = await client.query('select pg_try_advisory_lock($1, hashtext($2)) as mine', [ELECTIONS, name])
  return rows[0]?.mine === true
}
