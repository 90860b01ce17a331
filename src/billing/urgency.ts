import type { Ledger } from '../ledger/types.ts'
import { wallet } from '../ledger/types.ts'
import { money, negate } from '../money.ts'
import { type Hours, nextSettlement } from './hours.ts'

const DAYS = 7

/** The settlement that a customer's balance does not last for, going by what lately was spent on a day; undefined when it does. */
export async function emptyBy(
  ledger: Pick<Ledger, 'balance' | 'summary'>,
  { id, currency }: { readonly id: bigint; readonly currency: string },
  hours: Hours,
  now: Date,
): Promise<Date | undefined> {
  const from = new Date(now.getTime() - DAYS * 24 * 3600_000)
  const rows = await ledger.summary(id, { kind: 'cost', from, to: now, by: { time: 'day', zone: hours.zone } })
  const spent = rows.filter((row) => row.total.minor < 0n)
  if (spent.length === 0) return undefined
  const sum = spent.reduce((total, row) => total + negate(row.total).minor, 0n)
  const daily = money(sum / BigInt(spent.length), currency)
  const balance = await ledger.balance(wallet(id), currency)
  return balance.minor < daily.minor ? nextSettlement(hours, now) : undefined
}
