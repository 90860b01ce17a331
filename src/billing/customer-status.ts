import { writeAudit } from '../audit.ts'
import type { FullDb } from '../db.ts'
import { createLedger, wallet } from '../ledger/index.ts'
import { add, type Money, money } from '../money.ts'
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
  const held = status === 'closed' ? await createLedger(db).balance(wallet(customer.id), currency) : undefined
  const left = held && add(held, await setAside(db, customer.id, currency))
  if (left && left.minor !== 0n && !anyway) return { changed: false, left }
  await db.customer.update({ where: { id: customer.id }, data: { status } })
  const change = { before: { status: customer.status }, after: { status, ...(held ? { balance: held.minor } : {}) }, reason }
  await writeAudit(db, [{ at: by.now, actor: by.actor, action: ACTIONS[status], subject: `customer:${number}`, ...change }])
  return { changed: true }
}

/** What open requests for withdrawals have set aside: it is the customer's until it is sent. */
async function setAside(db: FullDb, customerId: bigint, currency: string): Promise<Money> {
  const where = { customerId, kind: 'withdrawal', state: 'open', currency }
  const { _sum } = await db.ticket.aggregate({ where, _sum: { amount: true } })
  return money(_sum.amount ?? 0n, currency)
}
