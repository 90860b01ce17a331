import type { FullDb } from '../db.ts'
import { LARGEST_BALANCE } from './content.ts'
import { arrayLiteral } from './literal.ts'

/** Opens the wallets of many customers in one currency; one that is open stays as it is. */
export async function openWallets(db: FullDb, customers: readonly bigint[], currency: string): Promise<void> {
  await db.$executeRaw`insert into account (code, currency, wallet, customer_id)
    select 'wallet:' || id, ${currency}, true, id from customer where id = any(${arrayLiteral(customers)}::bigint[]) order by id on conflict do nothing`
}

/** Lets these customers' wallets go below their floor until `bindWallets`: history is posted in its own order, and ends where it ends. */
export async function unbindWallets(db: FullDb, customers: readonly bigint[]): Promise<void> {
  await db.$executeRaw`
    with wallets as materialized (
      select id, floor from account where wallet and customer_id = any(${arrayLiteral(customers)}::bigint[]) order by id for no key update),
    kept as (insert into unbound (account_id, floor) select id, floor from wallets on conflict do nothing returning account_id)
    update account set floor = ${-LARGEST_BALANCE} where id in (select account_id from kept)`
}

/** Gives every wallet its floor back; resolves with how many there were. */
export async function bindWallets(db: FullDb): Promise<number> {
  await db.$queryRaw`select a.id from account a join unbound u on u.account_id = a.id order by a.id for no key update of a`
  await db.$executeRaw`update account a set floor = u.floor from unbound u where u.account_id = a.id`
  return db.$executeRaw`delete from unbound`
}

/** How many wallets are unbound, that is whether an import is open. */
export const unboundWallets = (db: FullDb): Promise<number> => db.unbound.count()
