import { type FullDb, sql } from '../db.ts'
import { fail } from '../errors.ts'
import { money } from '../money.ts'
import { filter } from './records.ts'
import type { Kind, SummaryQuery, SummaryRow } from './types.ts'

interface Row {
  kind: string
  product: string | null
  period: Date | null
  currency: string
  total: bigint
  count: bigint
}

/** See `Ledger.summary`. */
export async function summary(db: FullDb, customerId: bigint, query: SummaryQuery): Promise<readonly SummaryRow[]> {
  const { by } = query
  if (by) checkZone(by.zone)
  const product = by?.product ? sql`t.product` : sql`null::text`
  const period = by?.time ? sql`date_trunc(${by.time}, t.occurred_at, ${by.zone})` : sql`null::timestamptz`
  const kind = query.kind === 'reversal' ? sql`t.kind` : sql`coalesce(t.undoes, t.kind)`
  const rows = await db.$queryRaw<Row[]>`
    select kind, product, period, currency, sum(change)::bigint as total, count(*) as count
    from (select ${kind} as kind, ${product} as product, ${period} as period, a.currency,
        case when t.credit = t.wallet then t.amount else -t.amount end as change
      from transfer t join account a on a.id = t.wallet where ${filter(customerId, query.kind, query)}) each_transfer
    group by kind, product, period, currency
    order by period, kind collate "C", product collate "C" nulls first`
  return rows.map((row) => ({
    kind: row.kind as Kind,
    ...(row.product === null ? {} : { product: row.product }),
    ...(row.period === null ? {} : { period: row.period }),
    total: money(row.total, row.currency),
    count: Number(row.count),
  }))
}

/** See `Ledger.shortOfADay`: one statement, each wallet by its index of records. */
export async function shortOfADay(
  db: FullDb,
  customers: readonly bigint[],
  { from, to, zone }: { readonly from: Date; readonly to: Date; readonly zone: string },
): Promise<readonly bigint[]> {
  checkZone(zone)
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    select a.customer_id as id from account a cross join lateral (
      select sum(spent) / count(*) as daily from (
        select sum(case when t.credit = t.wallet then -t.amount else t.amount end) as spent
        from transfer t where t.wallet = a.id and coalesce(t.undoes, t.kind) = 'cost' and t.occurred_at >= ${from} and t.occurred_at < ${to}
        group by date_trunc('day', t.occurred_at, ${zone})) each_day
      where spent > 0) lately
    where a.customer_id = any(${[...customers]}::bigint[]) and a.balance < trunc(lately.daily) order by 1`
  return rows.map(({ id }) => id)
}

/** Throws invalid_input unless the zone is one that this machine knows. */
export function checkZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
  } catch (cause) {
    fail('invalid_input', { problems: { zone: [] } }, cause)
  }
}
