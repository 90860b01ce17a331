import pg from 'pg'
import type { Logger } from 'pino'

/** Wakes whoever shows a chat when it changed, in this process or another. */
export interface Feed {
  /** Calls `wake` after each change of one of these chats (perhaps once for several). Returns how to stop. */
  watch(chats: readonly string[], wake: () => void): () => void
  close(): Promise<void>
}

const RETRY_MS = 1_000
const POLL_MS = 2_000

/**
 * Listens on one connection of its own to what the trigger `web_message_changed` tells. While that connection is lost
 * it is opened again every second, and everybody is woken every two, so that nothing is missed.
 */
export function createFeed(url: string, log: Logger): Feed {
  const watchers = new Map<() => void, ReadonlySet<string>>()
  let client: pg.Client | undefined
  let closed = false
  let retry: NodeJS.Timeout | undefined
  const wake = (chat?: string): void => {
    for (const [tell, chats] of watchers) if (chat === undefined || chats.has(chat)) tell()
  }
  const poll = setInterval(() => (client ? undefined : wake()), POLL_MS)
  const listen = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, application_name: 'purser web', keepAlive: true })
    const lost = (error?: Error): void => {
      if (client === next) client = undefined
      next.removeAllListeners()
      // A connection that broke says so once more while it is closed.
      next.on('error', () => {})
      void next.end().catch(() => {})
      if (closed) return
      log.warn({ err: error }, 'the browser chat lost its connection for changes; trying again')
      retry = setTimeout(() => void listen(), RETRY_MS)
    }
    next.once('error', lost)
    next.once('end', () => lost())
    next.on('notification', ({ payload }) => wake(payload))
    try {
      await next.connect()
      await next.query('listen web_message')
      if (closed) return void (await next.end())
      client = next
      wake()
    } catch (error) {
      lost(error instanceof Error ? error : undefined)
    }
  }
  const started = listen()
  return {
    watch: (chats, tell) => {
      watchers.set(tell, new Set(chats))
      return () => void watchers.delete(tell)
    },
    close: async () => {
      closed = true
      clearInterval(poll)
      clearTimeout(retry)
      await started
      const last = client
      client = undefined
      last?.removeAllListeners()
      await last?.end().catch(() => {})
    },
  }
}
