import { request } from './api.ts'
import type { MessageView, Side } from './view.ts'

/** The server says something every 15 seconds; silence for longer means that the connection is gone. */
const SILENCE_MS = 40_000
/** Before connecting again: longer after each attempt that failed. */
const PAUSES_MS = [1_500, 3_000, 6_000, 15_000]

/**
 * Follows a side's messages from `seq` on, for ever: reconnects and resumes where it was. By fetch and not by
 * EventSource, which cannot carry the token in a header. A page that nobody sees has no line: a browser opens few to
 * one server, and other tabs need them. Returns how to stop.
 */
export function follow(
  who: { readonly side: Side; readonly user: string },
  seq: string,
  tell: { message(message: MessageView): void; online(yes: boolean): void },
): () => void {
  const stopped = new AbortController()
  let after = seq
  let failures = 0
  const read = async (ended: AbortSignal): Promise<void> => {
    const silent = new AbortController()
    let timer = setTimeout(() => silent.abort(), SILENCE_MS)
    try {
      const response = await request(`/api/stream?${new URLSearchParams({ ...who })}`, {
        headers: { 'last-event-id': after },
        signal: AbortSignal.any([ended, silent.signal]),
      })
      if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`)
      tell.online(true)
      failures = 0
      let rest = ''
      // Not by `for await`, which Safari does not know for streams.
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
      for (;;) {
        const { value, done } = await reader.read()
        if (done) return
        clearTimeout(timer)
        timer = setTimeout(() => silent.abort(), SILENCE_MS)
        const events = (rest + value).split('\n\n')
        rest = events.pop() ?? ''
        for (const event of events) {
          const data = /^data: (.*)$/m.exec(event)?.[1]
          if (data === undefined) continue
          const message = JSON.parse(data) as MessageView
          // What cannot be drawn is no reason to connect again, and would come again.
          try {
            tell.message(message)
          } catch (error) {
            console.error(error)
          }
          after = message.seq
        }
      }
    } finally {
      clearTimeout(timer)
    }
  }
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await seen(stopped.signal)
      const hidden = new AbortController()
      const hide = (): void => void (document.hidden && hidden.abort())
      document.addEventListener('visibilitychange', hide)
      await read(AbortSignal.any([stopped.signal, hidden.signal])).catch(() => {})
      document.removeEventListener('visibilitychange', hide)
      if (stopped.signal.aborted || hidden.signal.aborted) continue
      tell.online(false)
      await pause(PAUSES_MS[Math.min(failures++, PAUSES_MS.length - 1)] as number)
    }
  }
  void run()
  return () => stopped.abort()
}

/** Until the page is in sight, or `stopped`. */
function seen(stopped: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const look = (): void => {
      if (document.hidden && !stopped.aborted) return
      document.removeEventListener('visibilitychange', look)
      stopped.removeEventListener('abort', look)
      done()
    }
    document.addEventListener('visibilitychange', look)
    stopped.addEventListener('abort', look)
    look()
  })
}

/** So long, or until the machine is back on its network. */
function pause(ms: number): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(end, ms)
    function end(): void {
      clearTimeout(timer)
      window.removeEventListener('online', end)
      done()
    }
    window.addEventListener('online', end)
  })
}
