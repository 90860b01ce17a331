import { randomBytes } from 'node:crypto'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** A process of a container often has the number of the one before it, so a name's number alone does not say that it is ours. */
const ours = new Set<string>()

/** A name beside `target` for what is being made and will be renamed to it when whole. It tells who is making it. */
export function temporaryName(target: string): string {
  const suffix = `new-${process.pid}-${randomBytes(4).toString('hex')}`
  ours.add(suffix)
  return `${target}.${suffix}`
}

/** Removes from `folder` what a process that no longer lives left half made under a name that starts with `prefix`. */
export function removeLeftovers(folder: string, prefix: string): void {
  for (const name of readdirSync(folder)) {
    const [, suffix, maker] = /\.(new-(\d+)-[0-9a-f]{8})$/.exec(name) ?? []
    if (!name.startsWith(prefix) || !suffix || ours.has(suffix)) continue
    if (Number(maker) === process.pid || !isAlive(Number(maker))) remove(join(folder, name))
  }
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
