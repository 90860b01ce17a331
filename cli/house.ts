import { userInfo } from 'node:os'
import { connect, holdProduct, migrate, migrationState, openDatabase } from '../adapters/postgres/index.ts'
import type { Doer } from '../src/billing/customers.ts'
import { type Config, loadConfig } from '../src/config.ts'
import type { Database } from '../src/db.ts'
import { createLog, secretsOf } from '../src/log.ts'
import { mismatches } from '../src/mismatch.ts'
import type { Outcome, Refused, Unusable, Written } from './answer.ts'

/** What a command that does one thing to the books works with. */
export interface House {
  readonly config: Config
  readonly db: Database
  readonly databaseUrl: string
  /** Who runs the command, and when. */
  readonly by: Doer
}

/** Reads the configuration, opens the database, lets `work` do its one thing, and closes everything. */
export async function inHouse(
  work: (house: House) => Promise<Outcome | Written | Refused>,
): Promise<Outcome | Written | Refused | Unusable> {
  const config = configured()
  if ('unusable' in config) return config
  const log = quietLog(config)
  if (config.demo) process.stderr.write("Demo mode: these are the demo's data. See docs/configuration.md.\n")
  const database = await openDatabase(config, log)
  try {
    const isNew = await makeReady(database.url)
    const db = connect(database.url, 4)
    try {
      if (config.demo && isNew) await fillOnce(database.url, db, config)
      const problems = await mismatches(db, config)
      if (problems.length > 0) throw new Error(problems.join('\n'))
      return await work({ config, db, databaseUrl: database.url, by: { actor: `cli:${userName()}`, now: new Date() } })
    } finally {
      await db.$disconnect()
    }
  } finally {
    await database.close()
  }
}

/** The configuration of this process, or why there is none. */
export function configured(): Config | Unusable {
  try {
    return loadConfig(process.cwd(), process.env)
  } catch (error) {
    return { unusable: (error as Error).message }
  }
}

/** For commands that do one thing: only what an operator must hear, on standard error. */
export const quietLog = (config: Config) =>
  createLog({
    level: config.logLevel === 'info' ? 'warn' : config.logLevel,
    human: true,
    write: (line) => process.stderr.write(line),
    secrets: secretsOf(config),
  })

/** A new database is made ready by any command; one that holds something is changed only by who asks for it. Resolves with which it was. */
async function makeReady(url: string): Promise<boolean> {
  const now = await migrationState(url)
  // Half-way it may be because another command makes it ready at this moment.
  const halfWay = now.applied.length > 0 && now.pending.length + now.problems.length > 0
  const { applied, pending, problems } = halfWay ? await migrationState(url, { settled: true }) : now
  if (problems.length > 0) throw new Error(problems.join('\n'))
  if (pending.length === 0) return false
  if (applied.length > 0) throw new Error(`The database is older than this program: run "purser migrate" (${pending.length} to apply).`)
  await migrate(url)
  return true
}

/** A demo's database belongs to the demo from its first moment, whichever command came first. Who runs already has filled it. */
async function fillOnce(url: string, db: Database, config: Config): Promise<void> {
  const release = await holdProduct(url, quietLog(config))
  if (!release) return
  const { fillDemo } = await import('../main.ts')
  await fillDemo(db, config).finally(release)
}

/** An account without a name (a container's) is called by its number. */
export function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`
  }
}
