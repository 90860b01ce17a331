import type { Db, Ticket } from '../../db.ts'
import type { Ledger } from '../../ledger/types.ts'

/** As many of the latest openings, and of what undid one, are looked through. */
const LOOKED = 20

/**
 * As of when a customer's balance was brought along from an older system, theirs or that of an account which became part of it, where a payment is
 * claimed from before that: it may be part of that balance, whose order numbers the ledger never saw.
 */
export async function broughtAfter(
  { db, ledger }: { readonly db: Db; readonly ledger: Pick<Ledger, 'records'> },
  { kind, customerId, paidAt }: Pick<Ticket, 'kind' | 'customerId' | 'paidAt'>,
): Promise<Date | undefined> {
  if (kind === 'withdrawal') return undefined
  const accounts = await db.customer.findMany({ where: { OR: [{ id: customerId }, { mergedInto: customerId }] }, select: { id: true } })
  let latest: Date | undefined
  for (const { id } of accounts) {
    const { records } = await ledger.records(id, 'opening', { from: paidAt, limit: LOOKED })
    const opening = records.find((one) => one.reverses === undefined && !one.reversedBy && one.occurredAt > paidAt)
    if (opening && (!latest || opening.occurredAt > latest)) latest = opening.occurredAt
  }
  return latest
}
