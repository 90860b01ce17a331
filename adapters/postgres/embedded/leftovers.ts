import { createHash, randomBytes } from 'node:crypto'
import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

/** Containers that share a folder count their processes apart: a number says who lives only where it was given. */
const HERE = createHash('sha256').update(hostname()).digest('hex').slice(0, 8)

/** What was made elsewhere, and not touched for so long, is made by nobody any more. */
const FORGOTTEN = 24 * 3600_000

/** A process of a container often has the number of the one before it, so a name's number alone does not say that it is ours. */
const ours = new Set<string>()

/** A name beside `target` for what is being made and will be renamed to it when whole. It tells who is making it. */
export function temporaryName(target: string): string {
  const suffix = `new-${HERE}-${process.pid}-${randomBytes(4).toString('hex')}`
  ours.add(suffix)
  return `${target}.${suffix}`
}

/** Removes from `folder` what a process that no longer lives left half made under a name that starts with `prefix`. */
export function removeLeftovers(folder: string, prefix: string): void {
  for (const name of readdirSync(folder)) {
    const [, suffix, where, maker] = /\.(new-([0-9a-f]{8})-(\d+)-[0-9a-f]{8})$/.exec(name) ?? []
    if (!name.startsWith(prefix) || !suffix || ours.has(suffix)) continue
    const path = join(folder, name)
    const gone = where === HERE ? Number(maker) === process.pid || !isAlive(Number(maker)) : isForgotten(path)
    if (gone) remove(path)
  }
}

/** By the folder's own clock, which another machine may keep. Undefined to look at: somebody else has removed it. */
function isForgotten(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false })
  return found !== undefined && Date.now() - found.mtimeMs > FORGOTTEN
}

/** The maker's child may still be writing in it for a moment. What then remains, the next start removes. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error
  }
}

/** Whether a process of this number runs here, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
