import { run, Logger as WorkerLogger } from 'graphile-worker'
import type { Logger } from 'pino'
import type { Methods } from '../billing/methods.ts'
import type { Chat } from '../chat.ts'
import type { Config } from '../config.ts'
import type { Database, FullDb } from '../db.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Tasks } from './add.ts'
import { showCard } from './cards.ts'
import { checkLedger } from './check.ts'
import { expire } from './expiry.ts'
import { sendNotice } from './notices.ts'
import { tell } from './tell.ts'

export interface JobDeps {
  readonly config: Config
  readonly db: Database
  readonly methods: Methods
  readonly ledger: (db: FullDb) => Ledger
  readonly chats: readonly Chat[]
  readonly clock: () => Date
  readonly log: Logger
}

/** Every task by name: a task without its function does not compile. */
const tasks: { readonly [T in keyof Tasks]: (deps: JobDeps, payload: Tasks[T]) => Promise<void> } = {
  notice: sendNotice,
  card: showCard,
  tell,
  verify: checkLedger,
  expire,
}

/** 04:10 daily (UTC) the self-check; every ten minutes what has expired. */
const CRONTAB = '10 4 * * * verify ?fill=1d\n*/10 * * * * expire'

/**
 * Runs jobs until `stop`, which lets running ones finish. Call it while holding the product's lock: then every job
 * still marked as running belongs to a process that died, and is released at once (it would wait for hours).
 */
export async function startJobs(deps: JobDeps, url: string): Promise<{ stop: () => Promise<void> }> {
  await deps.db.$executeRaw`select graphile_worker.force_unlock_workers(
    array(select distinct locked_by from graphile_worker._private_jobs where locked_by is not null))`
  const runner = await run({
    connectionString: url,
    concurrency: 4,
    maxPoolSize: 5,
    pollInterval: 2_000,
    noHandleSignals: true,
    crontab: CRONTAB,
    logger: quiet(deps.log),
    taskList: Object.fromEntries(
      Object.entries(tasks).map(([name, task]) => [
        name,
        (payload: unknown) => (task as (d: JobDeps, p: unknown) => Promise<void>)(deps, payload),
      ]),
    ),
  })
  return { stop: () => runner.stop() }
}

/** graphile-worker's chatter at debug, its troubles as they are. Payloads are not logged: ids only are in them, texts never. */
const quiet = (log: Logger): WorkerLogger =>
  new WorkerLogger(() => (level, message) => log[level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug'](message))
