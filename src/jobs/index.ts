import { EventEmitter } from 'node:events'
import { setTimeout } from 'node:timers/promises'
import { type Runner, type RunnerOptions, run, type Task, type TaskList, type WorkerEvents, Logger as WorkerLogger } from 'graphile-worker'
import type { Logger } from 'pino'
import type { Methods } from '../billing/methods.ts'
import type { Chat } from '../chat.ts'
import type { Config } from '../config.ts'
import type { Database, FullDb } from '../db.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Room } from '../room.ts'
import { addQueues, sending, type Tasks } from './add.ts'
import { back } from './back.ts'
import { type Backups, backUpDaily, watchBackup } from './backup.ts'
import { giveUpCard, showCard } from './cards.ts'
import { checkLedger } from './check.ts'
import { deliver } from './deliver.ts'
import { expire } from './expiry.ts'
import { giveUpNotice, sendNotice } from './notices.ts'
import { nudge } from './nudge.ts'
import { createRelease, type Living, type Release } from './release.ts'
import { remind } from './remind.ts'
import { retain } from './retain.ts'
import { watchRoom } from './room.ts'
import { moveOn } from './sweep.ts'
import { tell } from './tell.ts'
import { reportUndelivered } from './undelivered.ts'
import { warn } from './warn.ts'

export interface JobDeps {
  readonly config: Config
  readonly db: Database
  readonly methods: Methods
  readonly ledger: (db: FullDb) => Ledger
  readonly chats: readonly Chat[]
  /** Absent where no backup is made by itself. */
  readonly backups?: Backups | undefined
  /** Absent where the database is elsewhere. */
  readonly room?: Room | undefined
  readonly clock: () => Date
  readonly log: Logger
}

/** Opens connections for the job system, at most so many. Given by the database's adapter. */
export type Connections = (most: number) => NonNullable<RunnerOptions['pgPool']>

/** Every task by name: a task without its function does not compile. */
const tasks: { readonly [T in keyof Tasks]: (deps: JobDeps, payload: Tasks[T], stopping: AbortSignal) => Promise<void> } = {
  tell,
  back,
  verify: checkLedger,
  expire,
  sweep: moveOn,
  warn,
  remind,
  undelivered: reportUndelivered,
  retain,
  room: watchRoom,
  late: watchBackup,
  backup: (deps, _, stopping) => backUpDaily(deps, stopping),
}

/**
 * Every minute low balances, proofs that were not sent and the room on the disk; daily (UTC) the self-check and pictures whose time is over;
 * every ten minutes what has expired, what reached merged accounts, and a backup that is due; every hour what could not be delivered.
 */
const CRONTAB =
  '* * * * * warn\n* * * * * remind\n* * * * * room\n*/5 * * * * late\n40 4 * * * retain ?fill=1d\n10 4 * * * verify ?fill=1d\n*/10 * * * * expire\n*/10 * * * * sweep\n25 * * * * undelivered\n*/10 * * * * backup ?max=1&queue=backup&jobKey=backup'

/** How long the look for jobs of dead processes is waited for at a stop, in milliseconds. */
const GOODBYE = 2_000

/**
 * Runs jobs until `stop`, which lets running ones finish. Each platform has workers of its own: one that is down or hangs holds up its
 * own messages alone, and a process takes only what its chats can send. Several processes share the jobs; those that a dead one had
 * begun are released within seconds (the job system would wait for hours). `quick`: a database whose statements are given up within seconds,
 * where those of `deps` may take as long as a job.
 */
export async function startJobs(
  deps: JobDeps,
  connections: Connections,
  living: Living,
  quick: Database = deps.db,
): Promise<{ stop: () => Promise<void> }> {
  const release = createRelease({ ...deps, db: quick }, living)
  const stopping = new AbortController()
  const house = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      (payload: unknown) => (task as (d: JobDeps, p: unknown, s: AbortSignal) => Promise<void>)(deps, payload, stopping.signal),
    ]),
  )
  const platforms = [...new Set(deps.chats.map(({ platform }) => platform))]
  await addQueues(deps.db, platforms)
  const runners = [await startWorkers(deps, connections, release, house, { concurrency: 2, crontab: CRONTAB })]
  for (const platform of platforms)
    runners.push(await startWorkers(deps, connections, release, sendings(deps, platform), { concurrency: 3 }))
  const looking = release.keep(stopping.signal)
  return {
    stop: async () => {
      stopping.abort()
      // A look behind a database that hangs is not waited for: it changes nothing that the next process does not.
      const looked = Promise.race([looking, setTimeout(GOODBYE, undefined, { ref: false })])
      await Promise.all([looked, ...runners.map((runner) => runner.stop())])
    },
  }
}

const sendings = (deps: JobDeps, platform: string): TaskList => ({
  [sending('notice', platform)]: deliver(deps, platform, 'notice', {
    run: (payload, again) => sendNotice(deps, payload, again),
    giveUp: (payload) => giveUpNotice(deps, payload),
  }) as Task,
  [sending('card', platform)]: deliver(deps, platform, 'card', {
    run: (payload) => showCard(deps, payload),
    giveUp: (payload) => giveUpCard(deps, payload),
  }) as Task,
  [sending('nudge', platform)]: deliver(deps, platform, 'nudge', {
    run: (payload) => nudge(deps, payload),
    giveUp: async () => undefined,
    most: 10,
  }) as Task,
})

async function startWorkers(
  deps: JobDeps,
  connections: Connections,
  release: Release,
  taskList: TaskList,
  how: { concurrency: number; crontab?: string },
): Promise<Pick<Runner, 'stop'>> {
  const events = new EventEmitter() as WorkerEvents
  release.watch(events)
  const pgPool = connections(how.concurrency + 1)
  const runner = await run({
    pgPool,
    // Else the library takes it from its own setting, or from a file in the folder that it was started in: ours is written into our SQL.
    schema: 'graphile_worker',
    pollInterval: 2_000,
    noHandleSignals: true,
    logger: quiet(deps.log),
    events,
    taskList,
    // Without any the library would read a file named crontab in the folder that it was started in, as its own.
    ...(how.crontab === undefined ? { parsedCronItems: [] } : {}),
    ...how,
  })
  return { stop: () => runner.stop().finally(() => pgPool.end()) }
}

/** graphile-worker's chatter at debug, its troubles as they are. Payloads are not logged: ids only are in them, texts never. */
const quiet = (log: Logger): WorkerLogger =>
  new WorkerLogger(() => (level, message) => log[level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug'](message))
