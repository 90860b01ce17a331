import type { FullDb } from '../../src/db.ts'
import { AppError } from '../../src/errors.ts'
import { type AccountRef, channel, type NewTransfer, wallet } from '../../src/ledger/types.ts'
import { money } from '../../src/money.ts'

/** An instant that many tests share. */
export const NOON = new Date('2026-11-18T04:00:00Z')

const common = { occurredAt: NOON, actor: 'system', source: 'test:1' }

/** A recharge of `fen` through UnionPay. */
export const recharge = (customer: bigint, fen: bigint, more: Partial<NewTransfer> = {}): NewTransfer => ({
  ...common,
  from: channel('unionpay'),
  to: wallet(customer),
  amount: money(fen, 'CNY'),
  kind: 'recharge',
  channel: 'unionpay',
  ...more,
})

/** A cost of `fen` for a cloud server. */
export const cost = (customer: bigint, fen: bigint, more: Partial<NewTransfer> = {}): NewTransfer => ({
  ...common,
  from: wallet(customer),
  to: 'revenue',
  amount: money(fen, 'CNY'),
  kind: 'cost',
  product: 'Cloud server',
  productId: 'vm-1',
  ...more,
})

/** Money from one customer to another, in two transfers. */
export function move(giver: bigint, taker: bigint, fen: bigint): readonly NewTransfer[] {
  const leg = (from: AccountRef, to: AccountRef): NewTransfer => ({ ...common, from, to, amount: money(fen, 'CNY'), kind: 'move' })
  return [leg(wallet(giver), 'clearing'), leg('clearing', wallet(taker))]
}

/** New rows in `customer`; their ids. Wallets are the test's business. */
export async function newCustomers(db: FullDb, count: number): Promise<readonly bigint[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    insert into customer (number) select 900000000 + nextval('customer_id_seq') from generate_series(1, ${count}::int) returning id`
  return rows.map(({ id }) => id)
}

/** The code and values of the refusal that a promise ends in; undefined when it succeeds. Anything but a refusal is thrown. */
export async function refusal(attempt: Promise<unknown>): Promise<{ code: string; params: unknown } | undefined> {
  try {
    await attempt
    return undefined
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, params: error.params }
    throw error
  }
}
