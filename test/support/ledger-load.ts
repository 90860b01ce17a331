import { writeSync } from 'node:fs'
import { connect } from '../../adapters/postgres/connect.ts'
import { createLedger, createPostingStream } from '../../src/ledger/index.ts'
import { cost, move, recharge } from './ledger.ts'

/**
 * Posts without end, by every way, with keys that begin with `name`, and calls `acknowledged` with each key whose posting was answered.
 * Resolves when the database fails. `next` gives the numbers of postings, one after the other.
 */
export async function load(url: string, customers: readonly bigint[], name: string, acknowledged: (key: string) => void): Promise<void> {
  const db = connect(url, 12)
  const ledger = createLedger(db)
  const stream = createPostingStream(db, { wide: 8 })
  let count = 0
  const worker = async (index: number): Promise<void> => {
    for (;;) {
      const n = ++count
      const key = `${name}-${n}`
      const own = customers[n % customers.length] ?? 0n
      const other = customers[(n + 1) % customers.length] ?? 0n
      const transfers = [[recharge(own, 5n, { reference: key })], [cost(own, 1n)], move(own, other, 1n)][n % 3] ?? []
      if (index % 3 === 0) await ledger.post(key, transfers)
      else if (index % 3 === 1) await stream.post(key, transfers)
      else for (const outcome of await ledger.postBatch([{ key, transfers }])) if (outcome instanceof Error) throw outcome
      acknowledged(key)
    }
  }
  try {
    await Promise.all(Array.from({ length: 12 }, (_, i) => worker(i)))
  } catch {
    // The database is gone: what was acknowledged until now is what counts.
  } finally {
    await db.$disconnect()
  }
}

/** As a process: url, then the customers' ids. Each acknowledged key is a line on standard output, written before anything else happens. */
const [url, ...customers] = process.argv.slice(2)
if (process.argv[1]?.endsWith('ledger-load.ts') && url) {
  await load(url, customers.map(BigInt), `process-${process.pid}`, (key) => writeSync(1, `${key}\n`))
}
