import { createAlive, createWorkerPool } from '../../adapters/postgres/index.ts'
import { type JobDeps, startJobs } from '../../src/jobs/index.ts'

/** Jobs as the product runs them, and its sign of life. */
export async function runJobs(deps: JobDeps, url: string, patience?: number): Promise<{ stop: () => Promise<void> }> {
  const alive = createAlive(url)
  const jobs = await startJobs(deps, (most) => createWorkerPool(url, most, patience), alive)
  return {
    stop: async () => {
      await jobs.stop()
      await alive.close()
    },
  }
}
