import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '../../prisma/generated/client.js'

/** Opens a pool to the database. Close it with `$disconnect`. `connections`: the most it opens. */
export function connect(url: string, connections = 10): PrismaClient {
  const adapter = new PrismaPg(
    { connectionString: url, max: connections, application_name: 'purser' },
    { statementNameGenerator: ({ sql }: { sql: string }) => nameOf(sql) },
  )
  // Its longer messages quote the query's values, which are people's.
  return new PrismaClient({ adapter, errorFormat: 'minimal' })
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
