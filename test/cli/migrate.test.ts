import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from '../../adapters/postgres/index.ts'
import { purser, purserJson } from '../support/cli.ts'
import { emptyDatabase } from '../support/database.ts'
import { ask } from '../support/embedded.ts'

const MIGRATIONS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

let house: Awaited<ReturnType<typeof emptyDatabase>>
let env: Record<string, string>

beforeAll(async () => {
  house = await emptyDatabase()
  env = { DATABASE_URL: house.url }
})
afterAll(() => house.close())

test('migrate applies what is missing, and then has nothing to do', async () => {
  const first = await purserJson<{ applied: string[] }>(env, 'migrate')
  expect(first.code).toBe(0)
  expect(first.data.applied.length).toBeGreaterThan(0)
  expect(await purser(env, 'migrate')).toEqual({ code: 0, out: 'The database is up to date.\n', err: '' })
})

test('another command does not change a database that is older than the program, and says who does', async () => {
  await ask(house.url, 'delete from _prisma_migrations where migration_name = (select max(migration_name) from _prisma_migrations)')
  const before = await ask(house.url, 'select count(*) from _prisma_migrations')
  expect(await purser(env, 'customer', 'list')).toMatchObject({ code: 1, err: expect.stringContaining('run "purser migrate"') })
  expect(await ask(house.url, 'select count(*) from _prisma_migrations')).toEqual(before)
})

test('a database that is newer than the program stops every command', async () => {
  await ask(
    house.url,
    `insert into _prisma_migrations (id, checksum, migration_name, finished_at) values ('x', 'x', '29990101000000_future', now())`,
  )
  for (const command of [['migrate'], ['customer', 'list'], ['start']])
    expect(await purser({ ...env, PURSER_HTTP_PORT: '0' }, ...command)).toMatchObject({
      code: 1,
      err: expect.stringContaining('newer than this program'),
    })
})

test('a new database is made ready by whichever command comes first', async () => {
  const other = await emptyDatabase()
  const own = { DATABASE_URL: other.url }
  const added = await Promise.all([purser(own, 'customer', 'add'), purser(own, 'customer', 'add')])
  expect(added.map(({ out }) => out).sort()).toEqual(['Customer 10001 was added.\n', 'Customer 10002 was added.\n'])
  await other.close()
})

test('a command that finds a database half-way made ready waits for who makes it', async () => {
  const other = await emptyDatabase()
  await migrate(other.url, { only: [readdirSync(MIGRATIONS).sort()[0] as string] })
  const turn = new pg.Client({ connectionString: other.url })
  await turn.connect()
  await turn.query('select pg_advisory_lock(72707369)')
  const waits = async (): Promise<number> => {
    const { rowCount } = await turn.query(
      `select 1 from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`,
    )
    return rowCount ?? 0
  }
  const made = migrate(other.url)
  await expect.poll(waits).toBe(1)
  const added = purser({ DATABASE_URL: other.url }, 'customer', 'add')
  await expect.poll(waits, { timeout: 20_000 }).toBe(2)
  await turn.end()
  await made
  expect(await added).toEqual({ code: 0, out: 'Customer 10001 was added.\n', err: '' })
  await other.close()
})
