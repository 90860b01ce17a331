import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { connect, migrate, migrationState } from '../../adapters/postgres/index.ts'
import { addSending } from '../../src/jobs/add.ts'
import { emptyDatabase } from '../support/database.ts'
import { ask } from '../support/embedded.ts'

let url: string
let close: () => Promise<void>
let dir: string

beforeEach(async () => {
  const database = await emptyDatabase()
  url = database.url
  close = database.close
  dir = mkdtempSync(join(tmpdir(), 'purser-migrations-'))
})

afterEach(async () => {
  rmSync(dir, { recursive: true })
  await close()
})

function write(name: string, sql: string): void {
  mkdirSync(join(dir, name), { recursive: true })
  writeFileSync(join(dir, name, 'migration.sql'), sql)
}

const exists = (table: string) => ask(url, `select to_regclass('${table}') is not null as exists`).then(({ exists }) => exists)

test('an empty database gets every migration, and the job queue, once', async () => {
  const own = readdirSync('prisma/migrations', { withFileTypes: true }).filter((entry) => entry.isDirectory()).length
  expect(await migrate(url)).toHaveLength(own)
  expect(await migrate(url)).toEqual([])
  expect(await exists('ticket')).toBe(true)
  expect(
    await ask(
      url,
      `select to_regprocedure('graphile_worker.add_job(text, json, text, timestamptz, int, text, int, text[], text)') is not null as queue`,
    ),
  ).toEqual({ queue: true })
  expect(await migrationState(url)).toMatchObject({ pending: [], problems: [] })
})

test('messages that wait for their turn share the few queues after the upgrade, and the names of all others go', async () => {
  const all = readdirSync('prisma/migrations').filter((name) => /^\d/.test(name))
  await migrate(url, { only: all.filter((name) => name < '20261127180000') })
  await ask(
    url,
    `with old as (insert into graphile_worker._private_job_queues (queue_name) select 'notice:' || n from generate_series(1, 500) n returning 1)
      select count(graphile_worker.add_job(task, payload, queue)) from (values
        ('notice:telegram', '{"notice": "700", "tries": 3}'::json, 'notice:700'), ('nudge:slack', '{"identity": "5"}', 'nudge:5'),
        ('card:telegram', '{"ticket": "3001", "platform": "telegram", "chat": "-100:2"}', 'card:telegram:-100:2:3001'),
        ('tell', '{"ticket": "3001", "version": 1}', null)) as waiting (task, payload, queue)`,
  )
  await migrate(url)
  const db = connect(url, 1)
  await addSending(db, 'telegram', 'card', { ticket: '3001', platform: 'telegram', chat: '-100:3' })
  await addSending(db, 'telegram', 'notice', { notice: '700' })
  await addSending(db, 'slack', 'nudge', { identity: '5' })
  await db.$disconnect()
  expect(
    await ask(
      url,
      `select json_object_agg(queue_name, jobs) as queues from (
        select queue_name, (select count(*) from graphile_worker._private_jobs j where j.job_queue_id = q.id) as jobs
        from graphile_worker._private_job_queues q) held`,
    ),
  ).toEqual({ queues: { 'slack:5': 2, 'telegram:185': 2, 'telegram:188': 2 } })
})

test('forms that are open on a chat go on after the upgrade to one table for all chats', async () => {
  const all = readdirSync('prisma/migrations')
    .filter((name) => /^\d/.test(name))
    .sort()
  await migrate(url, { only: all.filter((name) => name < '20261126222000') })
  await ask(
    url,
    `with one as (insert into telegram_form values ('551', '{"form": 1}', 7, '2026-11-27T00:00Z'))
      insert into discord_form values (42, '90', '{"form": 2}', '2026-11-26T00:00Z')`,
  )
  await migrate(url)
  expect(
    await ask(
      url,
      `select json_agg(f order by platform) as forms from (select platform, user_id, name, body, version, expires_at = '2026-11-27T00:00Z' as lasts from chat_form) f`,
    ),
  ).toEqual({
    forms: [
      { platform: 'discord', user_id: '90', name: '42', body: { form: 2 }, version: 1, lasts: true },
      { platform: 'telegram', user_id: '551', name: '', body: { form: 1 }, version: 7, lasts: true },
    ],
  })
})

test('the state of an empty database can be read without changing it', async () => {
  write('1_first', 'create table first ()')
  expect(await migrationState(url, { dir })).toEqual({ applied: [], pending: ['1_first'], problems: [] })
  expect(await exists('_prisma_migrations')).toBe(false)
})

test('processes that start at once apply each migration once', async () => {
  write('1_first', 'create table first (); select pg_sleep(0.2)')
  write('2_second', 'create table second ()')
  const applied = await Promise.all([1, 2, 3].map(() => migrate(url, { dir })))
  expect(applied.flat().sort()).toEqual(['1_first', '2_second'])
})

test('a migration that fails leaves nothing behind, and stops every start until somebody decides', async () => {
  write('1_good', 'create table good ()')
  write('2_bad', 'create table half (); select 1 / (select count(*) from good)')
  write('3_later', 'create table later ()')
  await expect(migrate(url, { dir })).rejects.toThrow(/2_bad failed: division by zero.*purser migrate --retry/)
  expect(await Promise.all(['good', 'half', 'later'].map(exists))).toEqual([true, false, false])
  expect(await ask(url, `select finished_at, rolled_back_at, logs from _prisma_migrations where migration_name = '2_bad'`)).toEqual({
    finished_at: null,
    rolled_back_at: null,
    logs: 'division by zero',
  })

  write('2_bad', 'create table half ()')
  await expect(migrate(url, { dir })).rejects.toThrow(/2_bad failed earlier \(division by zero\).*purser migrate --retry/)
  expect(await exists('later')).toBe(false)

  expect(await migrate(url, { dir, retryFailed: true })).toEqual(['2_bad', '3_later'])
  expect(await migrate(url, { dir })).toEqual([])
})

test('a migration that a process in the way deadlocks with is done once that one is through, and counts as no failure', async () => {
  write('0_tables', 'create table one (); create table two ()')
  await migrate(url, { dir })
  write('1_both', 'lock table one; lock table two; create table after ()')
  const other = new pg.Client({ connectionString: url })
  await other.connect()
  try {
    await other.query('begin; lock table two')
    const applied = migrate(url, { dir })
    const waiting = `select count(*)::int as count from pg_locks where not granted and relation = 'two'::regclass`
    await expect.poll(() => ask(url, waiting), { timeout: 20_000 }).toEqual({ count: 1 })
    await other.query('lock table one; commit')
    expect(await applied).toEqual(['1_both'])
  } finally {
    await other.end()
  }
})

test('a process that is cut off in the middle of a migration leaves the next start a clean slate', async () => {
  write('1_slow', 'create table slow (); select pg_sleep(60)')
  const cut = expect(migrate(url, { dir })).rejects.toThrow()
  const sleeper = `from pg_stat_activity where datname = current_database() and query like 'create table slow%' and pid <> pg_backend_pid()`
  await expect.poll(() => ask(url, `select count(*)::int as count ${sleeper}`), { timeout: 20_000 }).toEqual({ count: 1 })
  await ask(url, `select pg_terminate_backend(pid) ${sleeper}`)
  await cut
  write('1_slow', 'create table slow ()')
  expect(await migrate(url, { dir })).toEqual(['1_slow'])
})

test('a migration that was edited after it was applied stops the start and is named', async () => {
  cpSync('prisma/migrations', dir, { recursive: true })
  const [first = ''] = await migrate(url, { dir })
  appendFileSync(join(dir, first, 'migration.sql'), '\n-- a later thought')
  await expect(migrate(url, { dir })).rejects.toThrow(`The migration ${first} was edited after it was applied`)
})

test('line ends that a checkout changed are no edit', async () => {
  write('1_first', '-- a table\ncreate table first ();\n')
  await migrate(url, { dir })
  const file = join(dir, '1_first', 'migration.sql')
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('\n', '\r\n'))
  expect(await migrate(url, { dir })).toEqual([])
})

test('a database that a newer program migrated is left alone', async () => {
  write('1_first', 'create table first ()')
  write('2_from_tomorrow', 'create table tomorrow ()')
  await migrate(url, { dir })
  rmSync(join(dir, '2_from_tomorrow'), { recursive: true })
  write('1_second', 'create table second ()')
  await expect(migrate(url, { dir })).rejects.toThrow(/newer than this program.*2_from_tomorrow/)
  expect(await exists('second')).toBe(false)
})

test('what Prisma itself recorded is taken as applied, and what it rolled back is applied again', async () => {
  write('1_first', 'create table first ()')
  write('2_second', 'create table second ()')
  await migrate(url, { dir })
  await ask(url, `update _prisma_migrations set rolled_back_at = now(), finished_at = null where migration_name = '2_second'`)
  await ask(url, 'drop table second')
  expect(await migrate(url, { dir })).toEqual(['2_second'])
})

test('what was noted of a low balance goes to each chat of the account: nobody who was told is told again, and nobody is forgotten', async () => {
  cpSync('prisma/migrations', dir, { recursive: true })
  for (const name of readdirSync(dir)) if (name >= '20261126220000' && name < 'a') rmSync(join(dir, name), { recursive: true })
  await migrate(url, { dir })
  const customers = [
    { number: 'told', crossing: "(id, now(), now(), '')" },
    { number: 'held', crossing: '(id, now(), now(), (select max(id)::text from identity))' },
    { number: 'due', crossing: "(id, now(), null, '')" },
  ]
  for (const { number, crossing } of customers) {
    await ask(url, `insert into customer (number, low_balance) values ('${number}', 5000)`)
    await ask(
      url,
      `insert into account (code, currency, wallet, customer_id) select 'wallet:' || id, 'CNY', true, id from customer where number = '${number}'`,
    )
    for (const one of [1, 2])
      await ask(
        url,
        `insert into identity (platform, user_id, customer_id) select 'test', '${number} ${one}', id from customer where number = '${number}'`,
      )
    await ask(
      url,
      `insert into crossing select (row${crossing.replace('(id', '(c.id')}::crossing).* from customer c where number = '${number}'`,
    )
  }
  await migrate(url)
  const { due, set } = await ask(
    url,
    `select (select array_agg(user_id order by user_id) from crossing join identity on id = identity_id where told_at is null) as due,
      (select count(*)::int from identity i join account a on a.customer_id = i.customer_id
        where a.warn_below = array[5000::bigint] and i.low_balance = 5000) as set`,
  )
  expect({ due, set }).toEqual({ due: ['due 1', 'due 2', 'held 2'], set: 6 })
})

test('a migration that cannot run in a transaction says so and runs alone', async () => {
  write('1_table', 'create table wide (column_one int)')
  write('2_index', '-- not in a transaction\ncreate index concurrently wide_one on wide (column_one)')
  expect(await migrate(url, { dir })).toEqual(['1_table', '2_index'])
  expect(await exists('wide_one')).toBe(true)
  renameSync(join(dir, '2_index'), join(dir, '3_index'))
  await expect(migrate(url, { dir })).rejects.toThrow('2_index')
})

test('a role that may not make tables is told which right it lacks', async () => {
  await ask(url, 'revoke create on schema public from pg_database_owner')
  await expect(migrate(url)).rejects.toThrow(/OWNER TO/)
})
