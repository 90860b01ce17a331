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
  /** Frees what nobody does. To be asked again and again: nothing is freed at first sight. */
  readonly look: () => Promise<void>
}

/**
 * Frees jobs whose process died, which the job system would wait for for hours, and those that were locked for workers of ours who never
 * got them, since the connection was lost with the database's answer.
 */
export function createRelease({ db, log }: { readonly db: Database; readonly log: Logger }, living: Living): Release {
  const own = new Set<string>()
  const given = new Set<string>()
  let suspects: ReadonlySet<string> = new Set()
  return {
    watch: (events) => {
      // A job is locked by its pool, whichever worker of it runs it.
      events.on('pool:create', ({ workerPool }) => {
        own.add(workerPool.id)
        living.hold(workerPool.id).catch((err: unknown) => log.warn({ err }, 'a pool of workers is not known as alive'))
      })
      events.on('job:start', ({ job }) => given.add(job.id))
    },
    look: async () => {
      const before = [...given]
      const locked = await db.$queryRaw<Locked[]>`
        select id::text, locked_by as by, locked_at > now() - interval '5 seconds' as young
        from graphile_worker._private_jobs where locked_at is not null`
      const still = new Set(locked.map(({ id }) => id))
      for (const id of before) if (!still.has(id)) given.delete(id)
      // Young locks are left alone: their pool may not be known yet.
      const old = locked.filter(({ young }) => !young)
      const silent = new Set(await living.dead([...new Set(old.map(({ by }) => by))]))
      const left = old.filter(({ id, by }) => silent.has(by) || (own.has(by) && !given.has(id)))
      // Who just lost its connection is not dead: its jobs would be done twice.
      const sure = left.filter(({ id, by }) => suspects.has(`${id} ${by}`))
      suspects = new Set(left.map(({ id, by }) => `${id} ${by}`))
      if (sure.length > 0) await free(sure)
      // A queue is locked with a job of it, and let go with it.
      await db.$executeRaw`
        update graphile_worker._private_job_queues q set locked_at = null, locked_by = null
        where locked_at < now() - interval '5 seconds'
          and not exists (select 1 from graphile_worker._private_jobs j where j.job_queue_id = q.id and j.locked_at is not null)`
    },
  }

  async function free(jobs: readonly Locked[]): Promise<void> {
    log.info(`${jobs.length} jobs that nobody does any more are run again`)
    await db.$executeRaw`
      update graphile_worker._private_jobs set locked_at = null, locked_by = null
      where id = any(${jobs.map(({ id }) => BigInt(id))}::bigint[]) and locked_by = any(${jobs.map(({ by }) => by)}::text[])`
  }
}

interface Locked {
  readonly id: string
  readonly by: string
  readonly young: boolean
}
