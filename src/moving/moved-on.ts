import type { FullDb } from '../db.ts'
import { arrayLiteral, type Opened } from '../ledger/index.ts'

/**
 * Of these customers, or of all, those whose books have moved on since they were imported: the import was closed, or something was posted that
 * is none of it. What a file still says of their money may stand in their balance already.
 */
export async function movedOn(db: FullDb, customers?: readonly bigint[]): Promise<ReadonlySet<bigint>> {
  if (customers?.length === 0) return new Set()
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    select a.customer_id as id from account a
    where a.wallet and (${customers === undefined} or a.customer_id = any(${arrayLiteral(customers ?? [])}::bigint[]))
      and (a.created_at <= (select max(at) from audit where action = 'import.close')
        or exists (select from transfer t where t.wallet = a.id and t.actor <> 'import'))`
  return new Set(rows.map(({ id }) => id))
}

/**
 * Of these customers those whose books have moved on while records are posted to them: the import was closed, or something was posted that is
 * none of it. `seen`: how many transfers each had when last looked at, which it brings up to date, so that each is looked at once. To be
 * called in the transaction that posted to them, which holds their wallets.
 */
export async function movedMeanwhile(db: FullDb, customers: readonly bigint[], seen: Map<bigint, bigint>): Promise<ReadonlySet<bigint>> {
  if (customers.length === 0) return new Set()
  const rows = await db.$queryRaw<{ id: bigint; version: bigint; moved: boolean }[]>`
    select s.id, a.version, u.account_id is null
        or exists (select from transfer t where t.wallet = a.id and t.seq > s.seen and t.actor <> 'import') as moved
    from unnest(${arrayLiteral(customers)}::bigint[], ${arrayLiteral(customers.map((id) => seen.get(id) ?? 0n))}::bigint[]) s(id, seen)
      join account a on a.customer_id = s.id left join unbound u on u.account_id = a.id`
  for (const { id, version } of rows) seen.set(id, version)
  return new Set(rows.flatMap(({ id, moved }) => (moved ? [id] : [])))
}

/** Of each customer the latest moment as of which an opening balance was posted. */
export function latestAsOf(openings: readonly Opened[]): ReadonlyMap<bigint, Date> {
  const latest = new Map<bigint, Date>()
  for (const { customerId, asOf } of openings) {
    const other = latest.get(customerId)
    if (other === undefined || asOf > other) latest.set(customerId, asOf)
  }
  return latest
}

/** The reason that a state has in the audit when a file of customers gave it. */
export const AS_IMPORTED = 'as the file of customers says'

/** Of these customers' numbers, those whose state was decided here, by whoever: a file must not decide it again unasked. */
export async function decidedHere(db: FullDb, numbers: readonly string[]): Promise<ReadonlySet<string>> {
  if (numbers.length === 0) return new Set()
  const rows = await db.audit.findMany({
    where: {
      subject: { in: numbers.map((number) => `customer:${number}`) },
      action: { in: ['customer.freeze', 'customer.close', 'customer.reopen'] },
      NOT: { reason: AS_IMPORTED },
    },
    select: { subject: true },
  })
  return new Set(rows.map(({ subject }) => subject.slice('customer:'.length)))
}
