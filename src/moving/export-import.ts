import type { FullDb } from '../db.ts'
import { opened } from '../ledger/index.ts'
import { money, toMajor } from '../money.ts'
import type { Sheet } from './export.ts'

const STEP = 1000

/** The customers as `import customers` reads them: with what was brought along, and what they have now. */
export async function writeCustomers(db: FullDb, to: Sheet): Promise<void> {
  const openings = await opened(db)
  const channels = [...new Set(openings.map(({ channel }) => channel))].sort()
  const own = new Map<bigint, Map<string, bigint>>()
  for (const { customerId, channel, sum } of openings) own.set(customerId, (own.get(customerId) ?? new Map()).set(channel, sum))
  const first = await db.$queryRaw<{ id: bigint; at: Date }[]>`
    select a.customer_id as id, min(t.occurred_at) as at from transfer t join account a on a.id = t.wallet group by 1`
  const since = new Map(first.map(({ id, at }) => [id, at.toISOString()]))
  const head = ['number', 'name', 'locale', 'zone', 'status', 'as_of', 'balance']
  await to.line([...head, ...channels.map((channel) => (channel === '' ? 'opening' : `opening:${channel}`))])
  for (let after = 0n; ; ) {
    const where = { id: { gt: after } }
    const rows = await db.customer.findMany({ where, include: { account: true }, orderBy: { id: 'asc' }, take: STEP })
    for (const { id, number, name, locale, zone, status, account } of rows) {
      const currency = account?.currency ?? 'CNY'
      const mine = own.get(id)
      const asOf = mine ? (since.get(id) ?? '') : ''
      const amounts = channels.map((channel) => toMajor(money(mine?.get(channel) ?? 0n, currency)))
      const balance = toMajor(money(account?.balance ?? 0n, currency))
      await to.line([number, oneLine(name), locale ?? '', zone ?? '', status, asOf, balance, ...amounts])
    }
    const last = rows.at(-1)
    if (!last || rows.length < STEP) return
    after = last.id
  }
}

interface Moved {
  readonly id: bigint
  readonly number: string
  readonly kind: string
  readonly minor: bigint
  readonly currency: string
  readonly at: Date
  readonly channel: string | null
  readonly reference: string | null
  readonly product: string | null
  readonly productId: string | null
  readonly reason: string | null
  readonly reverses: bigint | null
  readonly undone: boolean
}

/** Every movement of a wallet but its opening, as `import records` reads them; what that has no kind for is an adjustment of the same amount. */
export async function writeRecords(db: FullDb, to: Sheet): Promise<void> {
  await to.line(['id', 'number', 'kind', 'amount', 'at', 'channel', 'reference', 'product', 'product_id', 'reason'])
  for (let after = 0n; ; ) {
    const rows = await db.$queryRaw<Moved[]>`
      select t.id, c.number, t.kind, case when t.credit = t.wallet then t.amount else -t.amount end as minor, a.currency, t.occurred_at as at,
        t.channel, t.reference, t.product, t.product_id as "productId", t.reason, t.reverses, r.id is not null as undone
      from transfer t join account a on a.id = t.wallet join customer c on c.id = a.customer_id left join transfer r on r.reverses = t.id
      where t.id > ${after} and coalesce(t.undoes, t.kind) <> 'opening' order by t.id limit ${STEP}`
    for (const row of rows) await to.line(recordOf(row))
    const last = rows.at(-1)
    if (!last || rows.length < STEP) return
    after = last.id
  }
}

function recordOf(row: Moved): string[] {
  const plain = ['cost', 'refund', 'recharge', 'withdrawal'].includes(row.kind)
  const amount = money(plain && row.minor < 0n ? -row.minor : row.minor, row.currency)
  // A reference whose credit was undone may stand for another one by now.
  const reference = plain && row.channel !== null && !row.undone ? (row.reference ?? '') : ''
  const why = row.reason ?? (row.kind === 'reversal' ? `reversal of ${row.reverses}` : row.kind === 'move' ? 'move' : '')
  const texts = [row.product ?? '', row.productId ?? '', why].map(oneLine)
  const kind = plain ? row.kind : 'adjustment'
  return [String(row.id), row.number, kind, toMajor(amount), row.at.toISOString(), plain ? (row.channel ?? '') : '', reference, ...texts]
}

const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim()
