import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { connect, migrate, openEmbedded } from '../../adapters/postgres/index.ts'
import { machine } from '../machine.ts'
import { memory } from './memory.ts'
import { openCustomers } from './people.ts'
import { rates } from './rates.ts'
import { STAGES } from './stages.ts'

/**
 * npm run bench:chat -- [--seconds 5] [--only telegram|slack|discord] [--no-rates] [--no-memory] [--updates 100000]
 *
 * `balance` through the real libraries on the platforms' doubles: Purser and a bare bot of the same library in turns, each in a
 * process of its own; then Purser's memory over many updates of all platforms. Prints Markdown.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '5' },
    only: { type: 'string' },
    rates: { type: 'boolean', default: true },
    memory: { type: 'boolean', default: true },
    updates: { type: 'string', default: '100000' },
  },
  allowNegative: true,
})

const PEOPLE = 64

const dataDir = mkdtempSync(join(tmpdir(), 'purser-bench-'))
const embedded = await openEmbedded({ dataDir, database: 'purser', log: { info: () => {}, warn: console.error, error: console.error } })
await migrate(embedded.url)
const db = connect(embedded.url, 4)
const names = Object.keys(STAGES).filter((name) => values.only === undefined || values.only === name)
const stages = await Promise.all(names.map((name) => (STAGES[name] as (typeof STAGES)[string])(PEOPLE)))
try {
  console.log(await machine(db))
  for (const stage of stages) await openCustomers(db, stage)
  if (values.rates) await rates(stages, embedded.url, Number(values.seconds))
  if (values.memory) await memory(stages, embedded.url, Number(values.updates))
} finally {
  for (const stage of stages) await stage.close()
  await db.$disconnect()
  await embedded.close()
  rmSync(dataDir, { recursive: true, force: true })
}
