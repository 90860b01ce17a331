import { afterAll, beforeAll, expect, test } from 'vitest'
import { dump } from '../../adapters/backup/dump.ts'
import { connect } from '../../adapters/postgres/index.ts'
import { personOf } from '../../src/people.ts'
import { type Counter, counter } from '../support/counter.ts'
import { ask } from '../support/embedded.ts'

let house: Counter
beforeAll(async () => {
  house = await counter()
})
afterAll(() => house.close())

test('a number beyond 2^53 survives being read through a relation', async () => {
  await house.staff('big', 'agent', 9_007_199_254_740_993n)
  const from = { workspace: '', userId: 'big', name: 'big', chat: 'big' }
  expect((await personOf(house.db, { platform: 'test', from })).staff?.limit).toBe(9_007_199_254_740_993n)
})

test('an instant is the same to the database as to us, whatever its server has by default', async () => {
  const session = { timezone: 'America/New_York', datestyle: 'SQL, DMY', default_transaction_isolation: 'repeatable read' }
  for (const [name, value] of Object.entries(session))
    await ask(house.url, `do $$ begin execute format('alter database %I set ${name} to %L', current_database(), '${value}'); end $$`)
  const db = connect(house.url, 1)
  try {
    // The second and third are times of the clock that New York skips, and has twice.
    for (const instant of ['2026-11-24T06:05:00.123Z', '2026-03-08T02:30:00.000Z', '2026-11-01T01:30:00.000Z']) {
      const linkedAt = new Date(instant)
      const { id } = await db.identity.create({ data: { platform: 'test', userId: instant, linkedAt } })
      expect((await db.identity.findUniqueOrThrow({ where: { id } })).linkedAt).toEqual(linkedAt)
      const [found] = await db.$queryRaw<{ same: boolean; read: Date }[]>`
        select linked_at = ${instant}::text::timestamptz and linked_at = ${linkedAt} as same, ${instant}::text::timestamptz as read
        from identity where id = ${id}`
      expect(found).toEqual({ same: true, read: linkedAt })
    }
    // Nor does it change what stands in a backup.
    let rows = ''
    let table = ''
    for await (const part of dump(house.url)) {
      if (part.kind === 'table') table = part.table
      if (part.kind === 'rows' && table === 'identity') rows += part.bytes.toString()
    }
    expect(rows).toContain('2026-11-24 06:05:00.123+00')
    expect(await db.$queryRaw`show transaction_isolation`).toEqual([{ transaction_isolation: 'read committed' }])
  } finally {
    await db.$disconnect()
  }
})
