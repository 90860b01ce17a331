import type { Logger } from 'pino'

/** What is in flight. */
export interface Work {
  /**
   * Does one update, after those that the same person sent before, unless it is being done or was done here: Telegram sends
   * some twice. Resolves when it is done, and never rejects.
   */
  take(id: number, person: string, deed: () => Promise<void>): Promise<void>
  /** Anything else to be waited for at the end. */
  also(deed: Promise<unknown>): void
  /** Waits for what is being done now. */
  settled(): Promise<void>
  /** Takes nothing more. */
  close(): void
  open(): boolean
}

/** Updates that are remembered, so that one that comes twice is answered once. The core remembers effects for ever. */
const REMEMBERED = 10_000

export function createWork(log: Logger): Work {
  const doing = new Set<Promise<unknown>>()
  const seen = new Map<number, Promise<void>>()
  const last = new Map<string, Promise<void>>()
  let open = true
  const held = (deed: Promise<unknown>): void => {
    doing.add(deed)
    void deed.finally(() => doing.delete(deed)).catch(() => undefined)
  }
  return {
    take: (id, person, deed) => {
      const before = seen.get(id)
      if (before) return before
      const done = (last.get(person) ?? Promise.resolve())
        .then(deed)
        .catch((error: unknown) => log.error({ err: error, update: id }, 'an answer could not be shown on Telegram'))
      seen.set(id, done)
      last.set(person, done)
      void done.then(() => last.get(person) === done && last.delete(person))
      const [oldest] = seen.keys()
      if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest)
      held(done)
      return done
    },
    also: held,
    settled: async () => {
      while (doing.size > 0) await Promise.allSettled([...doing])
    },
    close: () => {
      open = false
    },
    open: () => open,
  }
}
