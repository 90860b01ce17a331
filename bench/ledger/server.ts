import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate, openEmbedded } from '../../adapters/postgres/index.ts'

export interface BenchServer {
  readonly url: string
  /** pgbench's tpcb-like, prepared, for so many seconds: transactions a second; undefined where pgbench is missing. */
  tpcb(clients: number, seconds: number): number | undefined
  close(): Promise<void>
}

/** For both sides alike; fsync and the rest stay as the product has them. No checkpoint falls into a measurement. */
const SETTINGS = { max_wal_size: '8GB', checkpoint_timeout: '30min', shared_buffers: '4GB' }

/** The PostgreSQL that Purser brings along, in a temporary folder, with pgbench's tables beside ours where pgbench is installed. */
export async function startServer(): Promise<BenchServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'purser-bench-'))
  const open = () => openEmbedded({ dataDir, database: 'purser', log: { info: () => {}, warn: console.error, error: console.error } })
  const first = await open()
  const admin = new pg.Client({ connectionString: first.adminUrl })
  await admin.connect()
  for (const [name, value] of Object.entries(SETTINGS)) await admin.query(`alter system set ${name} = '${value}'`)
  await admin.query('create database pgbench')
  await admin.end()
  await first.close()
  const embedded = await open()
  await migrate(embedded.url)
  const reference = new URL(embedded.adminUrl)
  reference.pathname = '/pgbench'
  const present = spawnSync('pgbench', ['-q', '-i', '-s', '50', reference.href]).status === 0
  return {
    url: embedded.url,
    tpcb: (clients, seconds) => (present ? tpcb(reference.href, clients, seconds) : undefined),
    close: async () => {
      await embedded.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function tpcb(url: string, clients: number, seconds: number): number {
  const args = ['-n', '-T', String(seconds), '-c', String(clients), '-j', '2', '-M', 'prepared', url]
  const { stdout, stderr } = spawnSync('pgbench', args, { encoding: 'utf8' })
  const [, tps] = /tps = ([\d.]+)/.exec(stdout) ?? []
  if (tps === undefined) throw new Error(`pgbench said: ${stderr}`)
  return Number(tps)
}
