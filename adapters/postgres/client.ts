import type { Socket } from 'node:net'
import pg from 'pg'

/** One connection of its own for what needs a session; `name` is what the server's list of connections shows. */
export async function withClient<T>(url: string, name: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: name, keepAlive: true })
  // A connection that is cut fails the query that waits on it; without a listener it would end the process as well.
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

/** How long a goodbye may take, in milliseconds. */
const GOODBYE = 2_000

/** To be called before a connection is ended: it is given up when the database does not answer, as behind a network that swallows. */
export function hurry(client: object): void {
  const { stream } = (client as { connection: { stream: Socket } }).connection
  stream.setTimeout(GOODBYE, () => stream.destroy())
}
