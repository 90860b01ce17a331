import type { FullDb } from '../db.ts'
import { auditChain, thresholds, tickets, withdrawals } from './verify-around.ts'
import { guards, kept, legs, references, reversals, running, sides, zeroSum } from './verify-books.ts'

/** What was looked at: each recomputes something from the transfers (or the rows of the audit) and compares. */
export type Check =
  | 'guard'
  | 'balance'
  | 'running balance'
  | 'zero sum'
  | 'sides'
  | 'legs'
  | 'reference'
  | 'reversal'
  | 'ticket'
  | 'threshold'
  | 'audit'

/** One thing that is not as it should be. Amounts are in minor units. */
export interface Disagreement {
  readonly check: Check
  /** "transfer:77", "wallet:10428", "ticket:3058", "identity:7", "audit:12", "CNY", "transfer_posted". */
  readonly where: string
  readonly expected: string
  readonly found: string
}

export interface Verification {
  /** Empty when all agrees; at most 100 of each check. */
  readonly disagreements: readonly Disagreement[]
  readonly counts: { readonly wallets: number; readonly transfers: number; readonly tickets: number; readonly audit: number }
  /** The audit chain's last hash (hex): written down elsewhere, it also proves that no row was cut off the end. */
  readonly auditHead?: string
}

/**
 * Recomputes the books and says what disagrees. Reads only, while postings go on: each check sees one moment. Seconds for a million
 * transfers.
 */
export async function verify(db: FullDb): Promise<Verification> {
  const disagreements: Disagreement[] = []
  for (const check of [guards, kept, running, zeroSum, sides, legs, references, reversals, tickets, withdrawals, thresholds, auditChain]) {
    disagreements.push(...(await check(db)))
  }
  const [counts] = await db.$queryRaw<Counts[]>`
    select (select count(*) from account where wallet) as wallets, (select count(*) from transfer) as transfers,
      (select count(*) from ticket) as tickets, (select count(*) from audit) as audit,
      (select encode(hash, 'hex') from audit order by id desc limit 1) as head`
  return {
    disagreements,
    counts: {
      wallets: Number(counts?.wallets),
      transfers: Number(counts?.transfers),
      tickets: Number(counts?.tickets),
      audit: Number(counts?.audit),
    },
    ...(counts?.head ? { auditHead: counts.head } : {}),
  }
}

interface Counts {
  wallets: bigint
  transfers: bigint
  tickets: bigint
  audit: bigint
  head: string | null
}
