import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '../../prisma/generated/client.js'

/** Opens a pool to the database. Close it with `$disconnect`. `connections`: the most it opens. */
export function connect(url: string, connections = 10): PrismaClient {
  const adapter = new PrismaPg(
    { connectionString: url, max: connections, application_name: 'purser' },
    { statementNameGenerator: (query: { sql: string }) => createHash('sha1').update(query.sql).digest('base64') },
  )
  // Its longer messages quote the query's values, which are people's.
  return new PrismaClient({ adapter, errorFormat: 'minimal' })
}
