import { type FullDb, list, type Sql, sql } from '../db.ts'
import type { Check, Disagreement } from './verify.ts'

/** Runs a query that answers (where, expected, found) for each disagreement. */
export async function disagreements(db: FullDb, check: Check, query: Sql): Promise<readonly Disagreement[]> {
  const rows = await db.$queryRaw<{ where: string; expected: string | null; found: string | null }[]>`
    select "where", expected::text, found::text from (${query}) as found_wrong limit 100`
  return rows.map((row) => ({ check, where: row.where, expected: row.expected ?? 'nothing', found: row.found ?? 'nothing' }))
}

/** Without its guards the database would keep any nonsense: each must be there and switched on. */
export const guards = (db: FullDb): Promise<readonly Disagreement[]> =>
  disagreements(
    db,
    'guard',
    sql`select name as "where", 'enabled' as expected, case when t.oid is null then 'missing' else 'disabled' end as found
      from unnest(array[${list([...GUARDS])}]::text[]) name left join pg_trigger t on t.tgname = name and not t.tgisinternal
        and t.tgrelid in ('account'::regclass, 'transfer'::regclass, 'audit'::regclass)
      where t.oid is null or t.tgenabled = 'D'`,
  )

const GUARDS = [
  'account_opened',
  'account_moved',
  'account_renamed',
  'account_floor',
  'account_kept',
  'transfer_append_only',
  'transfer_posted',
  'transfer_proved',
  'audit_append_only',
  'audit_chain',
] as const

/** A wallet's row against the sum and the number of its transfers. */
export const kept = (db: FullDb): Promise<readonly Disagreement[]> =>
  disagreements(
    db,
    'balance',
    sql`select a.code as "where", concat(coalesce(s.sum, 0), ' after ', coalesce(s.count, 0), ' transfers') as expected,
        concat(a.balance, ' after ', a.version, ' transfers') as found
      from account a left join (
        select wallet, sum(case when credit = wallet then amount else -amount end) as sum, count(*) as count
        from transfer where wallet is not null group by wallet) s on s.wallet = a.id
      where a.balance <> coalesce(s.sum, 0) or a.version <> coalesce(s.count, 0)`,
  )

/** Every running balance against the one before it, and the numbering. */
export const running = (db: FullDb): Promise<readonly Disagreement[]> =>
  disagreements(
    db,
    'running balance',
    sql`select 'transfer:' || id as "where", concat(before + change, ' as number ', number + 1) as expected,
        concat(balance_after, ' as number ', seq) as found
      from (select id, seq, balance_after, case when credit = wallet then amount else -amount end as change,
          lag(balance_after, 1, 0::bigint) over w as before, lag(seq, 1, 0::bigint) over w as number
        from transfer where wallet is not null window w as (partition by wallet order by seq)) step
      where balance_after <> before + change or seq <> number + 1`,
  )

/** What is in all accounts of a currency together: wallets as they are kept, the others as they are derived. */
export const zeroSum = (db: FullDb): Promise<readonly Disagreement[]> =>
  disagreements(
    db,
    'zero sum',
    sql`select currency as "where", '0' as expected, sum(balance) as found
      from (select currency, balance from account where wallet
        union all select a.currency, t.amount from transfer t join account a on a.id = t.credit where not a.wallet
        union all select a.currency, -t.amount from transfer t join account a on a.id = t.debit where not a.wallet) part
      group by currency having sum(balance) <> 0`,
  )

/** A transfer's accounts, its wallet and its floor. */
export const sides = (db: FullDb): Promise<readonly Disagreement[]> =>
  disagreements(
    db,
    'sides',
    sql`select 'transfer:' || t.id as "where", 'a positive amount between two accounts of one currency, one wallet at most, not below its floor' as expected,
        concat(t.amount, ' from ', coalesce(d.code, 'nowhere'), ' to ', coalesce(c.code, 'nowhere'), ' to ', t.balance_after) as found
      from transfer t left join account d on d.id = t.debit left join account c on c.id = t.credit
      where (t.amount > 0 and d.id <> c.id and d.currency = c.currency and not (d.wallet and c.wallet)
        and t.wallet is not distinct from case when d.wallet then d.id when c.wallet then c.id end
        and (not d.wallet or t.forced or t.balance_after >= coalesce(t.floor, 0))) is not true`,
  )

/** A posting of several transfers is there whole, as far as its later legs tell. */
export const legs = (db: FullDb): Promise<readonly Disagreement[]> =>
  disagreements(
    db,
    'legs',
    sql`select 'transfer:' || t.id as "where", concat('leg ', t.leg - 1, ' of the same posting') as expected, null as found
      from transfer t where t.leg > 0 and not exists (
        select from transfer before where before.key = t.key and before.leg = t.leg - 1 and before.fingerprint = t.fingerprint)`,
  )

/** A reference of a channel stands for one credit; earlier ones were reversed. */
export const references = (db: FullDb): Promise<readonly Disagreement[]> =>
  disagreements(
    db,
    'reference',
    sql`select concat(t.channel, ':', t.reference) as "where", 'one credit that stands' as expected,
        concat(count(*) filter (where r.id is null), ' stand of ', count(*)) as found
      from transfer t left join transfer r on r.reverses = t.id
      where t.kind = 'recharge' and t.reference is not null
      group by t.channel, t.reference having count(*) filter (where r.id is null) > 1 or max(t.generation) <> count(*) - 1`,
  )

/** A reversal is the exact opposite of one transfer, which is none itself. */
export const reversals = (db: FullDb): Promise<readonly Disagreement[]> =>
  disagreements(
    db,
    'reversal',
    sql`select 'transfer:' || r.id as "where", concat('the opposite of transfer:', r.reverses) as expected,
        case when t.id is null then null else concat(r.amount, ' of ', t.amount, ', undoing a ', t.kind) end as found
      from transfer r left join transfer t on t.id = r.reverses
      where r.reverses is not null
        and (t.reverses is null and t.amount = r.amount and t.debit = r.credit and t.credit = r.debit and t.kind = r.undoes) is not true`,
  )
