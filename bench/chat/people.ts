import { randomUUID } from 'node:crypto'
import type { Database } from '../../src/db.ts'
import { createLedger, wallet } from '../../src/ledger/index.ts'
import { money } from '../../src/money.ts'
import type { Stage } from './stages.ts'

/** Makes everybody on a stage a customer with a linked chat and something in the wallet. */
export async function openCustomers(db: Database, { platform, workspace, people }: Stage): Promise<void> {
  const ledger = createLedger(db)
  for (const userId of people) {
    const { id } = await db.customer.create({ data: { number: `${platform}-${userId}`, name: userId, locale: 'en' } })
    await ledger.openWallet(id, 'CNY')
    await db.identity.create({ data: { platform, workspace, userId, customerId: id } })
    await ledger.post(randomUUID(), [
      {
        from: 'channel:bench',
        to: wallet(id),
        amount: money(100_000n, 'CNY'),
        kind: 'recharge',
        occurredAt: new Date(),
        actor: 'system',
        source: 'bench',
        channel: 'bench',
      },
    ])
  }
}
