import pg from 'pg'
import type { Logger } from 'pino'
import { within } from '../pause.ts'

/** Wakes whoever shows a chat when it changed, in this process or another. */
export interface Feed {
  /** Calls `wake` after each change of one of these chats (perhaps once for several). Returns how to stop. */
  watch(chats: readonly string[], wake: () => void): () => void
  close(): Promise<void>
}

const RETRY = 1_000
const LOOK = 2_000
/** A database that does not connect in this time, or does not answer, is asked anew: it may have swallowed the connection. In milliseconds. */
const PATIENCE = 5_000
const GOODBYE = 2_000

/**
 * Listens on one connection of its own to what the trigger `web_message_changed` tells. While that connection is lost
 * it is opened again every second, and everybody is woken every two, so that nothing is missed.
 */
export function createFeed(url: string, log: Logger): Feed {
  const watchers = new Map<() => void, ReadonlySet<string>>()
  let closed = false
  let newest: pg.Client | undefined
  /** Whether the connection answers, as far as is known. */
  let listening = false
  let retry: NodeJS.Timeout | undefined
  const wake = (chat?: string): void => {
    for (const [tell, chats] of watchers) if (chat === undefined || chats.has(chat)) tell()
  }

  const listen = async (): Promise<void> => {
    const client = new pg.Client({
      ...{ connectionString: url, application_name: 'purser web', keepAlive: true },
      ...{ connectionTimeoutMillis: PATIENCE, query_timeout: PATIENCE },
    })
    newest = client
    const lost = (error?: unknown): void => {
      if (closed || newest !== client) return
      newest = undefined
      listening = false
      log.warn({ err: error }, 'the browser chat lost its connection for changes; trying again')
      retry = setTimeout(() => void listen(), RETRY)
      client.end().catch(() => undefined)
    }
    client.on('error', lost)
    client.on('end', () => lost())
    client.on('notification', ({ payload }) => wake(payload))
    try {
      await client.connect()
      await client.query('listen web_message')
      listening = true
      wake()
    } catch (error) {
      lost(error)
    }
  }

  // A connection that says nothing may be one that nothing comes through any more.
  const look = setInterval(() => {
    const client = newest
    if (client && listening) client.query('select').catch((error: unknown) => client.emit('error', error))
    else wake()
  }, LOOK)
  void listen()
  return {
    watch: (chats, tell) => {
      watchers.set(tell, new Set(chats))
      return () => void watchers.delete(tell)
    },
    close: async () => {
      closed = true
      clearInterval(look)
      clearTimeout(retry)
      await within(GOODBYE, newest?.end() ?? Promise.resolve()).catch(() => undefined)
    },
  }
}
