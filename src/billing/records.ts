import { change, type Kind, type Ledger, type RecordsPage, type Transfer } from '../ledger/types.ts'
import { add, type Money, money, negate } from '../money.ts'
import { type Period, rangeOf } from './periods.ts'

/** What a list is narrowed to. */
interface Filter {
  readonly period: Period
  /** A product's name or ID, exactly. */
  readonly product?: string
}

/** A page of a list with the total of the whole filter. */
export interface Listing extends RecordsPage {
  /** What the filter's records come to, as `shown` counts them: less what was reversed. */
  readonly total: Money
  /** How many records the filter has, reversals included. */
  readonly count: number
}

/** Records on a page. */
const PAGE = 10

/** One page of a customer's costs, refunds or recharges, newest first, ten a page. `cursor`: from the page before. */
export async function listRecords(
  ledger: Ledger,
  customerId: bigint,
  kind: Kind,
  filter: Filter,
  at: { now: Date; zone: string; currency: string; cursor?: string },
): Promise<Listing> {
  const query = { ...rangeOf(filter.period, at), ...(filter.product ? { product: filter.product } : {}) }
  const page = await ledger.records(customerId, kind, { ...query, limit: PAGE, ...(at.cursor ? { cursor: at.cursor } : {}) })
  const rows = await ledger.summary(customerId, { ...query, kind })
  const moved = rows.map((row) => row.total).reduce(add, money(0n, at.currency))
  return { ...page, total: asListed(kind, moved), count: rows.reduce((sum, row) => sum + row.count, 0) }
}

/** A record's amount as its list shows it: costs as spent, withdrawals as sent back, the others as received; what takes one back has the opposite sign. */
export const shown = (kind: Kind, record: Transfer): Money => asListed(kind, change(record))

const asListed = (kind: Kind, moved: Money): Money => (kind === 'cost' || kind === 'withdrawal' ? negate(moved) : moved)

/** The names of the products on a list, the largest total first. */
export async function productsOf(ledger: Ledger, customerId: bigint, kind: Kind, zone: string): Promise<readonly string[]> {
  const rows = await ledger.summary(customerId, { kind, by: { product: true, zone } })
  const spent = rows.map(({ product, total }) => ({ product, total: asListed(kind, total).minor }))
  const named = spent.toSorted((a, b) => (a.total < b.total ? 1 : -1)).map(({ product }) => product)
  return named.filter((product) => product !== undefined)
}

/**
 * Which products somebody means: the one they name whatever the case and width, else the ID they give exactly, else
 * every product whose name contains what they typed. Empty: none that they have.
 */
export async function productsMeant(
  ledger: Ledger,
  customerId: bigint,
  kind: Kind,
  typed: string,
  zone: string,
): Promise<readonly string[]> {
  const names = await productsOf(ledger, customerId, kind, zone)
  const same = names.find((name) => folded(name) === folded(typed))
  if (same !== undefined) return [same]
  const exact = await ledger.summary(customerId, { kind, product: typed })
  if (exact.some((row) => row.count > 0)) return [typed]
  return names.filter((name) => folded(name).includes(folded(typed)))
}

const folded = (words: string): string => words.normalize('NFKC').toLowerCase().replace(/\s+/g, '')
