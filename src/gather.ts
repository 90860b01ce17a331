import { isUnreachable } from './unreachable.ts'

interface Waiting<K, V> {
  readonly key: K
  resolve(value: V): void
  reject(error: unknown): void
}

/** How many keys one question carries. */
const MOST = 100
/** After so many milliseconds without an answer one more question goes, by another connection: one that hangs shall not keep everybody. */
const SLOW = 200
const AT_ONCE = 2

/**
 * Asks once for everybody who wants to know at the same moment. While a question is on its way whoever comes waits, and the next one
 * carries them all: many people then cost the database little more than one. An answer is never older than its question.
 *
 * `ask` resolves with a value for each key, in their order; where it rejects, all who waited for it are told, and where the database is
 * away also those who wait behind them.
 */
export function gather<K, V>(ask: (keys: readonly K[]) => Promise<readonly V[]>): (key: K) => Promise<V> {
  const waiting: Waiting<K, V>[] = []
  let asking = 0
  let slow = 0

  async function next(): Promise<void> {
    if (asking > slow || asking === AT_ONCE || waiting.length === 0) return
    asking += 1
    let late = 0
    const timer = setTimeout(() => {
      late = 1
      slow += late
      void next()
    }, SLOW)
    const some = waiting.splice(0, MOST)
    try {
      const values = await ask(some.map(({ key }) => key))
      for (const [index, { resolve }] of some.entries()) resolve(values[index] as V)
    } catch (error) {
      for (const { reject } of some) reject(error)
      // Whoever waits behind a database that hangs would wait as long again.
      if (isUnreachable(error)) for (const { reject } of waiting.splice(0)) reject(error)
    }
    clearTimeout(timer)
    asking -= 1
    slow -= late
    void next()
  }

  return (key) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, resolve, reject })
      void next()
    })
}
