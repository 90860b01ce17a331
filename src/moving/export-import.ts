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
  const requests = await db.ticket.groupBy({ by: ['customerId'], where: { kind: 'withdrawal', state: 'open' }, _sum: { amount: true } })
  const aside = new Map(requests.map(({ customerId, _sum }) => [customerId, _sum.amount ?? 0n]))
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
      // What is set aside for a request that is open is the customer's until it is sent.
      const balance = toMajor(money((account?.balance ?? 0n) + (aside.get(id) ?? 0n), currency))
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
}

/**
 * Every movement of a wallet but its opening, as `import records` reads them; what that has no kind for is an adjustment of the same amount, by
 * the same channel. Left out: what was undone with what undid it, and requests that are open, whose money is in the exported balance. A withdrawal
 * has the number that its second step was settled by.
 */
export async function writeRecords(db: FullDb, to: Sheet): Promise<void> {
  await to.line(['id', 'number', 'kind', 'amount', 'at', 'channel', 'reference', 'product', 'product_id', 'reason'])
  for (let after = 0n; ; ) {
    const rows = await db.$queryRaw<Moved[]>`
      select t.id, c.number, t.kind, case when t.credit = t.wallet then t.amount else -t.amount end as minor, a.currency, t.occurred_at as at,
        coalesce(t.channel, substring(o.code from '^channel:(.+):')) as channel, coalesce(t.reference, sent.reference) as reference, t.product, t.product_id as "productId", t.reason
      from transfer t join account a on a.id = t.wallet join customer c on c.id = a.customer_id
        join account o on o.id = t.debit + t.credit - t.wallet
        left join transfer sent on t.kind = 'withdrawal' and sent.source = t.source and sent.source like 'ticket:%' and sent.kind = 'withdrawal'
          and sent.wallet is null and not exists (select from transfer r where r.reverses = sent.id)
      where t.id > ${after} and t.kind not in ('opening', 'reversal') and not exists (select from transfer r where r.reverses = t.id)
        and not exists (select from ticket q where t.kind = 'withdrawal' and t.source = 'ticket:' || q.id and q.kind = 'withdrawal' and q.state = 'open')
      order by t.id limit ${STEP}`
    for (const row of rows) await to.line(recordOf(row))
    const last = rows.at(-1)
    if (!last || rows.length < STEP) return
    after = last.id
  }
}

function recordOf(row: Moved): string[] {
  const plain = ['cost', 'refund', 'recharge', 'withdrawal'].includes(row.kind)
  const amount = money(plain && row.minor < 0n ? -row.minor : row.minor, row.currency)
  const through = row.channel ?? ''
  const reference = through === '' ? '' : (row.reference ?? '')
  const why = row.reason ?? (row.kind === 'move' ? 'move' : '')
  const texts = [row.product ?? '', row.productId ?? '', why].map(oneLine)
  const kind = plain ? row.kind : 'adjustment'
  return [String(row.id), row.number, kind, toMajor(amount), row.at.toISOString(), through, reference, ...texts]
}

const oneLine = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim()
