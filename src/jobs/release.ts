import { setTimeout } from 'node:timers/promises'
import type { WorkerEvents } from 'graphile-worker'
import type { Logger } from 'pino'
import type { Database } from '../db.ts'

/** Which processes live, told apart by the names that they hold. Given by the database's adapter. */
export interface Living {
  hold(name: string): Promise<void>
  dead(names: readonly string[]): Promise<readonly string[]>
}

/** Jobs that nobody will end, and what tells them from those that are being done. */
export interface Release {
  /** Has the workers that these events tell of known as alive, and notes what they are given. */
  readonly watch: (events: WorkerEvents) => void
  /**
   * Frees what nobody does, until it is over. Nothing is freed at first sight, and a look begins a while after the last one ended: while the
   * database hung, everybody seems dead.
   */
  readonly keep: (stopping: AbortSignal, pause?: number) => Promise<void>
}

/** Between two looks, in milliseconds. */
const PAUSE = 5_000

/**
 * Frees jobs whose process died, which the job system would wait for for hours, and those that were locked for workers of ours who never
 * got them, since the connection was lost with the database's answer.
 */
export function createRelease({ db, log }: { readonly db: Database; readonly log: Logger }, living: Living): Release {
  const own = new Set<string>()
  // A job that is run again is another: by its tries it is told which.
  const given = new Set<string>()
  let suspects: ReadonlySet<string> = new Set()
  return {
    watch: (events) => {
      // A job is locked by its pool, whichever worker of it runs it.
      events.on('pool:create', ({ workerPool }) => {
        own.add(workerPool.id)
        living.hold(workerPool.id).catch((err: unknown) => log.warn({ err }, 'a pool of workers is not known as alive'))
      })
      events.on('job:start', ({ job }) => given.add(`${job.id} ${job.attempts}`))
    },
    keep: async (stopping, pause = PAUSE) => {
      do await look().catch((err: unknown) => log.warn({ err }, 'jobs of dead processes were not looked for'))
      while (await setTimeout(pause, true, { signal: stopping }).catch(() => false))
    },
  }

  async function look(): Promise<void> {
    const before = [...given]
    const locked = await db.$queryRaw<Locked[]>`
      select id || ' ' || attempts as try, locked_by as by, locked_at > now() - interval '5 seconds' as young
      from graphile_worker._private_jobs where locked_at is not null`
    const still = new Set(locked.map((job) => job.try))
    for (const one of before) if (!still.has(one)) given.delete(one)
    // Young locks are left alone: their pool may not be known yet.
    const old = locked.filter(({ young }) => !young)
    const silent = new Set(await living.dead([...new Set(old.map(({ by }) => by))]))
    const left = old.filter((job) => silent.has(job.by) || (own.has(job.by) && !given.has(job.try))).map((job) => job.try)
    // Who just lost its connection is not dead: its jobs would be done twice.
    const sure = left.filter((one) => suspects.has(one))
    suspects = new Set(left)
    if (sure.length > 0) await free(sure)
    // A queue is locked with a job of it, and let go with it.
    await db.$executeRaw`
      update graphile_worker._private_job_queues q set locked_at = null, locked_by = null
      where locked_at < now() - interval '5 seconds'
        and not exists (select 1 from graphile_worker._private_jobs j where j.job_queue_id = q.id and j.locked_at is not null)`
  }

  async function free(tries: readonly string[]): Promise<void> {
    log.info(`${tries.length} jobs that nobody does any more are run again`)
    await db.$executeRaw`
      update graphile_worker._private_jobs set locked_at = null, locked_by = null where id || ' ' || attempts = any(${[...tries]}::text[])`
  }
}

interface Locked {
  /** Which job, and at which of its tries. */
  readonly try: string
  readonly by: string
  readonly young: boolean
}
