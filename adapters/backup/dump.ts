import { Socket } from 'node:net'
import pg from 'pg'
import { to } from 'pg-copy-streams'
import type { Part } from './content.ts'

/** The rows of jobs that wait, in the job system's own terms: its tables are its own, and change with its versions. */
export const JOBS = {
  table: 'graphile_worker.jobs',
  columns: ['task', 'payload', 'queue', 'run_at', 'max_attempts', 'key', 'priority', 'flags'],
}

const WAITING = `select t.identifier, j.payload, q.queue_name, j.run_at, j.max_attempts, j.key, j.priority,
    (select array_agg(flag) from jsonb_object_keys(j.flags) flag)
  from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    left join graphile_worker._private_job_queues q on q.id = j.job_queue_id where j.attempts < j.max_attempts order by j.id`

/**
 * Everything in the database at one moment, while others go on writing: one transaction that sees one snapshot. Memory is bounded, and it
 * reads as fast as it is read from. `signal` ends it in the middle.
 */
export async function* dump(url: string, signal?: AbortSignal): AsyncGenerator<Part> {
  const socket = new Socket()
  const client = new pg.Client({ connectionString: url, application_name: 'purser backup', keepAlive: true, stream: () => socket })
  client.on('error', () => undefined)
  const stop = () => socket.destroy()
  signal?.addEventListener('abort', stop)
  try {
    await client.connect()
    await client.query('begin transaction isolation level repeatable read, read only')
    await client.query('set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0')
    // What every other server reads as it was meant, whatever this one writes by default.
    await client.query(`set local time zone 'UTC'; set local datestyle = 'ISO'`)
    yield { kind: 'head', head: await headOf(client) }
    for (const { table, columns } of await tablesOf(client)) yield* copied(client, `${name(table)} (${columns.map(name)})`, table, columns)
    yield* copied(client, `(${WAITING})`, JOBS.table, JOBS.columns)
    await client.query('commit')
    await client.end()
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', stop)
    // Whoever stops reading in the middle does not wait for the rest of a table.
    socket.destroy()
  }
}

async function* copied(client: pg.Client, what: string, table: string, columns: readonly string[]): AsyncGenerator<Part> {
  yield { kind: 'table', table, columns }
  const stream = client.query(to(`copy ${what} to stdout`))
  for await (const bytes of stream) yield { kind: 'rows', bytes: bytes as Buffer }
  yield { kind: 'end', rows: stream.rowCount }
}

async function headOf(client: pg.Client) {
  const { rows } = await client.query<{ at: Date; demo: boolean }>(
    `select now() as at, exists (select from setting where key = 'demo') as demo`,
  )
  const migrations = await client.query<{ name: string; checksum: string }>(
    `select migration_name as name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null
      order by migration_name`,
  )
  const sequences = await client.query<{ name: string; last: string | null }>(
    `select sequencename as name, last_value::text as last from pg_sequences where schemaname = current_schema() order by 1`,
  )
  return {
    at: (rows[0]?.at ?? new Date(Number.NaN)).toISOString(),
    demo: rows[0]?.demo === true,
    migrations: migrations.rows,
    sequences: Object.fromEntries(sequences.rows.map(({ name, last }) => [name, last])),
  }
}

interface Table {
  readonly table: string
  readonly columns: readonly string[]
  /** The tables that its rows refer to. */
  readonly needs: readonly string[]
}

/** Every table of ours, those that others refer to before them. */
async function tablesOf(client: pg.Client): Promise<readonly Table[]> {
  const { rows } = await client.query<Table>(
    `select c.relname as table,
        array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = ''
          order by attnum) as columns,
        array(select distinct f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
          where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as needs
      from pg_class c where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname <> '_prisma_migrations'
      order by c.relname`,
  )
  const ordered: Table[] = []
  while (ordered.length < rows.length) {
    const next = rows.find((one) => !ordered.includes(one) && one.needs.every((need) => ordered.some(({ table }) => table === need)))
    if (!next) throw new TypeError('tables refer to each other in a circle')
    ordered.push(next)
  }
  return ordered
}

const name = pg.escapeIdentifier
