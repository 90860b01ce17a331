import { DateTime } from 'luxon'
import { add, type Money } from '../money.ts'
import { readCursor } from './cursor.ts'
import { pageSize, toPage } from './records.ts'
import { checkZone } from './summary.ts'
import {
  change,
  type Kind,
  type RecordsPage,
  type RecordsQuery,
  type SummaryQuery,
  type SummaryRow,
  THROUGH_CHANNELS,
  type Transfer,
} from './types.ts'

/** `Ledger.records` over one wallet's transfers. */
export function recordsOf(transfers: readonly Transfer[], kind: Kind, query: RecordsQuery): RecordsPage {
  const limit = pageSize(query.limit)
  const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor)
  const all = transfers
    .filter(matches(kind, query))
    .map((transfer) => ({ transfer, micros: BigInt(transfer.occurredAt.getTime()) * 1000n }))
    .sort((a, b) => compare(b.micros, a.micros) || compare(b.transfer.id, a.transfer.id))
  const isOlder = (item: (typeof all)[number]): boolean =>
    cursor !== undefined && (compare(item.micros, cursor.micros) || compare(item.transfer.id, cursor.id)) < 0
  const isNewer = (item: (typeof all)[number]): boolean =>
    cursor !== undefined && (compare(item.micros, cursor.micros) || compare(item.transfer.id, cursor.id)) > 0
  if (cursor?.way === 'newer') {
    const newer = all.filter(isNewer)
    if (newer.length >= limit) return toPage(newer.slice(-limit), { older: true, newer: newer.length > limit })
  }
  const rest = cursor?.way === 'older' ? all.filter(isOlder) : all
  return toPage(rest.slice(0, limit), { older: rest.length > limit, newer: cursor?.way === 'older' })
}

/** `Ledger.summary` over one wallet's transfers. */
export function summaryOf(transfers: readonly Transfer[], query: SummaryQuery): readonly SummaryRow[] {
  const { by } = query
  if (by) checkZone(by.zone)
  const rows = new Map<string, SummaryRow>()
  for (const transfer of transfers.filter(matches(query.kind, query))) {
    const kind = query.kind === 'reversal' ? 'reversal' : (transfer.undoes ?? transfer.kind)
    const product = by?.product ? transfer.product : undefined
    const period = by?.time && DateTime.fromJSDate(transfer.occurredAt, { zone: by.zone }).startOf(by.time).toJSDate()
    const group = JSON.stringify([kind, product, period])
    const row = rows.get(group)
    rows.set(group, {
      kind,
      ...(product === undefined ? {} : { product }),
      ...(period ? { period } : {}),
      total: row ? add(row.total, change(transfer)) : change(transfer),
      count: (row?.count ?? 0) + 1,
    })
  }
  return [...rows.values()].sort(
    (a, b) =>
      compare(a.period?.getTime() ?? 0, b.period?.getTime() ?? 0) || compare(a.kind, b.kind) || compare(a.product ?? '', b.product ?? ''),
  )
}

/** Whether a balance is less than an average of these days' costs. */
export function isShort(balance: bigint, days: readonly SummaryRow[]): boolean {
  const spent = days.map(({ total }) => -total.minor).filter((minor) => minor > 0n)
  return spent.length > 0 && balance < spent.reduce((sum, minor) => sum + minor, 0n) / BigInt(spent.length)
}

/** `Ledger.byChannel` over one wallet's transfers. */
export function byChannelOf(transfers: readonly Transfer[]): readonly { channel: string; left: Money }[] {
  const sums = new Map<string, Money>()
  for (const transfer of transfers.filter((t) => THROUGH_CHANNELS.includes(t.undoes ?? t.kind))) {
    const side = [transfer.from, transfer.to].find((ref) => ref.startsWith('channel:'))
    const channel = transfer.channel ?? side?.slice('channel:'.length)
    const sum = channel === undefined ? undefined : sums.get(channel)
    if (channel !== undefined) sums.set(channel, sum ? add(sum, change(transfer)) : change(transfer))
  }
  return [...sums].map(([channel, left]) => ({ channel, left })).sort((a, b) => compare(a.channel, b.channel))
}

function matches(kind: Kind | undefined, query: { from?: Date; to?: Date; product?: string }): (transfer: Transfer) => boolean {
  return (t) =>
    (kind === undefined || (kind === 'reversal' ? t.kind : (t.undoes ?? t.kind)) === kind) &&
    (!query.from || t.occurredAt >= query.from) &&
    (!query.to || t.occurredAt < query.to) &&
    (query.product === undefined || t.product === query.product || t.productId === query.product)
}

const compare = <T extends string | number | bigint>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)
