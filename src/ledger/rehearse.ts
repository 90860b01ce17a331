import type { FullDb } from '../db.ts'
import { AppError } from '../errors.ts'
import { checked, fingerprint } from './content.ts'
import { arrayLiteral } from './literal.ts'
import type { Posting } from './types.ts'

/** What posting would find: that it is new, that it was posted before with the same content, or why it is refused. */
export type Rehearsal = 'new' | 'known' | AppError

/** Says of each posting what `postBatch` would make of it, funds aside, and writes nothing. Equal ones within `items` are not compared. */
export async function rehearse(db: FullDb, items: readonly Posting[]): Promise<readonly Rehearsal[]> {
  const results = items.map(checked)
  const good = results.filter((item) => !(item instanceof AppError)) as Posting[]
  const prints = await printsOf(db, good)
  const taken = await takenOf(
    db,
    good.filter(({ key }) => !prints.has(key)),
  )
  return results.map((item) => {
    if (item instanceof AppError) return item
    const print = prints.get(item.key)
    if (print !== undefined) return print === fingerprint(item.transfers) ? 'known' : new AppError('key_conflict', { key: item.key })
    const reference = item.transfers.find((t) => t.kind === 'recharge' && taken.has(`${t.channel} ${t.reference}`))?.reference
    return reference === undefined ? 'new' : new AppError('already_credited', { reference })
  })
}

async function printsOf(db: FullDb, items: readonly Posting[]): Promise<ReadonlyMap<string, string>> {
  const keys = arrayLiteral(items.map(({ key }) => key))
  const rows = await db.$queryRaw<{ key: string; print: string }[]>`
    select key, encode(fingerprint, 'hex') as print from transfer where leg = 0 and key = any(${keys}::text[])`
  return new Map(rows.map(({ key, print }) => [key, print]))
}

async function takenOf(db: FullDb, items: readonly Posting[]): Promise<ReadonlySet<string>> {
  const credits = items.flatMap(({ transfers }) => transfers.filter((t) => t.kind === 'recharge' && t.reference !== undefined))
  if (credits.length === 0) return new Set()
  const channels = arrayLiteral(credits.map(({ channel }) => channel))
  const references = arrayLiteral(credits.map(({ reference }) => reference))
  const rows = await db.$queryRaw<{ channel: string; reference: string }[]>`
    select t.channel, t.reference from unnest(${channels}::text[], ${references}::text[]) as asked(channel, reference)
      join transfer t on t.kind = 'recharge' and t.reference is not null and t.channel = asked.channel and t.reference = asked.reference
      left join transfer r on r.reverses = t.id where r.id is null`
  return new Set(rows.map(({ channel, reference }) => `${channel} ${reference}`))
}

/** What an import has brought along for a customer, by the channel it came from ("" for none). */
export interface Opened {
  readonly customerId: bigint
  readonly channel: string
  /** Minor units; below zero when the customer owed. */
  readonly sum: bigint
  /** How many postings it took. */
  readonly count: bigint
  /** The latest moment as of which one was meant. */
  readonly asOf: Date
}

/** The opening balances of these customers, or of all. */
export const opened = (db: FullDb, customers?: readonly bigint[]): Promise<readonly Opened[]> =>
  db.$queryRaw<Opened[]>`
    select a.customer_id as "customerId", coalesce(t.channel, '') as channel, max(t.occurred_at) as "asOf",
      sum(case when t.credit = t.wallet then t.amount else -t.amount end)::bigint as sum, count(*) filter (where t.kind = 'opening') as count
    from account a join transfer t on t.wallet = a.id and coalesce(t.undoes, t.kind) = 'opening'
    where a.wallet and (${customers === undefined} or a.customer_id = any(${arrayLiteral(customers ?? [])}::bigint[]))
    group by 1, 2`
