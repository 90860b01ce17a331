import type { Ledger } from '../ledger/types.ts'
import { type Hours, nextSettlement } from './hours.ts'

const DAYS = 7

/** Those of these customers whose balance does not last for the next settlement, going by what they lately spent on a day, and when that is. */
export async function emptyOnes(
  ledger: Pick<Ledger, 'shortOfADay'>,
  customers: readonly bigint[],
  hours: Hours,
  now: Date,
): Promise<{ readonly at: Date; readonly ids: ReadonlySet<bigint> }> {
  const from = new Date(now.getTime() - DAYS * 24 * 3600_000)
  const ids = await ledger.shortOfADay(
    [...new Set(customers)].toSorted((a, b) => (a < b ? -1 : 1)),
    { from, to: now, zone: hours.zone },
  )
  return { at: nextSettlement(hours, now), ids: new Set(ids) }
}
