import type { FullDb } from '../db.ts'
import { arrayLiteral } from '../ledger/index.ts'

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
