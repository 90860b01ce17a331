import { AppError } from './errors.ts'

/** Runs `work` when it is its turn. Throws AppError('busy') when too many wait. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/** Turns for work that takes a core or much memory: so many at once in one process, and so many that wait. */
export function createTurns(atOnce: number, waiting: number): InTurn {
  let running = 0
  const queue: (() => void)[] = []
  return async (work) => {
    if (running >= atOnce) {
      if (queue.length >= waiting) throw new AppError('busy', {})
      await new Promise<void>((go) => queue.push(go))
    } else running++
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else running--
    }
  }
}
