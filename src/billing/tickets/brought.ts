import type { Ticket } from '../../db.ts'
import type { Ledger } from '../../ledger/types.ts'

/** As many of the latest openings, and of what undid one, are looked through. */
const LOOKED = 20

/**
 * As of when a customer's balance was brought along from an older system, where a payment is claimed from before that: it may be part of that
 * balance, whose order numbers the ledger never saw.
 */
export async function broughtAfter(
  ledger: Pick<Ledger, 'records'>,
  { kind, customerId, paidAt }: Pick<Ticket, 'kind' | 'customerId' | 'paidAt'>,
): Promise<Date | undefined> {
  if (kind === 'withdrawal') return undefined
  const { records } = await ledger.records(customerId, 'opening', { from: paidAt, limit: LOOKED })
  return records.find(({ reverses, reversedBy, occurredAt }) => reverses === undefined && !reversedBy && occurredAt > paidAt)?.occurredAt
}
