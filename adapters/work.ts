import type { Logger } from 'pino'

/** What is in flight. */
export interface Work {
  /** Does one delivery, unless it is being done or was done: platforms send some twice. */
  once(id: string, deed: () => Promise<void>): Promise<'done' | 'seen'>
  /** Waits for what is being done now. */
  settled(): Promise<void>
  /** Takes nothing more. */
  close(): void
  open(): boolean
}

/** Deliveries that are remembered, so that one that comes twice is answered once. The core remembers effects for ever. */
const REMEMBERED = 10_000

/** `platform`: its name, for the log. */
export function createWork(log: Logger, platform: string): Work {
  const doing = new Set<Promise<void>>()
  const seen = new Set<string>()
  let open = true
  return {
    once: async (id, deed) => {
      if (seen.has(id)) return 'seen'
      seen.add(id)
      const [oldest] = seen
      if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest)
      const done = deed().catch((error: unknown) => log.error({ err: error, update: id }, `an answer could not be shown on ${platform}`))
      doing.add(done)
      await done
      doing.delete(done)
      return 'done'
    },
    settled: async () => {
      while (doing.size > 0) await Promise.allSettled([...doing])
    },
    close: () => {
      open = false
    },
    open: () => open,
  }
}
