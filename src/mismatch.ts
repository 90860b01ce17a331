import type { Config } from './config.ts'
import type { FullDb } from './db.ts'
import { isDemo } from './demo/seed.ts'

/** What of the database contradicts the configuration, each a sentence for the operator; empty when they belong together. */
export async function mismatches(db: FullDb, config: Config): Promise<readonly string[]> {
  const problems: string[] = []
  if (!config.demo && (await isDemo(db)))
    problems.push("This database holds the demo's invented customers. Give the real house a database of its own in DATABASE_URL.")
  const foreign = await db.account.findFirst({ where: { wallet: true, currency: { not: config.currency } }, select: { currency: true } })
  if (foreign)
    problems.push(
      `The wallets in this database are kept in ${foreign.currency}, and PURSER_CURRENCY is ${config.currency}. It cannot be changed.`,
    )
  return problems
}
