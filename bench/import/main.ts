import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { connect } from '../../adapters/postgres/index.ts'
import { startServer } from '../ledger/server.ts'
import { machine } from '../machine.ts'
import { rate, table } from '../table.ts'
import { cpuSeconds, parentOf, serverSeconds } from './cpu.ts'
import { generate } from './files.ts'

/**
 * npm run bench:import -- [--customers 20000] [--records 5000000]
 *
 * Generates the files, and runs the commands an operator runs, each as a process of its own, against PostgreSQL as Purser brings it along.
 */
const { values } = parseArgs({
  options: { customers: { type: 'string', default: '20000' }, records: { type: 'string', default: '5000000' } },
})
const people = Number(values.customers)
const records = Number(values.records)

const folder = mkdtempSync(join(tmpdir(), 'purser-import-'))
const server = await startServer()
try {
  const db = connect(server.url, 2)
  console.log(await machine(db))
  const [row] = await db.$queryRaw<{ pid: number }[]>`select pg_backend_pid() as pid`
  const postgres = parentOf(row?.pid ?? 0)
  await db.$disconnect()
  await generate(folder, people, records)
  const megabytes = Math.round(statSync(`${folder}/records.csv`).size / 1e6)
  console.log(`${people.toLocaleString('en')} customers, ${records.toLocaleString('en')} records (${megabytes} MB)\n`)
  const rows: (readonly string[])[] = []
  const step = async (lines: number, ...args: string[]): Promise<void> => {
    const before = serverSeconds(postgres)
    const { seconds, cpu, mostMb } = await purser(...args)
    const theirs = serverSeconds(postgres) - before
    rows.push([
      ...[`purser ${args.join(' ')}`, seconds.toFixed(1), cpu.toFixed(1), theirs.toFixed(1)],
      ...[rate(lines / (cpu + theirs)), String(mostMb)],
    ])
  }
  await step(people, 'import', 'customers', 'customers.csv', '--apply')
  await step(records, 'import', 'records', 'records.csv')
  await step(records, 'import', 'records', 'records.csv', '--apply')
  await step(records, 'import', 'records', 'records.csv', '--apply')
  await step(people, 'import', 'close', 'customers.csv')
  await step(records, 'verify', '--against', 'customers.csv')
  table(['command', 'seconds', 'CPU s of Purser', 'of PostgreSQL', 'lines/CPU s', 'most MB'], rows)
} finally {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
}

/** Runs a command to its end; throws unless it ended well. Its memory is looked at ten times a second. */
async function purser(...args: readonly string[]): Promise<{ seconds: number; cpu: number; mostMb: number }> {
  const started = performance.now()
  const launcher = fileURLToPath(new URL('../../bin/purser.js', import.meta.url))
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: folder,
    env: { ...process.env, DATABASE_URL: server.url },
    stdio: 'inherit',
  })
  let mostMb = 0
  let cpu = 0
  const watch = setInterval(() => {
    mostMb = Math.max(mostMb, residentMb(child.pid))
    cpu = Math.max(cpu, cpuSeconds(child.pid, true))
  }, 100)
  const code = await new Promise((resolve) => child.once('close', resolve))
  clearInterval(watch)
  if (code !== 0) throw new Error(`purser ${args.join(' ')} ended with ${code}`)
  return { seconds: (performance.now() - started) / 1000, cpu, mostMb }
}

function residentMb(pid: number | undefined): number {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024)
  } catch {
    return 0
  }
}
