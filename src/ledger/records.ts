import { type FullDb, list, type Sql, sql } from '../db.ts'
import { fail } from '../errors.ts'
import { type Cursor, readCursor, writeCursor } from './cursor.ts'
import { type Listed, transfers } from './read.ts'
import type { Kind, RecordsPage, RecordsQuery } from './types.ts'

/** See `Ledger.records`: a page by keyset, from the index (wallet, kind, occurred_at, id), as fast in a long history as in a short one. */
export async function records(db: FullDb, customerId: bigint, kind: Kind, query: RecordsQuery): Promise<RecordsPage> {
  const limit = pageSize(query.limit)
  const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor)
  const found = await transfers(db, sql`${filter(customerId, kind, query)} ${from(cursor)} limit ${limit + 1}`)
  const more = found.length > limit
  const page = found.slice(0, limit)
  if (cursor?.way !== 'newer') return toPage(page, { older: more, newer: cursor !== undefined })
  // Newer than the newest page: the first page, filled up.
  if (!more && page.length < limit) return records(db, customerId, kind, without(query))
  return toPage(page.reverse(), { older: true, newer: more })
}

/** How many records a page may hold: 1 to 1000, else invalid_input. */
export function pageSize(limit: number): number {
  return Number.isInteger(limit) && limit >= 1 && limit <= 1000 ? limit : fail('invalid_input', { problems: { limit: [] } })
}

/** A page, newest first, with the cursors it can offer. */
export function toPage(page: readonly Listed[], more: { older: boolean; newer: boolean }): RecordsPage {
  const [first] = page
  const last = page.at(-1)
  return {
    records: page.map(({ transfer }) => transfer),
    ...(more.older && last ? { older: cursorAt('older', last) } : {}),
    ...(more.newer && first ? { newer: cursorAt('newer', first) } : {}),
  }
}

const cursorAt = (way: Cursor['way'], { micros, transfer }: Listed): string => writeCursor({ way, micros, id: transfer.id })

const without = ({ cursor: _, ...query }: RecordsQuery): RecordsQuery => query

/** The transfers of a customer that a query means; `kind` undefined: of every kind. */
export function filter(customerId: bigint, kind: Kind | undefined, query: { from?: Date; to?: Date; product?: string }): Sql {
  const parts = [
    sql`t.wallet = (select id from account where customer_id = ${customerId})`,
    ...(kind === undefined ? [] : [kind === 'reversal' ? sql`t.kind = 'reversal'` : sql`coalesce(t.undoes, t.kind) = ${kind}`]),
    ...(query.from ? [sql`t.occurred_at >= ${query.from}`] : []),
    ...(query.to ? [sql`t.occurred_at < ${query.to}`] : []),
    ...(query.product === undefined ? [] : [sql`(t.product = ${query.product} or t.product_id = ${query.product})`]),
  ]
  return list(parts, ' and ')
}

function from(cursor: Cursor | undefined): Sql {
  const newest = sql`order by t.occurred_at desc, t.id desc`
  if (!cursor) return newest
  const at = sql`timestamptz 'epoch' + ${cursor.micros}::bigint * interval '1 microsecond'`
  return cursor.way === 'older'
    ? sql`and (t.occurred_at, t.id) < (${at}, ${cursor.id}) ${newest}`
    : sql`and (t.occurred_at, t.id) > (${at}, ${cursor.id}) order by t.occurred_at, t.id`
}
