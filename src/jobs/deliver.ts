import type { JobHelpers } from 'graphile-worker'
import { AppError } from '../errors.ts'
import { addSending, type Sendings } from './add.ts'
import type { JobDeps } from './index.ts'

/** Pauses after failures, in seconds: short at first, then every five minutes, so that a platform that is back is not waited for. */
const PAUSES = [2, 5, 15, 30, 60, 120, 300] as const
/** Two days of trying, about: failures come every five minutes, what takes too long every six. */
const MOST = 580
/** How long a sending keeps its worker, in milliseconds. */
const LIMIT = 60_000
/** One that took longer goes on without it, and may come to its end yet: by the next try, in seconds, the platform's clients have given it up. */
const OVER = 300

/**
 * One sending as a job: tried until it is done, in pauses that grow to five minutes or as long as the platform asks for (an AppError
 * `too_many`), which is no failure; to take longer than `limit` is one. The next try is a job of its own, so that each has a whole life in the job system.
 * `run` is told whether an earlier try began (`again`); `giveUp`: what to write down after two days, or after `most` failures.
 */
export function deliver<T extends keyof Sendings>(
  deps: JobDeps,
  platform: string,
  task: T,
  how: {
    run: (payload: Sendings[T], again: boolean) => Promise<void>
    giveUp: (payload: Sendings[T]) => Promise<void>
    most?: number
    limit?: number
  },
): (payload: Sendings[T], helpers?: Pick<JobHelpers, 'job'>) => Promise<void> {
  const failedLate = (error: unknown): void =>
    deps.log.warn({ err: error, task, platform }, 'a message that took too long was not delivered in the end')
  return async (payload, helpers) => {
    // A job that is begun a second time was being done when its process died.
    const again = (payload.tries ?? 0) > 0 || (helpers?.job.attempts ?? 1) > 1
    try {
      await inTime(how.run(payload, again), how.limit ?? LIMIT, failedLate)
    } catch (error) {
      const wait = waitOf(error, deps.clock())
      const tries = (payload.tries ?? 0) + (wait === undefined ? 1 : 0)
      if (tries > (how.most ?? MOST)) {
        deps.log.error({ err: error, task, platform, tries }, 'a message is given up: it could not be delivered')
        return how.giveUp(payload)
      }
      if (wait === undefined) deps.log.warn({ err: error, task, platform, tries }, 'a message could not be delivered, and is tried again')
      await addSending(deps.db, platform, task, { ...payload, tries }, wait ?? pauseAfter(error, tries))
    }
  }
}

const pauseAfter = (error: unknown, tries: number): number | undefined =>
  error instanceof TookTooLong ? OVER : PAUSES[Math.min(tries, PAUSES.length) - 1]

/** In how many seconds the platform wants to be asked again; undefined where it did not say. */
function waitOf(error: unknown, now: Date): number | undefined {
  if (!(error instanceof AppError) || !error.is('too_many')) return undefined
  return Math.max(1, Math.ceil((error.params.retryAt.getTime() - now.getTime()) / 1000))
}

class TookTooLong extends Error {}

/** Fails when it takes longer than it may keep its worker. It goes on all the same: `failedLate` is told how it then failed. */
async function inTime(work: Promise<void>, limit: number, failedLate: (error: unknown) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((_, reject) => {
    timer = setTimeout(() => {
      work.catch(failedLate)
      reject(new TookTooLong(`it took more than ${limit / 1000} s`))
    }, limit)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}
