import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { atPlace, backUp, load, partsOf, placeOf } from '../../adapters/backup/index.ts'
import { connect, migrationState, openEmbedded } from '../../adapters/postgres/index.ts'
import type { Database } from '../../src/db.ts'
import { verify } from '../../src/ledger/index.ts'
import { emptyDatabase } from '../support/database.ts'
import { quiet, temporaryData } from '../support/embedded.ts'

/** What the first version kept of its demo, as its database was on 24 November 2026. */
const FIRST = fileURLToPath(new URL('../support/fixtures/first-release/purser-demo-20261124T060418Z.backup', import.meta.url))

let house: Awaited<ReturnType<typeof emptyDatabase>>
let db: Database

beforeAll(async () => {
  house = await emptyDatabase()
  const { place, name } = atPlace(FIRST, { url: '', region: '' })
  await load(house.url, partsOf(place.read(name), undefined), { moved: true })
  db = connect(house.url, 2)
})
afterAll(async () => {
  await db.$disconnect()
  await house.close()
})

test("a database of the first version comes to today's tables with every row, and its books agree", async () => {
  expect(await migrationState(house.url)).toMatchObject({ pending: [], problems: [] })
  const { disagreements, counts, auditHead } = await verify(db)
  expect(disagreements).toEqual([])
  expect(counts).toEqual({ wallets: 6, transfers: 2259, tickets: 4, audit: 4 })
  // The chain is the one that the first version ended with.
  expect(auditHead).toBe('fb5aab4243acc859a4898ae32abb9ae28bb13e1b37fc5ad6f17570e4edfb1343')
})

test('a warning that an account had is one of each of its chats', async () => {
  const chats = await db.identity.findMany({ where: { lowBalance: { not: null } }, orderBy: { userId: 'asc' } })
  expect(chats.map(({ userId, lowBalance }) => [userId, lowBalance])).toEqual([
    ['lin', 5_000n],
    ['wang', 20_000n],
  ])
})

test('where nothing happened after it, numbers go on where they were', async () => {
  const [next] = await db.$queryRaw<[{ gap: bigint }]>`select nextval('ticket_id_seq') - (select max(id) from ticket) as gap`
  expect(next.gap).toBe(1n)
})

test('a backup restores in a new data folder of the PostgreSQL that comes along, to the same balances', async () => {
  const [{ dataDir, remove }, kept] = [temporaryData(), mkdtempSync(join(tmpdir(), 'purser-rehearsal-'))]
  const lasting = placeOf(kept, { url: '', region: '' })
  const balances = (of: Database) => of.account.findMany({ where: { wallet: true }, select: { code: true, balance: true } })
  try {
    const { name } = await backUp({ url: house.url, demo: true }, lasting, { key: 'k'.repeat(40), now: new Date(0) })
    const { url, close } = await openEmbedded({ dataDir, database: 'purser', log: quiet })
    await load(url, partsOf(lasting.read(name), 'k'.repeat(40)))
    const restored = connect(url, 1)
    const after = await balances(restored)
    await restored.$disconnect()
    await close()
    expect(after.length).toBe(6)
    expect(after).toEqual(await balances(db))
  } finally {
    await remove()
    rmSync(kept, { recursive: true, force: true })
  }
}, 90_000)
