import { type FullDb, list, nothing, type Sql, sql } from '../db.ts'
import { fail } from '../errors.ts'
import { type Money, money } from '../money.ts'
import { accountCode, accountRef, checkAccount, isWallet, normalReference } from './content.ts'
import { type AccountRef, type Kind, THROUGH_CHANNELS, type Transfer } from './types.ts'

interface Row {
  id: bigint
  key: string
  from_code: string
  to_code: string
  currency: string
  amount: bigint
  kind: string
  undoes: string | null
  occurred_at: Date
  posted_at: Date
  /** `occurred_at` in microseconds since 1970: exact, as a cursor needs it. */
  micros: bigint
  balance_after: bigint | null
  reverses: bigint | null
  reversed_by: bigint | null
  forced: boolean
  actor: string
  source: string
  channel: string | null
  reference: string | null
  product: string | null
  product_id: string | null
  reason: string | null
}

/** A transfer and where it stands in its list. */
export interface Listed {
  readonly transfer: Transfer
  readonly micros: bigint
}

/** What is read of a transfer `t`, and where the rest of it stands. */
const COLUMNS = sql`t.id, t.key, d.code as from_code, c.code as to_code, d.currency, t.amount, t.kind, t.undoes, t.occurred_at, t.posted_at,
  (extract(epoch from t.occurred_at) * 1000000)::bigint as micros, t.balance_after, t.reverses, r.id as reversed_by, t.forced, t.actor,
  t.source, t.channel, t.reference, t.product, t.product_id, t.reason`
/** Each by its index: left to itself, the planner may read all accounts in order for a few transfers. */
const SIDES = sql`cross join lateral (select code, currency from account where id = t.debit limit 1) d
  cross join lateral (select code from account where id = t.credit limit 1) c
  left join lateral (select id from transfer where reverses = t.id limit 1) r on true`

/** Selects transfers `t` by what follows WHERE (and ORDER BY, LIMIT). */
export async function transfers(db: FullDb, where: Sql): Promise<readonly Listed[]> {
  const rows = await db.$queryRaw<Row[]>`select ${COLUMNS} from transfer t ${SIDES} where ${where}`
  return rows.map((row) => ({ transfer: toTransfer(row), micros: row.micros }))
}

/**
 * The latest transfer of a wallet as a part of a query over `customer`: `list` for its SELECT, `join` for its FROM; `of` takes it out of a row.
 */
export const LATEST = {
  list: sql`latest.*`,
  join: sql`left join lateral (
    select ${COLUMNS} from account w cross join lateral (select * from transfer where wallet = w.id order by seq desc limit 1) t ${SIDES}
    where w.customer_id = customer.id) latest on true`,
  of: (row: Readonly<Record<string, unknown>>): Transfer | undefined => (row.id === null ? undefined : toTransfer(row as unknown as Row)),
}

function toTransfer(row: Row): Transfer {
  return {
    id: row.id,
    key: row.key,
    from: accountRef(row.from_code),
    to: accountRef(row.to_code),
    amount: money(row.amount, row.currency),
    kind: row.kind as Kind,
    occurredAt: row.occurred_at,
    postedAt: row.posted_at,
    actor: row.actor,
    source: row.source,
    ...(row.undoes === null ? {} : { undoes: row.undoes as Kind }),
    ...(row.balance_after === null ? {} : { balanceAfter: money(row.balance_after, row.currency) }),
    ...(row.reverses === null ? {} : { reverses: row.reverses }),
    ...(row.reversed_by === null ? {} : { reversedBy: row.reversed_by }),
    ...(row.forced ? { forced: true } : {}),
    ...(row.channel === null ? {} : { channel: row.channel }),
    ...(row.reference === null ? {} : { reference: row.reference }),
    ...(row.product === null ? {} : { product: row.product }),
    ...(row.product_id === null ? {} : { productId: row.product_id }),
    ...(row.reason === null ? {} : { reason: row.reason }),
  }
}

/** See `Ledger.transfer`. */
export async function transferById(db: FullDb, id: bigint): Promise<Transfer | undefined> {
  if (id < 1n || id > 9_223_372_036_854_775_807n) return undefined
  return (await transfers(db, sql`t.id = ${id}`))[0]?.transfer
}

/** See `Ledger.credited`. */
export async function credited(db: FullDb, channel: string, reference: string): Promise<Transfer | undefined> {
  const [found] = await transfers(
    db,
    sql`t.kind = 'recharge' and t.reference is not null and t.channel = ${channel} and t.reference = ${normalReference(reference)} and r.id is null`,
  )
  return found?.transfer
}

/** See `Ledger.ofTicket`. The first condition lets the partial index be used. */
export async function ofTicket(db: FullDb, ticket: bigint): Promise<readonly Transfer[]> {
  const found = await transfers(db, sql`t.source like 'ticket:%' and t.source = ${`ticket:${ticket}`} order by t.id`)
  return found.map(({ transfer }) => transfer)
}

/** See `Ledger.latest`. */
export async function latest(db: FullDb, customerId: bigint): Promise<Transfer | undefined> {
  const rows = await db.$queryRaw<
    Record<string, unknown>[]
  >`select ${LATEST.list} from customer ${LATEST.join} where customer.id = ${customerId}`
  return rows[0] && LATEST.of(rows[0])
}

/** See `Ledger.byChannel`. A transfer that names no channel is of the one on its other side, if that is one. */
export async function byChannel(db: FullDb, customerId: bigint): Promise<readonly { channel: string; left: Money }[]> {
  const rows = await db.$queryRaw<{ channel: string; currency: string; left: bigint }[]>`
    select channel, currency, sum(change)::bigint as left
    from (select coalesce(t.channel, substring(o.code from '^channel:(.+):')) as channel, o.currency,
        case when t.credit = t.wallet then t.amount else -t.amount end as change
      from transfer t join account o on o.id = t.debit + t.credit - t.wallet
      where t.wallet = (select id from account where customer_id = ${customerId})
        and coalesce(t.undoes, t.kind) in (${list([...THROUGH_CHANNELS])})) moved
    where channel is not null group by channel, currency order by channel collate "C"`
  return rows.map(({ channel, currency, left }) => ({ channel, left: money(left, currency) }))
}

interface AccountRow {
  id: bigint
  currency: string
  balance: bigint
}

/** See `Ledger.balance` and, with an instant, `Ledger.balanceAt`. */
export async function balance(db: FullDb, ref: AccountRef, currency: string, at?: Date): Promise<Money> {
  checkAccount(ref)
  // An instant of JavaScript is a whole millisecond; the database's times are finer.
  const before = at && new Date(at.getTime() + 1)
  const kept = before ? sql`ledger_balance_before(id, ${before})` : sql`balance`
  const [account] = await db.$queryRaw<
    AccountRow[]
  >`select id, currency, ${kept} as balance from account where code = ${accountCode(ref, currency)}`
  if (!isWallet(ref)) return money(account ? await derived(db, account.id, before) : 0n, currency)
  if (!account) fail('unknown_account', { account: ref })
  if (account.currency !== currency) fail('currency_mismatch', { expected: account.currency, given: currency })
  return money(account.balance, currency)
}

async function derived(db: FullDb, id: bigint, before?: Date): Promise<bigint> {
  const until = before ? sql`and posted_at < ${before}` : nothing
  const [row] = await db.$queryRaw<{ sum: bigint }[]>`
    select coalesce(sum(case when credit = ${id} then amount else -amount end), 0)::bigint as sum
    from transfer where (credit = ${id} or debit = ${id}) ${until}`
  return row?.sum ?? 0n
}
