import { createLedger, createMemoryLedger, type Ledger } from '../../src/ledger/index.ts'
import { testDatabase } from './database.ts'
import { NOON, newCustomers } from './ledger.ts'

/** What a ledger stands on: the same rules hold on each. */
export interface Ground {
  readonly ledger: Ledger
  /** Two customers with open wallets in CNY. */
  customers(): Promise<readonly [bigint, bigint]>
  close(): Promise<void>
}

/** For `describe.each`. */
export const grounds: readonly (readonly [string, () => Promise<Ground>])[] = [
  ['in memory', memory],
  ['on PostgreSQL', postgres],
]

async function memory(): Promise<Ground> {
  let time = NOON.getTime()
  const ledger = createMemoryLedger(() => new Date(++time))
  let last = 0n
  return {
    ledger,
    customers: async () => {
      const pair = [++last, ++last] as const
      for (const customer of pair) await ledger.openWallet(customer, 'CNY')
      return pair
    },
    close: async () => undefined,
  }
}

async function postgres(): Promise<Ground> {
  const { db, close } = await testDatabase()
  const ledger = createLedger(db)
  return {
    ledger,
    customers: async () => {
      const [first = 0n, second = 0n] = await newCustomers(db, 2)
      for (const customer of [first, second]) await ledger.openWallet(customer, 'CNY')
      return [first, second]
    },
    close,
  }
}
