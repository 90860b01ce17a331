/** One thing after the other for each key, in the order in which they came. A deed that fails keeps nobody waiting. */
export type Turns = <T>(key: string, deed: () => Promise<T>) => Promise<T>

export function createTurns(): Turns {
  const last = new Map<string, Promise<unknown>>()
  return (key, deed) => {
    const done = (last.get(key) ?? Promise.resolve()).then(deed)
    const over = done.catch(() => undefined)
    last.set(key, over)
    void over.then(() => last.get(key) === over && last.delete(key))
    return done
  }
}
