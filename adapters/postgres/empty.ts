import pg from 'pg'

/** Takes everything out of a database of ours, tables and all: `migrate` begins it anew. For the demo's database alone. */
export async function emptyDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: 'purser demo' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    // One transaction: after a crash there is the old demo or an empty database.
    await client.query('begin; drop schema if exists graphile_worker cascade; drop schema public cascade; create schema public; commit')
  } finally {
    await client.end()
  }
}
