import { writeAudit } from '../audit.ts'
import type { FullDb, Identity } from '../db.ts'
import { createLedger } from '../ledger/index.ts'

/** The first number given to an account that nobody numbered. */
const FIRST_NUMBER = 10_001n

/**
 * Opens an account for a person who has none: a customer with the next free number, a wallet, and the link. Meant for its own
 * transaction; of two updates of one person at once, the second finds the account of the first.
 */
export async function openAccount(db: FullDb, identity: Identity, how: { currency: string; now: Date }): Promise<void> {
  await db.$executeRaw`select pg_advisory_xact_lock(hashtextextended('customer numbers', 0))`
  const { customerId } = await db.identity.findUniqueOrThrow({ where: { id: identity.id }, select: { customerId: true } })
  if (customerId !== null) return
  const number = await nextNumber(db)
  const customer = await db.customer.create({ data: { number, name: identity.name.slice(0, 100), createdAt: how.now } })
  await createLedger(db).openWallet(customer.id, how.currency)
  await db.identity.update({ where: { id: identity.id }, data: { customerId: customer.id, linkedAt: how.now } })
  await writeAudit(db, [
    {
      at: how.now,
      actor: `identity:${identity.id}`,
      action: 'customer.open',
      subject: `customer:${number}`,
      after: { platform: identity.platform },
    },
  ])
}

/** One more than the highest number that is all digits. */
async function nextNumber(db: FullDb): Promise<string> {
  const [row] = await db.$queryRaw<{ highest: bigint | null }[]>`
    select max(number::bigint) as highest from customer where number ~ '^[0-9]{1,15}$'`
  const highest = row?.highest ?? FIRST_NUMBER - 1n
  return String((highest < FIRST_NUMBER - 1n ? FIRST_NUMBER - 1n : highest) + 1n)
}
