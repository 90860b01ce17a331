import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { connect } from '../../adapters/postgres/connect.ts'
import { openEmbedded } from '../../adapters/postgres/embedded/index.ts'
import { migrate } from '../../adapters/postgres/migrations.ts'
import type { Database } from '../../src/db.ts'
import { createLedger, verify } from '../../src/ledger/index.ts'
import { testDatabase } from '../support/database.ts'
import { newCustomers, recharge } from '../support/ledger.ts'
import { load } from '../support/ledger-load.ts'

const ENOUGH = 400

/** Eight customers with money. */
async function openBooks(db: Database): Promise<readonly bigint[]> {
  const customers = await newCustomers(db, 8)
  const ledger = createLedger(db)
  for (const customer of customers) {
    await ledger.openWallet(customer, 'CNY')
    await ledger.post(`fund ${customer}`, [recharge(customer, 100_000n)])
  }
  return customers
}

/** What was acknowledged is there; whatever is there is there completely; the books agree. */
async function expectWhole(db: Database, acknowledged: ReadonlySet<string>): Promise<void> {
  const rows = await db.$queryRaw<{ key: string; legs: bigint; kind: string }[]>`
    select key, count(*) as legs, min(kind) as kind from transfer where key not like 'fund%' group by key`
  const kept = new Set(rows.map(({ key }) => key))
  expect([...acknowledged].filter((key) => !kept.has(key))).toEqual([])
  expect(rows.filter(({ legs, kind }) => legs !== (kind === 'move' ? 2n : 1n))).toEqual([])
  expect((await verify(db)).disagreements).toEqual([])
}

test('a process that is killed under load leaves what it acknowledged, and nothing by halves', async () => {
  const { db, url, close } = await testDatabase()
  const customers = await openBooks(db)
  const acknowledged = new Set<string>()
  const args = ['--import', 'tsx', 'test/support/ledger-load.ts', url, ...customers.map(String)]
  for (let round = 0; round < 2; round++) {
    const child: ChildProcess = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const enough = acknowledged.size + ENOUGH
    const exited = once(child, 'exit')
    if (!child.stdout) throw new Error('the child has no standard output')
    for await (const key of createInterface({ input: child.stdout })) {
      acknowledged.add(key)
      if (acknowledged.size === enough) child.kill('SIGKILL')
    }
    expect((await exited)[1]).toBe('SIGKILL')
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(2 * ENOUGH)
  await noOtherConnections(db)
  await expectWhole(db, acknowledged)
  await close()
})

test('a PostgreSQL that is stopped immediately under load keeps what was acknowledged, and nothing by halves', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'purser-crash-'))
  const embedded = await openEmbedded({ dataDir, database: 'purser', log: { info: () => {}, warn: () => {}, error: () => {} } })
  try {
    await migrate(embedded.url)
    let db = connect(embedded.url)
    const customers = await openBooks(db)
    await db.$disconnect()
    const acknowledged = new Set<string>()
    for (let round = 0; round < 2; round++) {
      const enough = acknowledged.size + ENOUGH
      await load(embedded.url, customers, `round-${round}`, (key) => {
        acknowledged.add(key)
        if (acknowledged.size === enough) stopImmediately(dataDir)
      })
      expect(acknowledged.size).toBeGreaterThanOrEqual(enough)
      db = await reconnect(embedded.url)
      await expectWhole(db, acknowledged)
      await db.$disconnect()
    }
  } finally {
    await embedded.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}, 60_000)

/** What `pg_ctl stop -m immediate` does: SIGQUIT to the postmaster, whose children die without a checkpoint. */
function stopImmediately(dataDir: string): void {
  const [pid] = readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8').split('\n')
  process.kill(Number(pid), 'SIGQUIT')
}

/** The runner starts the server again by itself; recovery takes as long as it takes. */
async function reconnect(url: string): Promise<Database> {
  for (let attempt = 0; ; attempt++) {
    const db = connect(url)
    try {
      await db.$queryRaw`select 1`
      return db
    } catch (error) {
      await db.$disconnect()
      if (attempt === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}

/** The server notices a dead client a moment later; until then its last statement may still be running. */
async function noOtherConnections(db: Database): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const [row] = await db.$queryRaw<{ count: bigint }[]>`
      select count(*) from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()`
    if (row?.count === 0n) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('connections of the killed process are still busy')
}
