import { type FullDb, sql } from '../db.ts'
import type { Disagreement } from './verify.ts'
import { disagreements } from './verify-books.ts'

/**
 * Of payments, each approved ticket names the transfer that credited its customer, and nothing else that names the ticket stands; a ticket that is not
 * approved credited nothing. (A correction reverses the transfer and names another.)
 */
export const tickets = (db: FullDb): Promise<readonly Disagreement[]> =>
  disagreements(
    db,
    'ticket',
    sql`with standing as (
        select t.source, array_agg(t.id order by t.id) as ids from transfer t left join transfer r on r.reverses = t.id
        where t.source like 'ticket:%' and t.reverses is null and r.id is null group by t.source)
      select coalesce('ticket:' || k.id, s.source) as "where",
        case when k.id is null then 'a ticket' when k.state <> 'approved' then concat('no credit while ', k.state)
          else concat('one credit of ', k.credited, ' by transfer:', k.transfer_id) end as expected,
        concat(case when t.id is not null then concat(t.amount, ' by transfer:', t.id, ' of ', t.source, ' to ', a.code, '; ') end,
          'standing: ', coalesce(array_to_string(s.ids, ', '), 'none')) as found
      from ticket k full join standing s on s.source = 'ticket:' || k.id
        left join transfer t on t.id = k.transfer_id left join account a on a.id = t.wallet
      where k.kind is distinct from 'withdrawal' and (case when k.state = 'approved'
          then t.source = 'ticket:' || k.id and t.amount = k.credited and t.credit = t.wallet and a.customer_id = coalesce(k.credited_to, k.customer_id)
            and (s.ids is null or s.ids = array[t.id])
          else k.id is not null and k.transfer_id is null and s.ids is null end) is not true`,
  )

/**
 * What a withdrawal asks for stands in clearing while it is open, and is in its channel once it was settled, by exactly one transfer each from
 * its customer's wallet on; of one that was rejected or taken back nothing stands.
 */
export const withdrawals = (db: FullDb): Promise<readonly Disagreement[]> =>
  disagreements(
    db,
    'ticket',
    sql`with standing as (
        select t.source, string_agg(concat_ws(' ', t.kind, t.amount, t.channel, d.code, c.code), '; ' order by t.id) as moves
        from transfer t join account d on d.id = t.debit join account c on c.id = t.credit left join transfer r on r.reverses = t.id
        where t.source like 'ticket:%' and t.reverses is null and r.id is null group by t.source),
      asked as (
        select k.id, concat('wallet:', k.customer_id) as own, 'clearing:' || k.currency as clearing,
          concat('channel:', k.method, ':', k.currency) as channel, coalesce(k.credited, k.amount) as amount, k.method, k.state
        from ticket k where k.kind = 'withdrawal'),
      due as (
        select id, case when state in ('open', 'approved') then concat_ws('; ', concat_ws(' ', 'withdrawal', amount, method, own, clearing),
          case when state = 'approved' then concat_ws(' ', 'withdrawal', amount, method, clearing, channel) end) end as moves from asked)
      select 'ticket:' || due.id as "where", due.moves as expected, s.moves as found
      from due left join standing s on s.source = 'ticket:' || due.id where due.moves is distinct from s.moves`,
  )

/** What each chat wants to be warned below stands beside its wallet, and it is noted of exactly those chats whose balance is below it. */
export const thresholds = (db: FullDb): Promise<readonly Disagreement[]> =>
  disagreements(
    db,
    'threshold',
    sql`select a.code as "where", coalesce(s.set::text, 'none') as expected, coalesce(a.warn_below::text, 'none') as found
      from account a left join (select customer_id, array_agg(distinct low_balance order by low_balance) as set
        from identity where low_balance is not null group by customer_id) s on s.customer_id = a.customer_id
      where a.warn_below is distinct from s.set
      union all select 'identity:' || i.id, concat(a.balance, ' against ', i.low_balance),
        case when c.identity_id is null then 'not noted as below' else 'noted as below' end
      from identity i left join account a on a.customer_id = i.customer_id left join crossing c on c.identity_id = i.id
      where coalesce(a.balance < i.low_balance, false) <> (c.identity_id is not null)`,
  )

/** The audit's hash chain, from the first row on. */
export const auditChain = (db: FullDb): Promise<readonly Disagreement[]> =>
  disagreements(
    db,
    'audit',
    sql`select 'audit:' || (entry).id as "where",
        concat('number ', number + 1, ' after ', encode(before, 'hex'), ' with hash ', encode(audit_hash(before, entry), 'hex')) as expected,
        concat('after ', encode((entry).previous, 'hex'), ' with hash ', encode((entry).hash, 'hex')) as found
      from (select a as entry, lag(a.id, 1, 0::bigint) over w as number,
          coalesce(lag(a.hash) over w, audit_genesis()) as before from audit a window w as (order by a.id)) chain
      where (entry).id <> number + 1 or (entry).previous <> before or (entry).hash <> audit_hash(before, entry)`,
  )
