import type { ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { Feed } from './feed.ts'
import { messageView, type Store } from './store.ts'

const HEARTBEAT_MS = 15_000
const BATCH = 100
/** Lines open at the same time, and those of one person: each tab of theirs has one while it is seen. */
const MOST = 200
const MOST_OF_ONE = 20
/** What may wait for a reader that does not read, in bytes; then the reader is cut off and resumes later. */
const BACKLOG = 1024 * 1024

/** Server-sent events: one `message` per new or changed message, its id the place to resume from. */
export interface Streams {
  /** Whether one more may be opened for this seat (its own chat): so many in all, so many of one person. */
  room(own: string): boolean
  /** Starts telling `to` what changes in the seat's chats after `seq`. `stays`: asked before each delivery. */
  open(
    to: ServerResponse,
    seat: { readonly own: string; readonly chats: readonly string[] },
    seq: bigint,
    stays: () => Promise<boolean>,
  ): void
  /** Ends all of them: a stopping server does not wait for its readers. */
  close(): void
}

export function createStreams(store: Store, feed: Feed, log: Logger, { heartbeat = HEARTBEAT_MS } = {}): Streams {
  const open = new Map<ServerResponse, { readonly own: string; leave(): void }>()
  return {
    room: (own) => open.size < MOST && [...open.values()].filter((one) => one.own === own).length < MOST_OF_ONE,
    open: (to, { own, chats }, seq, stays) => {
      // Who left while they were seated is told nothing: their 'close' has been, and nothing else would give the place back.
      if (to.destroyed) return
      const deliver = inTurn(
        async () => {
          if (!open.has(to)) return
          if (!(await stays())) return leave()
          for (;;) {
            const changed = await store.since(chats, seq, BATCH)
            if (!open.has(to)) return
            for (const message of changed) {
              seq = message.seq
              to.write(`id: ${seq}\nevent: message\ndata: ${JSON.stringify(messageView(message))}\n\n`)
            }
            if (to.writableLength > BACKLOG) return cut('it does not read')
            if (changed.length < BATCH) return
          }
        },
        (err) => cut('what it is told could not be read', err),
      )
      const cut = (why: string, err?: unknown): void => {
        log.warn({ err }, `a line of the browser chat was cut: ${why}. The page connects again by itself.`)
        to.destroy()
      }
      const stop = feed.watch(chats, deliver)
      const beat = setInterval(() => {
        to.write(': still here\n\n')
        deliver()
      }, heartbeat)
      const forget = (): void => {
        open.delete(to)
        clearInterval(beat)
        stop()
      }
      // Ended, it may stand open for as long as its reader does not read: nothing may be written to it any more.
      const leave = (): void => {
        forget()
        if (to.writableLength > 0) to.destroy()
        else to.end()
      }
      open.set(to, { own, leave })
      to.once('close', forget)
      to.write('retry: 1000\n\n')
      deliver()
    },
    close: () => {
      for (const { leave } of [...open.values()]) leave()
    },
  }
}

/** Never two at a time; a call while it runs makes it run once more. */
function inTurn(run: () => Promise<void>, failed: (error: unknown) => void): () => void {
  let running = false
  let again = false
  const go = async (): Promise<void> => {
    running = true
    try {
      do {
        again = false
        await run()
      } while (again)
    } finally {
      // In the same breath as the last look at `again`: a call in between would be lost.
      running = false
    }
  }
  return () => {
    if (running) {
      again = true
      return
    }
    go().catch(failed)
  }
}
