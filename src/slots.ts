import { AppError } from './errors.ts'

/** Runs `work` when a slot is free. Throws AppError('busy') when too many wait. */
export type InSlot = <T>(work: () => Promise<T>) => Promise<T>

/** Slots for work that takes a core or much memory: so many at once in one process, and so many that wait. */
export function createSlots(atOnce: number, waiting: number): InSlot {
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
