import { writeAudit } from '../audit.ts'
import type { Doer } from '../billing/customers.ts'
import { type Database, type FullDb, holdLock } from '../db.ts'
import { bindWallets, unboundWallets } from '../ledger/index.ts'
import { type Money, money } from '../money.ts'
import { CUSTOMER_COLUMNS, type Moving } from './customers.ts'
import { createSeen } from './seen.ts'
import { type Problem, readSheet, reads, short } from './sheet.ts'

/** A balance that is not what the file says. `found` missing: there is no such customer or no wallet. */
export interface Difference {
  readonly line: number
  readonly number: string
  readonly expected: Money
  readonly found?: Money
}

/** What comparing came to. Empty: every balance of the file agrees. */
export interface Compared {
  readonly sha256: string
  readonly compared: number
  readonly differences: readonly Difference[]
  /** Customers of ours that the file does not name. */
  readonly others: number
  /** What all the balances of the file come to. */
  readonly total: Money
}

/** Compares the column `balance` of a file of customers with the books, to the minor unit. */
export async function compareBalances(how: Omit<Moving, 'by'>, path: string): Promise<Compared> {
  const differences: Difference[] = []
  const seen = createSeen()
  let compared = 0
  let total = 0n
  let others = await how.db.customer.count()
  const { sha256 } = await readSheet(
    path,
    { ...CUSTOMER_COLUMNS, needed: ['number', 'balance'] },
    {
      problem: how.problem,
      progress: how.progress?.('checking'),
      each: async (lines) => {
        const rows = lines.map((line) => ({
          line: line.line,
          number: line.cell('number'),
          balance: reads.amount(line.cell('balance'), how.currency),
        }))
        const found = await balances(
          how.db,
          rows.map(({ number }) => number),
        )
        for (const { line, number, balance } of rows) {
          const problem = problemOf(line, number, balance, seen(number, line))
          if (problem) how.problem(problem)
          if (problem || typeof balance === 'string') continue
          compared++
          total += balance.minor
          const ours = found.get(number)
          if (ours !== undefined) others--
          if (ours?.minor !== balance.minor || ours.currency !== balance.currency)
            differences.push({ line, number, expected: balance, ...(ours ? { found: ours } : {}) })
        }
      },
    },
  )
  return { sha256, compared, differences, others, total: money(total, how.currency) }
}

function problemOf(line: number, number: string, balance: Money | string, before: number | undefined): Problem | undefined {
  if (before !== undefined) return { line, text: `number ${short(number)} is on line ${before} already` }
  return typeof balance === 'string' ? { line, text: `balance: ${balance}` } : undefined
}

async function balances(db: FullDb, numbers: readonly string[]): Promise<ReadonlyMap<string, Money>> {
  const rows = await db.customer.findMany({
    where: { number: { in: [...numbers] } },
    select: { number: true, account: { select: { balance: true, currency: true } } },
  })
  return new Map(rows.flatMap(({ number, account }) => (account ? [[number, money(account.balance, account.currency)] as const] : [])))
}

/** Gives the wallets their floors back and writes down what was compared; undefined when no import is open. */
export const closeImport = (db: Database, { sha256, compared, differences }: Compared, by: Doer): Promise<number | undefined> =>
  db.$transaction(
    async (tx) => {
      await holdLock(tx, 'import')
      if ((await unboundWallets(tx)) === 0) return undefined
      const wallets = await bindWallets(tx)
      // By the clock that dates the wallets: which of them were there is told by it.
      const [row] = await tx.$queryRaw<{ at: Date }[]>`select clock_timestamp() as at`
      const after = { sha256, compared, differences: differences.length, wallets }
      await writeAudit(tx, [
        { at: row?.at ?? by.now, actor: by.actor, action: 'import.close', subject: `import:${sha256.slice(0, 16)}`, after },
      ])
      return wallets
    },
    { timeout: 120_000 },
  )
