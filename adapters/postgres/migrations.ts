import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

/** Prisma's own advisory lock: `prisma migrate deploy` and this runner exclude each other. */
const PRISMA_LOCK = 72707369

/** Applies what is missing of `dir` (Prisma's layout) and resolves with the names applied. */
export async function migrate(url: string, dir: string): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [PRISMA_LOCK])
    await client.query(`create table if not exists _prisma_migrations (
      id varchar(36) primary key, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
      logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`)
    const { rows } = await client.query('select migration_name, checksum, finished_at from _prisma_migrations where rolled_back_at is null')
    const done = new Map(rows.map((row) => [row.migration_name as string, row as { checksum: string; finished_at: Date | null }]))
    const applied: string[] = []
    for (const name of migrationNames(dir)) {
      const sql = readFileSync(join(dir, name, 'migration.sql'), 'utf8')
      const checksum = createHash('sha256').update(sql).digest('hex')
      const before = done.get(name)
      if (before && before.checksum !== checksum) throw new Error(`migration ${name} was edited after it was applied`)
      if (before) continue
      const id = randomUUID()
      await client.query('insert into _prisma_migrations (id, checksum, migration_name) values ($1, $2, $3)', [id, checksum, name])
      await client.query(sql)
      await client.query('update _prisma_migrations set finished_at = now(), applied_steps_count = 1 where id = $1', [id])
      applied.push(name)
    }
    return applied
  } finally {
    await client.end()
  }
}

const migrationNames = (dir: string): string[] =>
  readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
