import { readdirSync, readFileSync } from 'node:fs'

/** Hundredths of a second, the kernel's unit. */
const TICK = 100

/** What a process and those of its children that have ended used of a core, in seconds, user and system together; 0 when it is gone. */
export function cpuSeconds(pid: number | undefined, withEnded = false): number {
  const fields = statOf(pid)
  const used = fields.slice(11, withEnded ? 15 : 13).reduce((sum, field) => sum + Number(field), 0)
  return used / TICK
}

/** The process that `pid` is a child of. */
export const parentOf = (pid: number): number => Number(statOf(pid)[1])

/** What a server and all its processes used. */
export function serverSeconds(server: number): number {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(Number(name)) === server)
  return children.reduce((sum, pid) => sum + cpuSeconds(Number(pid)), cpuSeconds(server, true))
}

/** The fields of /proc/<pid>/stat after the command's name, which may hold anything: state, parent ... */
function statOf(pid: number | undefined): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}
