import { isAbsolute } from 'node:path'
import { pause } from '../../pause.ts'
import { prepareCluster } from './cluster.ts'
import { ensureDatabase, join, leave, type Membership } from './membership.ts'

/** Where the server's fortunes are told: a pino logger fits. */
export interface Log {
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}

/** A share in the PostgreSQL that comes with Purser. */
export interface Embedded {
  /** Of the database asked for, as the role "purser" (no superuser, owner of the database). Stays valid until `close`. */
  readonly url: string
  /** Of the database "postgres", as the superuser: for tests and repairs, never for the product. */
  readonly adminUrl: string
  /** Resolves when `url` is true no more and will not be again: the process that uses it is to end, and starts anew with another. */
  readonly lost: Promise<Error>
  /** Gives the share back; the last one to do so stops the server. Close your own connections first. */
  close(): Promise<void>
}

/** Between two tries to start it again, at most, in milliseconds: what kept it down (a full disk, no memory) may pass at any time. */
const LONGEST = 30_000

/**
 * Uses the PostgreSQL in `dataDir` (an absolute path): makes it at first, starts it unless it runs, and shares it with every other
 * process that does the same. Throws plain Errors whose message tells an operator what to do.
 */
export async function openEmbedded({ dataDir, database, log }: { dataDir: string; database: string; log: Log }): Promise<Embedded> {
  if (!isAbsolute(dataDir)) throw new Error(`The data folder must be an absolute path: ${dataDir}`)
  const cluster = await prepareCluster(dataDir, log)
  let membership = await join(cluster)
  const closing = new AbortController()
  let rejoining: Promise<void> | undefined
  const { port } = membership
  let lose: (why: Error) => void
  const lost = new Promise<Error>((resolve) => {
    lose = resolve
  })
  watch(membership)
  await ensureDatabase(cluster, membership, database)

  /** When the server dies under us (killed, out of memory), it is started again on the same port, so that `url` stays true. */
  function watch({ client, stopHeartbeat }: Membership): void {
    client.once('end', () => {
      if (closing.signal.aborted) return
      stopHeartbeat()
      log.warn('The connection to the embedded PostgreSQL was lost; joining it again')
      rejoining = rejoin()
    })
  }

  async function rejoin(): Promise<void> {
    for (let wait = 1_000; !closing.signal.aborted; wait = Math.min(wait * 2, LONGEST)) {
      try {
        membership = await join(cluster, port)
        if (membership.port !== port)
          return lose(
            new Error(`The embedded PostgreSQL moved to port ${membership.port}, since another program took ${port}: start Purser again`),
          )
        log.info('The embedded PostgreSQL is back')
        return watch(membership)
      } catch (error) {
        log.error(`The embedded PostgreSQL could not be started again; trying again in ${wait / 1000} s: ${(error as Error).message}`)
        await pause(wait, closing.signal)
      }
    }
  }

  return {
    url: `postgres://purser:${cluster.passwords.purser}@127.0.0.1:${port}/${database}`,
    adminUrl: `postgres://postgres:${cluster.passwords.admin}@127.0.0.1:${port}/postgres`,
    lost,
    close: async () => {
      if (closing.signal.aborted) return
      closing.abort()
      await rejoining
      await leave(cluster, membership)
    },
  }
}
