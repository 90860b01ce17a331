import { parseArgs } from 'node:util'
import { connect } from '../../adapters/postgres/index.ts'
import { machine } from '../machine.ts'
import { postings } from './postings.ts'
import { reads } from './reads.ts'
import { startServer } from './server.ts'

/**
 * npm run bench:ledger -- [--seconds 5] [--only postings|reads] [--long]
 *
 * Postings through the product's own API against pgbench's tpcb-like, in turns on one server; then reads in a short and in a long
 * history (a million transfers; --long: ten million), and verify. Prints Markdown.
 */
const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, only: { type: 'string' }, long: { type: 'boolean', default: false } },
})

const server = await startServer()
const db = connect(server.url, 32)
try {
  console.log(await machine(db))
  if (values.only !== 'reads') await postings(db, server, Number(values.seconds))
  if (values.only !== 'postings') await reads(db, values.long ? 10_000_000 : 1_000_000, Number(values.seconds))
} finally {
  await db.$disconnect()
  await server.close()
}
