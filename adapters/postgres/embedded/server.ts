import { existsSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { removeOldBinaries } from './binaries.ts'
import type { Cluster } from './cluster.ts'
import { refuseForeignUse } from './heartbeat.ts'
import { isAlive } from './leftovers.ts'
import { run } from './run.ts'

const logLimit = 1_000_000

/** PostgreSQL's longest wait for its own start or stop, in seconds: recovery after a power cut can take a while. */
const patience = '300'

/** The loopback port of this cluster's server, when its process lives (it may still be starting, or stopping). */
export async function runningPort(cluster: Cluster): Promise<number | undefined> {
  const [pid, , , port] = readPidFile(cluster)
  return pid && port && (await isServer(Number(pid), cluster)) ? Number(port) : undefined
}

/** Starts the server, on the port `preferred` if it can be had. It gets a session of its own, so Ctrl-C in our terminal does not reach it. */
export async function startServer(cluster: Cluster, preferred: number | undefined): Promise<void> {
  await refuseForeignUse(cluster, existsSync(pidFile(cluster)))
  await disarmPidFile(cluster)
  if ((statSync(cluster.logFile, { throwIfNoEntry: false })?.size ?? 0) > logLimit) truncateSync(cluster.logFile)
  removeOldBinaries(cluster.dataDir)
  let port = preferred ?? (await freePort())
  for (let attempt = 1; ; attempt++) {
    const before = logSize(cluster)
    const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`
    const args = ['start', '-w', '-t', patience, '-D', cluster.data, '-l', cluster.logFile, '-o', options]
    const { code, output } = await run(cluster.binaries.pgCtl, args, cluster.account)
    if (code === 0) return
    const said = logAfter(cluster, before)
    // Another process of ours started it at the same time, and that is as good.
    if ((await runningPort(cluster)) !== undefined) return
    if (attempt < 20 && /could not bind|could not create any TCP/.test(said)) {
      // Between finding a free port and taking it another program can take it.
      port = await freePort()
      continue
    }
    // The processes of a server that was killed take a moment to notice, and so does a start that failed beside ours.
    if (attempt < 20 && /pre-existing shared memory block|postmaster\.pid" already exists/.test(said)) {
      await pause(250)
      continue
    }
    throw new Error(`PostgreSQL did not start (its log: ${cluster.logFile}):\n${said.trim() || output.trim()}`)
  }
}

/** Stops the server in good order: who is still connected is cut off, everything committed is on disk. */
export async function stopServer(cluster: Cluster): Promise<void> {
  const { code, output } = await run(
    cluster.binaries.pgCtl,
    ['stop', '-m', 'fast', '-w', '-t', patience, '-D', cluster.data],
    cluster.account,
  )
  if (code !== 0 && (await runningPort(cluster)) !== undefined) throw new Error(`PostgreSQL did not stop: ${output.trim()}`)
}

const pidFile = (cluster: Cluster) => join(cluster.data, 'postmaster.pid')

function readPidFile(cluster: Cluster): string[] {
  try {
    return readFileSync(pidFile(cluster), 'utf8').split('\n')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

/**
 * A server that was killed leaves its pid file, and its number may by now be another program's (in a container it usually is).
 * PostgreSQL then refuses to start. The number is replaced by one that no process has, and PostgreSQL does its other checks itself.
 */
async function disarmPidFile(cluster: Cluster): Promise<void> {
  const [pid, ...rest] = readPidFile(cluster)
  if (!pid || !isAlive(Number(pid)) || (await isServer(Number(pid), cluster))) return
  writeFileSync(pidFile(cluster), [String(2 ** 31 - 2), ...rest].join('\n'))
}

/** By the folder it works in, since a name can be anybody's and a path can have aliases. Of a zombie there is nothing to see: it is none. */
async function isServer(pid: number, cluster: Cluster): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (process.platform === 'win32') return true
  if (process.platform !== 'linux')
    return (await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)], undefined)).output.includes(cluster.data)
  try {
    const [works, data] = [statSync(`/proc/${pid}/cwd`), statSync(cluster.data)]
    return works.dev === data.dev && works.ino === data.ino
  } catch {
    return false
  }
}

const logSize = (cluster: Cluster): number => statSync(cluster.logFile, { throwIfNoEntry: false })?.size ?? 0

function logAfter(cluster: Cluster, size: number): string {
  return existsSync(cluster.logFile) ? readFileSync(cluster.logFile).subarray(size).toString('utf8') : ''
}

/** A loopback port that nobody listens on now. Who calls at it meanwhile is turned away, or closing would wait for them. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer((caller) => caller.destroy())
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))))
    })
  })
}
