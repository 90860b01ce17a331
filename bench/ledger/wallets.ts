import type { Database } from '../../src/db.ts'
import { createLedger, wallet } from '../../src/ledger/index.ts'
import { money } from '../../src/money.ts'

/** So many new customers, each with ten million in the wallet. */
export async function openWallets(db: Database, count: number): Promise<readonly bigint[]> {
  const rows = await db.$queryRaw<{ id: bigint }[]>`
    insert into customer (number) select nextval('customer_id_seq') + 100000 from generate_series(1, ${count}::int) returning id`
  const ledger = createLedger(db)
  await Promise.all(rows.map(({ id }) => ledger.openWallet(id, 'CNY')))
  await ledger.postBatch(
    rows.map(({ id }) => ({
      key: `open ${id}`,
      transfers: [
        {
          ...{ from: 'opening', to: wallet(id), amount: money(1_000_000_000n, 'CNY'), kind: 'opening' },
          ...{ occurredAt: new Date(), actor: 'system', source: 'bench:1' },
        },
      ],
    })),
  )
  await db.$executeRaw`analyze account`
  return rows.map(({ id }) => id)
}
