import type { JobDeps } from './index.ts'

/** With so many failed, it may not be them: the job fails, and is tried again. */
const MOST = 10

/**
 * Does something for each, one after the other: what fails for one is logged and does not keep the others waiting, however many fail. Throws the
 * last failure, behind all of them, when there were many.
 */
export async function each<T>({ log }: Pick<JobDeps, 'log'>, items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  let failed = 0
  let last: unknown
  for (const item of items) {
    try {
      await run(item)
    } catch (err) {
      log.error({ err }, 'a job failed for one of many; it is tried again with the next run')
      failed += 1
      last = err
    }
  }
  if (failed >= MOST) throw last
}
