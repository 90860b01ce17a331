import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from } from 'pg-copy-streams'
import { withClient } from '../postgres/client.ts'
import { BEGUN_HERE, migrate, ownMigration } from '../postgres/migrations.ts'
import type { Head, Part } from './content.ts'
import { JOBS } from './dump.ts'

/**
 * By how much numbers jump in a restored database. Buttons in chats name claims and forms by number: what was made between the backup
 * and the loss is gone, its buttons are not, and they must never mean something new.
 */
const GAP = 10_000

/** What adapters keep of what people said and is not answered, or how far they were heard. */
const UNHEARD = ['discord_direct', 'telegram_update', 'telegram_album'].map((name) => pg.escapeIdentifier(name))

/** What is in a database where something is to be restored, in a sentence for the operator; undefined when that is nothing. */
export async function whatIsThere(url: string): Promise<string | undefined> {
  return withClient(url, 'purser restore', async (client) => {
    const { rows } = await client.query<{ name: string; ours: boolean }>(
      `select relname as name, ${BEGUN_HERE} as ours from pg_class
        where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') order by relname`,
    )
    if (rows.length === 0) return (await hasQueue(client)) ? 'the job queue of another program (schema graphile_worker)' : undefined
    if (!rows[0]?.ours || (await foreignMigration(client))) return `tables that are not Purser's (${rows[0]?.name} ...)`
    for (const { name } of rows) {
      if (name === '_prisma_migrations') continue
      const found = await client.query(`select from ${pg.escapeIdentifier(name)} limit 1`)
      if (found.rowCount) return `data already (table ${name})`
    }
    return (await hasJobs(client)) ? 'jobs that wait (schema graphile_worker), perhaps of another program' : undefined
  })
}

/** A restore begins the queue anew as well, and others may use that schema. */
const hasJobs = async (client: pg.Client): Promise<boolean> =>
  (await hasQueue(client)) && (await client.query('select from graphile_worker._private_jobs limit 1')).rowCount === 1

async function hasQueue(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query(`select to_regclass('graphile_worker._private_jobs') is not null as there`)
  return rows[0].there
}

/** Prisma is used by others too: what this program does not know was made by another. */
async function foreignMigration(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ name: string }>('select migration_name as name from _prisma_migrations')
  return rows.some(({ name }) => ownMigration(name) === undefined)
}

/** Why this program cannot put a backup back; undefined when it can. */
export function unknownTo({ migrations }: Head): string | undefined {
  const foreign = migrations.find(({ name, checksum }) => ownMigration(name) !== checksum)
  return (
    foreign && `This backup was made by a newer or changed Purser (it has the migration ${foreign.name}). Restore it with that version.`
  )
}

/**
 * Puts a backup into a database that holds nothing: tables as they were when it was made, all rows in one transaction (or none), then
 * today's migrations. `moved`: the numbers go on where they were, since nothing happened after the backup.
 */
export async function load(url: string, parts: AsyncIterable<Part>, { moved = false } = {}): Promise<void> {
  const source = parts[Symbol.asyncIterator]()
  try {
    await loadFrom(url, source, moved)
  } finally {
    await source.return?.()
  }
}

async function loadFrom(url: string, source: AsyncIterator<Part>, moved: boolean): Promise<void> {
  const first = await source.next()
  if (first.done || first.value.kind !== 'head') throw new TypeError('a backup begins with its head')
  const { head } = first.value
  await emptied(url)
  await migrate(url, { only: head.migrations.map(({ name }) => name) })
  await withClient(url, 'purser restore', async (client) => {
    await client.query('begin')
    await client.query('set local statement_timeout = 0')
    // The guards prove new postings; these rows were proved when they were posted, and verify proves them all again.
    const tables = await ownTables(client)
    for (const table of tables) await client.query(`alter table ${table} disable trigger user`)
    await client.query(`truncate ${tables.join(', ')}`)
    await client.query(JOB_TABLE)
    for (let next = await source.next(); !next.done; next = await source.next())
      if (next.value.kind === 'table') await fill(client, next.value, source)
    await client.query(ADD_JOBS)
    await goOn(client, head, moved ? 0 : GAP)
    // What people wrote was answered after the backup: it is not to be read, or taken up, as if nobody had heard it.
    const heard = moved ? [] : UNHEARD.filter((table) => tables.includes(table))
    if (heard.length > 0) await client.query(`truncate ${heard.join(', ')}`)
    for (const table of tables) await client.query(`alter table ${table} enable trigger user`)
    await client.query('commit')
    await client.query('analyze')
  })
  await migrate(url)
}

/** A restore that was cut off left tables without rows, perhaps of another version. */
async function emptied(url: string): Promise<void> {
  await withClient(url, 'purser restore', async (client) => {
    const { rows } = await client.query(`select quote_ident(current_schema()) as here, ${BEGUN_HERE} as begun`)
    const { here, begun } = rows[0]
    if (begun)
      await client.query(`begin; drop schema if exists graphile_worker cascade; drop schema ${here} cascade; create schema ${here}; commit`)
  })
}

async function ownTables(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname as name from pg_class
      where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname <> '_prisma_migrations'`,
  )
  return rows.map(({ name }) => pg.escapeIdentifier(name))
}

async function fill(client: pg.Client, { table, columns }: Part & { kind: 'table' }, source: AsyncIterator<Part>): Promise<void> {
  const target = table === JOBS.table ? 'restored_job' : pg.escapeIdentifier(table)
  const stream = client.query(from(`copy ${target} (${columns.map((column) => pg.escapeIdentifier(column))}) from stdin`))
  let rows = 0
  await pipeline(async function* () {
    for (let next = await source.next(); !next.done; next = await source.next()) {
      if (next.value.kind === 'rows') yield next.value.bytes
      if (next.value.kind === 'end') {
        rows = next.value.rows
        return
      }
    }
  }, stream)
  if (stream.rowCount !== rows) throw new Error(`${table}: ${stream.rowCount} rows came in of ${rows}`)
}

const JOB_TABLE = `create temporary table restored_job (id serial, task text, payload json, queue text, run_at timestamptz, max_attempts int,
  key text, priority int, flags text[]) on commit drop`

const ADD_JOBS = `select graphile_worker.add_job(task, payload := payload, queue_name := queue, run_at := run_at, max_attempts := max_attempts,
  job_key := key, priority := priority, flags := flags) from restored_job order by id`

async function goOn(client: pg.Client, { sequences }: Head, gap: number): Promise<void> {
  for (const [name, last] of Object.entries(sequences))
    if (last !== null) await client.query('select setval($1, $2)', [pg.escapeIdentifier(name), String(BigInt(last) + BigInt(gap))])
}
