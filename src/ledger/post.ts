import type { FullDb } from '../db.ts'
import { AppError, fail } from '../errors.ts'
import { money } from '../money.ts'
import { postMany } from './batch.ts'
import { accountCode, accountRef, checkPosting, fingerprint, reversalFingerprint } from './content.ts'
import { readOutcome } from './outcome.ts'
import type { NewTransfer, Posted, Posting, Reversal } from './types.ts'

interface Answer {
  readonly answer: string
}

/** Posts in one round trip and throws what the ledger refuses. */
export async function post(db: FullDb, key: string, transfers: readonly NewTransfer[]): Promise<Posted> {
  const posting = checkPosting(key, transfers)
  const [only] = posting.transfers
  const outcome = posting.transfers.length === 1 && only ? await postOne(db, posting, only) : (await postMany(db, [posting]))[0]
  if (outcome === undefined || outcome instanceof Error) throw outcome
  return outcome
}

/** A posting that `checkPosting` passed, of one transfer. */
export async function postOne(db: FullDb, { key, transfers }: Posting, t: NewTransfer): Promise<Posted | AppError> {
  const { currency } = t.amount
  // The text is a constant: the tagged template would put it together anew for each posting.
  const rows = await db.$queryRawUnsafe<Answer[]>(
    POST,
    key,
    fingerprint(transfers),
    accountCode(t.from, currency),
    accountCode(t.to, currency),
    currency,
    t.amount.minor,
    t.kind,
    t.occurredAt,
    t.actor,
    t.source,
    t.channel ?? null,
    t.reference ?? null,
    t.product ?? null,
    t.productId ?? null,
    t.reason ?? null,
    t.forced ?? false,
  )
  return readOutcome(rows[0]?.answer ?? '', key, transfers)
}

const POST = "select ledger_post($1, decode($2, 'hex'), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) as answer"

/** Undoes one transfer; see `Ledger.reverse`. */
export async function reverse(db: FullDb, transfer: bigint, how: Reversal): Promise<Posted> {
  const print = reversalFingerprint(transfer, how)
  const [row] = await db.$queryRaw<(Answer & { currency: string | null; amount: bigint | null })[]>`
    select ledger_reverse(${transfer}, ${how.key}, decode(${print}, 'hex'), ${how.occurredAt}, ${how.actor}, ${how.source}, ${how.reason},
      ${how.forced ?? false}) as answer, a.currency, t.amount
    from (select ${transfer}::bigint as id) asked left join transfer t on t.id = asked.id left join account a on a.id = t.debit`
  const answer = row?.answer ?? ''
  if (answer.startsWith('missing')) fail('not_found', {})
  if (answer.startsWith('undone')) fail('already_reversed', { transfer: String(transfer) })
  if (answer.startsWith('reversal')) fail('invalid_transfer', { why: 'a reversal is not reversed: post the transfer again' })
  const outcome = readOutcome(answer, how.key, row?.amount == null ? [] : [opposite(row.amount, row.currency ?? '', how)])
  if (outcome instanceof AppError) throw outcome
  return outcome
}

/** As much of the reversing transfer as an outcome needs to be read. */
const opposite = (minor: bigint, currency: string, how: Reversal): NewTransfer => ({
  from: accountRef('adjustments'),
  to: accountRef('adjustments'),
  amount: money(minor, currency),
  kind: 'reversal',
  occurredAt: how.occurredAt,
  actor: how.actor,
  source: how.source,
})
