import { writeAudit } from '../audit.ts'
import type { FullDb } from '../db.ts'
import { type Money, money } from '../money.ts'
import type { Doer } from './customers.ts'

/** `active` may do all; `frozen` may look and send proof of what was paid; `closed` may look. */
export const STATUSES = ['active', 'frozen', 'closed'] as const
export type Status = (typeof STATUSES)[number]

const ACTIONS: { readonly [S in Status]: string } = { active: 'customer.reopen', frozen: 'customer.freeze', closed: 'customer.close' }

/** What came of a change: it was made, it was so already, money is left (`left`) on what was to be closed, or it became part of another. Undefined: no such customer. */
export type StatusChange = { readonly changed: boolean; readonly left?: Money; readonly merged?: true }

/** Changes an account's state, with its audit row: call it in a transaction. An account with a balance, or money set aside to go back, is closed only `anyway`. */
export async function setStatus(
  db: FullDb,
  number: string,
  wanted: { readonly status: Status; readonly reason: string; readonly currency: string; readonly anyway?: boolean },
  by: Doer,
): Promise<StatusChange | undefined> {
  const { status, reason, currency, anyway = false } = wanted
  // Its row is held until commit: of two changes at once the second sees the first.
  const [customer] = await db.customer.updateManyAndReturn({ where: { number }, data: { number } })
  if (!customer) return undefined
  if (customer.status === status) return { changed: false }
  if (customer.mergedInto !== null) return { changed: false, merged: true }
  const held = status === 'closed' ? await holdings(db, customer.id, currency) : undefined
  if (held && held.left.minor !== 0n && !anyway) return { changed: false, left: held.left }
  await db.customer.update({ where: { id: customer.id }, data: { status } })
  const change = { before: { status: customer.status }, after: { status, ...(held ? { balance: held.balance.minor } : {}) }, reason }
  await writeAudit(db, [{ at: by.now, actor: by.actor, action: ACTIONS[status], subject: `customer:${number}`, ...change }])
  return { changed: true }
}

/**
 * A customer's balance, and with it what open requests for withdrawals have set aside, which is theirs until it is sent (`left`). In one
 * statement: between two, what a request gives back would be in neither.
 */
async function holdings(db: FullDb, customerId: bigint, currency: string): Promise<{ readonly balance: Money; readonly left: Money }> {
  const [row] = await db.$queryRaw<{ currency: string; balance: bigint; aside: bigint }[]>`
    select a.currency, a.balance, coalesce((select sum(t.amount) from ticket t where t.customer_id = a.customer_id
        and t.kind = 'withdrawal' and t.state = 'open'), 0)::bigint as aside
      from account a where a.customer_id = ${customerId}`
  const wallet = row ?? { currency, balance: 0n, aside: 0n }
  return { balance: money(wallet.balance, wallet.currency), left: money(wallet.balance + wallet.aside, wallet.currency) }
}
