import type { Stage } from './stages.ts'

/** What was measured: milliseconds in order. */
export interface Measured {
  readonly perSecond: number
  readonly latencies: readonly number[]
}

/** Who asked is answered within so many milliseconds, or the measurement is worth nothing. */
const PATIENCE = 30_000

/** People of a stage who ask, each again as soon as they are answered. */
export function createLoad(stage: Stage) {
  const waiting = new Map<string, () => void>()
  stage.onAnswer((person) => {
    const answered = waiting.get(person)
    waiting.delete(person)
    answered?.()
  })

  const ask = (person: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${stage.platform}: ${person} was not answered`)), PATIENCE)
      waiting.set(person, () => {
        clearTimeout(timer)
        resolve()
      })
      stage.asks(person)
    })

  /** So many people ask until `over` says so. */
  return async (callers: number, over: (asked: number) => boolean): Promise<Measured> => {
    const latencies: number[] = []
    const started = performance.now()
    let asked = 0
    const caller = async (person: string): Promise<void> => {
      while (!over(asked)) {
        asked += 1
        const before = performance.now()
        await ask(person)
        latencies.push(performance.now() - before)
      }
    }
    await Promise.all(stage.people.slice(0, callers).map(caller))
    return { perSecond: latencies.length / ((performance.now() - started) / 1000), latencies: latencies.sort((a, b) => a - b) }
  }
}

export type Load = ReturnType<typeof createLoad>

/** Over after so many seconds, from now. */
export function after(seconds: number): () => boolean {
  const end = performance.now() + seconds * 1000
  return () => performance.now() >= end
}
