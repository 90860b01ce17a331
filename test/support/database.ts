import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { connect } from '../../adapters/postgres/connect.ts'
import { type Candidacy, elect, type Patience, type Serve } from '../../adapters/postgres/elect.ts'
import type { Database } from '../../src/db.ts'

/** A database of this test file's own, cloned from the template. Call `close` in `afterAll`: it drops the database. */
export async function testDatabase(connections = 10): Promise<{ db: Database; url: string; close: () => Promise<void> }> {
  const { url, close } = await create(`template ${inject('template')}`)
  const db = connect(url, connections)
  return {
    db,
    url,
    close: async () => {
      await db.$disconnect()
      await close()
    },
  }
}

/** Waits until so many sessions of this database wait for a lock that another holds. */
export async function blocked(db: Database, sessions: number): Promise<void> {
  const [row] = await db.$queryRaw<{ count: bigint }[]>`
    select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  if (Number(row?.count) < sessions) return blocked(db, sessions)
}

/** A database without tables, for what makes them. */
export const emptyDatabase = (): Promise<{ url: string; close: () => Promise<void> }> => create('template template0')

/** Elections on this database, as adapters are given them. */
export const candidacies =
  (url: string, patience?: Patience) =>
  (name: string, serve: Serve): Candidacy =>
    elect(url, name, { info: () => undefined, warn: () => undefined, error: console.error }, serve, patience)

async function create(template: string): Promise<{ url: string; close: () => Promise<void> }> {
  const name = `purser_test_${randomBytes(6).toString('hex')}`
  const serverUrl = inject('serverUrl')
  await admin(serverUrl, `create database ${name} ${template}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { url: url.href, close: () => drop(serverUrl, name) }
}

/**
 * PostgreSQL's own cleaning may be at work there, and no role of ours may end it (42501): it is over in a moment. A connection that is just saying
 * goodbye is let go first: one that is ended instead reports an error to nobody, which fails the whole run.
 */
async function drop(serverUrl: string, name: string): Promise<void> {
  const left = `select 1 from pg_stat_activity where datname = '${name}' and backend_type = 'client backend'`
  for (let tries = 0; tries < 10 && (await admin(serverUrl, left)) > 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 100))
  for (let tries = 1; ; tries += 1) {
    try {
      return void (await admin(serverUrl, `drop database ${name} with (force)`))
    } catch (error) {
      if (tries >= 20 || !(error instanceof pg.DatabaseError) || error.code !== '42501') throw error
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
}

/** Resolves with how many rows it found. */
async function admin(serverUrl: string, sql: string): Promise<number> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    return (await client.query(sql)).rowCount ?? 0
  } finally {
    await client.end()
  }
}
