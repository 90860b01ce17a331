import { AppError } from '../errors.ts'

const AT_ONCE = 2
const WAITING = 32

let running = 0
const queue: (() => void)[] = []

/**
 * Runs `work` when it is its turn: pictures are decoded two at a time in one process, because each may need hundreds of
 * megabytes and a core. Throws AppError('busy') when the queue is full.
 */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    if (queue.length >= WAITING) throw new AppError('busy', {})
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
