/** One thing after the other for each key: what one person does, or what is done to one connection. */
export interface Turns {
  /** Does it after everything that came before under the same key. A deed that fails keeps nobody waiting. */
  take<T>(key: string, deed: () => Promise<T>): Promise<T>
  /** Whether so much waits under this key that more is a flood, which would fill memory: nobody sends as much by hand. */
  full(key: string): boolean
  /** Whether nothing waits behind what is being done under this key. */
  last(key: string): boolean
}

const MOST = 200

export function createTurns(): Turns {
  const lines = new Map<string, { last: Promise<unknown>; waiting: number }>()
  return {
    take: (key, deed) => {
      const line = lines.get(key) ?? { last: Promise.resolve(), waiting: 0 }
      const done = line.last.then(deed)
      line.waiting += 1
      line.last = done
        .catch(() => undefined)
        .then(() => {
          line.waiting -= 1
          if (line.waiting === 0) lines.delete(key)
        })
      lines.set(key, line)
      return done
    },
    full: (key) => (lines.get(key)?.waiting ?? 0) >= MOST,
    last: (key) => (lines.get(key)?.waiting ?? 0) <= 1,
  }
}
