import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLedger, wallet } from '../../src/ledger/index.ts'
import { money } from '../../src/money.ts'
import { personOf } from '../../src/people.ts'
import { testDatabase } from '../support/database.ts'

let house: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  house = await testDatabase()
})
afterAll(() => house.close())

test('among five thousand customers somebody is found by indexes alone, and so is what moved last', async () => {
  const { db } = house
  await db.$executeRaw`insert into customer (number, name) select 'N' || i, 'somebody' from generate_series(1, 5000) i`
  await db.$executeRaw`insert into identity (platform, workspace, user_id, name, customer_id) select 'test', '', 'u' || id, 'somebody', id from customer`
  await db.$executeRaw`insert into account (code, currency, wallet, customer_id) select 'wallet:' || id, 'CNY', true, id from customer`
  const { id } = await db.customer.findUniqueOrThrow({ where: { number: 'N4999' } })
  const paid = { from: 'channel:unionpay', to: wallet(id), amount: money(100n, 'CNY'), channel: 'unionpay', reference: '1' } as const
  await createLedger(db).post('lookup', [{ ...paid, kind: 'recharge', occurredAt: new Date(), actor: 'system', source: 'test' }])
  await db.$executeRaw`analyze`
  const update = { platform: 'test', from: { workspace: '', userId: `u${id}`, name: 'somebody', chat: null, desk: false } } as never
  await db.$transaction(async (tx) => {
    const read = async (): Promise<bigint> => {
      const [row] = await tx.$queryRaw<{ read: bigint }[]>`
        select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint as read from pg_stat_xact_user_tables`
      return row?.read ?? 0n
    }
    const before = await read()
    // PostgreSQL makes its plan for all that are to come after some.
    for (let i = 0; i < 8; i += 1) {
      expect(await personOf(tx, update)).toMatchObject({ customer: { id }, latest: { reference: '1' } })
      await createLedger(tx).latest(id)
    }
    expect(Number((await read()) - before)).toBeLessThan(500)
  })
})
