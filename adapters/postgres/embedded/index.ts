import { isAbsolute } from 'node:path'
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
  /** Gives the share back; the last one to do so stops the server. Close your own connections first. */
  close(): Promise<void>
}

/**
 * Uses the PostgreSQL in `dataDir` (an absolute path): makes it at first, starts it unless it runs, and shares it with every other
 * process that does the same. Throws plain Errors whose message tells an operator what to do.
 */
export async function openEmbedded({ dataDir, database, log }: { dataDir: string; database: string; log: Log }): Promise<Embedded> {
  if (!isAbsolute(dataDir)) throw new Error(`The data folder must be an absolute path: ${dataDir}`)
  const cluster = await prepareCluster(dataDir, log)
  let membership = await join(cluster)
  let closing = false
  let rejoining: Promise<void> | undefined
  const { port } = membership
  watch(membership)
  await ensureDatabase(cluster, membership, database)

  /** When the server dies under us (killed, out of memory), it is started again on the same port, so that `url` stays true. */
  function watch({ client, stopHeartbeat }: Membership): void {
    client.once('end', () => {
      if (closing) return
      stopHeartbeat()
      log.warn('The connection to the embedded PostgreSQL was lost; joining it again')
      rejoining = rejoin()
    })
  }

  async function rejoin(): Promise<void> {
    try {
      membership = await join(cluster, port)
      if (membership.port !== port) log.error(`The embedded PostgreSQL moved to port ${membership.port}: restart Purser`)
      else log.info('The embedded PostgreSQL is back')
      if (!closing) watch(membership)
    } catch (error) {
      log.error(`The embedded PostgreSQL could not be started again: ${(error as Error).message}`)
    }
  }

  return {
    url: `postgres://purser:${cluster.passwords.purser}@127.0.0.1:${port}/${database}`,
    adminUrl: `postgres://postgres:${cluster.passwords.admin}@127.0.0.1:${port}/postgres`,
    close: async () => {
      if (closing) return
      closing = true
      await rejoining
      await leave(cluster, membership)
    },
  }
}
