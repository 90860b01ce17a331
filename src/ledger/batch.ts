import type { FullDb } from '../db.ts'
import { AppError } from '../errors.ts'
import { accountCode, checked, fingerprint } from './content.ts'
import { arrayLiteral } from './literal.ts'
import { readOutcome } from './outcome.ts'
import type { Posted, Posting } from './types.ts'

/** Each item for itself, in the order given, in one round trip; what does not pass `checkPosting` never reaches the database. */
export async function postBatch(db: FullDb, items: readonly Posting[]): Promise<readonly (Posted | Error)[]> {
  const results = items.map(checked)
  const outcomes = (await postMany(db, results.filter((item) => !(item instanceof AppError)) as Posting[]))[Symbol.iterator]()
  return results.map((item) => (item instanceof AppError ? item : (outcomes.next().value as Posted | AppError)))
}

/** Postings that `checkPosting` passed; one outcome for each. */
export async function postMany(db: FullDb, postings: readonly Posting[]): Promise<readonly (Posted | AppError)[]> {
  if (postings.length === 0) return []
  const legs = columns(postings)
  const rows = await db.$queryRaw<{ answer: string }[]>`select ledger_post_batch(${legs.codes}::text[], ${legs.currencies}::text[],
    ${legs.leg}::smallint[], ${legs.key}::text[], ${legs.slot}::int[], ${legs.fingerprint}::bytea[], ${legs.from}::int[], ${legs.to}::int[],
    ${legs.amount}::bigint[], ${legs.kind}::text[], ${legs.occurred}::timestamptz[], ${legs.actor}::text[], ${legs.source}::text[],
    ${legs.channel}::text[], ${legs.reference}::text[], ${legs.referenceSlot}::int[], ${legs.product}::text[], ${legs.productId}::text[],
    ${legs.reason}::text[], ${legs.forced}::boolean[]) as answer`
  const [ids = [], balances = [], answers = []] = (rows[0]?.answer ?? '').split('\n').map((line) => line.split(';'))
  let first = 0
  return postings.map(({ key, transfers }) => {
    const here = first
    first += transfers.length
    return readOutcome(answers[here] || postedLine(ids.slice(here, first), balances.slice(here, first)), key, transfers)
  })
}

/** The line of a posting that was posted, as the single function would answer it. */
const postedLine = (ids: readonly string[], balances: readonly string[]): string =>
  `posted|0|${ids.join(',')}|${balances.findLast((balance) => balance !== '') ?? ''}|`

/** The legs of all postings, column by column, as the function's parameters. Positions count from 1. */
function columns(postings: readonly Posting[]) {
  const accounts = slots()
  const keys = slots()
  const times = new Map<string, number>()
  for (const { key } of postings) times.set(key, (times.get(key) ?? 0) + 1)
  const references = slots()
  const codes: string[] = []
  const currencies: string[] = []
  const account = (code: string, currency: string): number => {
    const slot = accounts(`${code} ${currency}`)
    codes[slot - 1] = code
    currencies[slot - 1] = currency
    return slot
  }
  const legs = postings.flatMap(({ key, transfers }) => {
    const slot = times.get(key) === 1 ? undefined : keys(key)
    const print = `\\x${fingerprint(transfers)}`
    return transfers.map((t, leg) => ({ t, leg, key, slot, print }))
  })
  const from = legs.map(({ t }) => account(accountCode(t.from, t.amount.currency), t.amount.currency))
  const to = legs.map(({ t }) => account(accountCode(t.to, t.amount.currency), t.amount.currency))
  const credits = legs.map(({ t }) =>
    t.kind === 'recharge' && t.reference !== undefined ? references(`${t.channel} ${t.reference}`) : undefined,
  )
  const column = (of: (leg: (typeof legs)[number]) => string | number | bigint | boolean | undefined): string => arrayLiteral(legs.map(of))
  return {
    codes: arrayLiteral(codes),
    currencies: arrayLiteral(currencies),
    from: arrayLiteral(from),
    to: arrayLiteral(to),
    referenceSlot: arrayLiteral(credits),
    leg: column((l) => l.leg),
    key: column((l) => l.key),
    slot: column((l) => l.slot),
    fingerprint: column((l) => l.print),
    amount: column((l) => l.t.amount.minor),
    kind: column((l) => l.t.kind),
    occurred: column((l) => l.t.occurredAt.toISOString()),
    actor: column((l) => l.t.actor),
    source: column((l) => l.t.source),
    channel: column((l) => l.t.channel),
    reference: column((l) => l.t.reference),
    product: column((l) => l.t.product),
    productId: column((l) => l.t.productId),
    reason: column((l) => l.t.reason),
    forced: column((l) => l.t.forced ?? false),
  }
}

/** Numbers values from 1 in the order of their first appearance. */
function slots(): (value: string) => number {
  const seen = new Map<string, number>()
  return (value) => {
    const known = seen.get(value)
    if (known !== undefined) return known
    seen.set(value, seen.size + 1)
    return seen.size
  }
}
