import { withClient } from './client.ts'

/** Takes everything out of a database of ours, tables and all: `migrate` begins it anew. For the demo's database alone. */
export const emptyDatabase = (url: string): Promise<void> =>
  withClient(url, 'purser demo', async (client) => {
    // One transaction: after a crash there is the old demo or an empty database.
    await client.query('begin; drop schema if exists graphile_worker cascade; drop schema public cascade; create schema public; commit')
  })
