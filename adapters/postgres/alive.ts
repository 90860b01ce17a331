import pg from 'pg'
import { longer, pause, within } from '../pause.ts'
import { hurry } from './client.ts'

/** Which of all processes on this database live. */
interface Alive {
  /** Is known as alive by this name from now on, until it is closed or dies. */
  hold(name: string): Promise<void>
  /** Of these names, those that no living process holds. */
  dead(names: readonly string[]): Promise<readonly string[]>
  close(): Promise<void>
}

/** Apart from all other advisory locks of ours. */
const NAMES = 7_872_655

/** A connection that says nothing for so long, in milliseconds, is given up for a new one. */
const PATIENT = { keepAlive: true, query_timeout: 20_000 }
const CONNECTED = 10_000

/**
 * Names are advisory locks of one connection: the database forgets them when our process ends, however it ends. A connection that was
 * lost is made again with all its names, at once: meanwhile others may take us for dead.
 */
export function createAlive(url: string): Alive {
  const own = new Set<string>()
  const closing = new AbortController()
  let connected: Promise<pg.Client> | undefined
  let live: pg.Client | undefined
  let newest: pg.Client | undefined

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: url, application_name: 'purser (alive)', ...PATIENT })
    client.on('error', () => undefined)
    newest = client
    try {
      // Who says goodbye in the middle of it is never told that it failed.
      const there = await within(
        CONNECTED,
        client.connect().then(() => true),
        closing.signal,
      )
      if (!there) throw new Error('no connection')
      await client.query('set tcp_keepalives_idle = 10')
      await client.query('set tcp_keepalives_interval = 5')
      await client.query('set tcp_keepalives_count = 2')
      if (own.size > 0) await client.query('select pg_advisory_lock($1, hashtext(name)) from unnest($2::text[]) name', [NAMES, [...own]])
    } catch (error) {
      hurry(client)
      client.end().catch(() => undefined)
      throw error
    }
    live = client
    client.once('end', () => lost(client))
    return client
  }

  function lost(client: pg.Client): void {
    if (client !== live) return
    live = undefined
    connected = undefined
    void again()
  }

  async function again(): Promise<void> {
    for (let wait = 250; own.size > 0 && !closing.signal.aborted; wait = longer(wait)) {
      const back = await there().catch(() => undefined)
      if (back) return
      await pause(wait, closing.signal)
    }
  }

  function there(): Promise<pg.Client> {
    if (!connected) {
      const attempt = connect()
      connected = attempt
      attempt.catch(() => {
        connected = undefined
      })
    }
    return connected
  }

  /** One query after the other: a client has one conversation. */
  let turn: Promise<unknown> = Promise.resolve()
  const query = <T extends pg.QueryResultRow>(text: string, values: readonly unknown[]): Promise<readonly T[]> => {
    const next = turn.then(async () => {
      closing.signal.throwIfAborted()
      const client = await there()
      try {
        return (await client.query<T>(text, [...values])).rows
      } catch (error) {
        lost(client)
        client.end().catch(() => undefined)
        throw error
      }
    })
    turn = next.catch(() => undefined)
    return next
  }

  return {
    hold: async (name) => {
      if (own.has(name)) return
      own.add(name)
      await query('select pg_advisory_lock($1, hashtext($2))', [NAMES, name])
    },
    dead: async (names) => {
      const others = names.filter((name) => !own.has(name))
      const rows = await query<{ name: string }>(
        `select name from unnest($2::text[]) name
          where case when pg_try_advisory_lock($1, hashtext(name)) then pg_advisory_unlock($1, hashtext(name)) else false end`,
        [NAMES, others],
      )
      return rows.map(({ name }) => name)
    },
    // What is asked for at this moment may wait for a name that another holds: nobody waits for that any more.
    close: async () => {
      closing.abort()
      if (newest) {
        hurry(newest)
        await newest.end().catch(() => undefined)
      }
      await turn
    },
  }
}
