import pg from 'pg'
import type { Log } from './embedded/index.ts'

/** Held by the one process that serves customers on this database. Any number does; this one is ours. */
const PRODUCT = 7_872_653

/**
 * Claims to be the product on this database: resolves with how to give that up, or with undefined when another process already is.
 * The database forgets the claim when our process or its connection ends, however it ends. A connection that is lost while we live
 * is made again; if another process was faster, `log` hears of it.
 */
export async function holdProduct(url: string, log: Log): Promise<(() => Promise<void>) | undefined> {
  let client = await claim(url)
  if (!client) return undefined
  let released = false
  let timer: NodeJS.Timeout | undefined
  watch(client)

  function watch(held: pg.Client): void {
    held.once('end', () => {
      if (!released) reclaim()
    })
  }

  function reclaim(): void {
    timer = setTimeout(async () => {
      const again = await claim(url).catch(() => 'unreachable' as const)
      if (released) return again === 'unreachable' ? undefined : again?.end()
      if (again === 'unreachable') return reclaim()
      if (!again) return log.error('Another Purser took over this database while the connection was lost. Stop one of the two.')
      client = again
      watch(again)
    }, 500)
  }

  return async () => {
    released = true
    clearTimeout(timer)
    await client?.end().catch(() => undefined)
  }
}

async function claim(url: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({ connectionString: url, application_name: 'purser (the product)', keepAlive: true })
  client.on('error', () => undefined)
  await client.connect()
  // A machine that lost power says no goodbye: the server asks after half a minute, and forgets us a quarter of a minute later.
  await client.query('set tcp_keepalives_idle = 30')
  await client.query('set tcp_keepalives_interval = 5')
  await client.query('set tcp_keepalives_count = 3')
  const { rows } = await client.query('select pg_try_advisory_lock($1) as mine', [PRODUCT])
  if (rows[0]?.mine) return client
  await client.end()
  return undefined
}
