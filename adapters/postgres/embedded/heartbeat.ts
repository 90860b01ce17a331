import { chownSync, existsSync, readFileSync, readlinkSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'

/** How often a process shows that it uses the server, and how long a newcomer watches for it, in milliseconds. */
const every = 1_000
const watch = 5_000

/**
 * Two containers that share a data folder do not see each other's processes, and two servers on one folder destroy it. So whoever uses
 * the server touches a file, and who comes from elsewhere and finds a server not properly stopped watches that file first.
 */
export function startHeartbeat(cluster: Cluster): () => void {
  const file = fileOf(cluster)
  attempt(() => writeFileSync(file, here()))
  // Root may use an ordinary user's data; what it leaves there is that user's.
  attempt(() => cluster.account && chownSync(file, cluster.account.uid, cluster.account.gid))
  const timer = setInterval(() => attempt(() => utimesSync(file, new Date(), new Date())), every)
  timer.unref()
  return () => clearInterval(timer)
}

/** Throws when somebody on another machine or in another container uses this folder; `unclean` says that a server was not properly stopped. */
export async function refuseForeignUse(cluster: Cluster, unclean: boolean): Promise<void> {
  const file = fileOf(cluster)
  if (!unclean || !existsSync(file)) return
  const place = readFileSync(file, 'utf8')
  if (place === here()) return
  const before = statSync(file).mtimeMs
  await pause(watch)
  if (statSync(file).mtimeMs === before) return
  throw new Error(
    `The data in ${cluster.dataDir} is in use from another machine or container (${place.split(' ')[0]}). ` +
      'Run commands there (docker exec), or stop it first.',
  )
}

/** A full disk or a removed folder is PostgreSQL's to report; a beat that is missed endangers nothing. */
function attempt(write: () => void): void {
  try {
    write()
  } catch {}
}

const fileOf = (cluster: Cluster): string => join(cluster.dataDir, 'postgres', 'in-use')

/** The machine, and which of its process lists this process is on. */
function here(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}
