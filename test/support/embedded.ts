import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { inject } from 'vitest'
import { isAlive } from '../../adapters/postgres/embedded/leftovers.ts'
import { openEmbedded } from '../../adapters/postgres/index.ts'

export const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

/**
 * A folder for an embedded PostgreSQL of the test's own, with its programs in it: copying 60 MB takes longer than most tests. `bare`: as it is
 * before the first start of all. `remove` stops what still runs in it.
 */
export function temporaryData(): { dataDir: string; bare: () => void; remove: () => Promise<void> } {
  const dataDir = mkdtempSync(join(tmpdir(), `purser-test-${process.pid}-`))
  const programs = inject('programs')
  const own = join(dataDir, basename(programs))
  if (programs) linkFolder(programs, own)
  return {
    dataDir,
    bare: () => void (programs && rmSync(own, { recursive: true })),
    remove: async () => {
      const pid = serverPid(dataDir)
      if (pid && isAlive(pid)) await (await openEmbedded({ dataDir, database: 'purser', log: quiet })).close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The same files under another name. */
function linkFolder(from: string, to: string): void {
  mkdirSync(to)
  chmodSync(to, 0o755)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [there, here] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) linkFolder(there, here)
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(there), here)
    else linkSync(there, here)
  }
}

/** Another process that uses the server in `dataDir`; as "product" it claims to be the one that serves customers. */
export async function anotherProcess(dataDir: string, role: 'user' | 'product' = 'user') {
  const child = spawnUser(dataDir, role)
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const said = JSON.parse(line) as { url: string; product: boolean }
  const ended = once(child, 'exit')
  return {
    ...said,
    /** Ends it in good order. */
    leave: async () => {
      child.stdin.end()
      await ended
    },
    /** As kill -9: it can do nothing more. */
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

export const spawnUser = (dataDir: string, role: 'user' | 'product' = 'user') =>
  spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('embedded-user.ts', import.meta.url)), dataDir, role], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })

/** The server's process, by PostgreSQL's own note of it; undefined when it was stopped in good order. */
export function serverPid(dataDir: string): number | undefined {
  try {
    return Number(readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')[0])
  } catch {
    return undefined
  }
}

/** Asks one question on a connection of its own. */
export async function ask(url: string, sql: string): Promise<Record<string, unknown>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query(sql)
    return rows[0] ?? {}
  } finally {
    await client.end()
  }
}
