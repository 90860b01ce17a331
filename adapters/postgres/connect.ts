import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { PrismaClient } from '../../prisma/generated/client.js'

/**
 * Whatever the server has by default. Prisma's adapter writes and reads instants without their zone, as if every server's were this; and
 * whoever waited for a lock has to see what its holder committed.
 */
const SESSION = `set time zone 'UTC'; set datestyle = 'ISO'; set default_transaction_isolation = 'read committed'`

/** How long a free connection is waited for, in milliseconds. */
const FREE = 5_000

/**
 * Opens a pool to the database. Close it with `$disconnect`. `connections`: the most it opens. `patience`: how long one statement may take, in
 * milliseconds; then its connection is given up, since a server that hangs, or a network that swallows, says nothing. Without it (imports,
 * backups, a look at all the books) it may take as long as it takes.
 */
export function connect(url: string, connections = 10, patience?: number): PrismaClient {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: 'purser',
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...(patience === undefined ? {} : { connectionTimeoutMillis: FREE }),
    onConnect: async (client) => {
      if (patience !== undefined)
        giveUpAfter(
          patience,
          client.on('error', () => undefined),
        )
      await client.query(SESSION)
    },
  })
  const adapter = new PrismaPg(pool, { disposeExternalPool: true, statementNameGenerator: ({ sql }: { sql: string }) => nameOf(sql) })
  // Its longer messages quote the query's values, which are people's.
  return new PrismaClient({ adapter, errorFormat: 'minimal' })
}

/** The driver's own limit would leave the connection in the pool, and whoever came next waiting behind the statement that hangs. */
function giveUpAfter(patience: number, client: object): void {
  const { stream } = (client as { connection: { stream: Socket } }).connection
  const silent = Object.assign(new Error('the database is silent'), { code: 'ETIMEDOUT', syscall: 'read', errno: -110 })
  stream.setTimeout(patience, () => stream.destroy(silent))
}

/** Statements by their text, for as many as a program has; lists of values make a few more, which are named each time. */
const names = new Map<string, string>()
const MOST_NAMES = 1_000

function nameOf(sql: string): string {
  const known = names.get(sql)
  if (known !== undefined) return known
  const name = createHash('sha1').update(sql).digest('base64')
  if (names.size < MOST_NAMES) names.set(sql, name)
  return name
}
