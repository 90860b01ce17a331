import { request } from './api.ts'
import type { MessageView, Side } from './view.ts'

/** The server says something every 15 seconds; silence for longer means that the connection is gone. */
const SILENCE_MS = 40_000
const PAUSE_MS = 1_500

/**
 * Follows a side's messages from `seq` on, for ever: reconnects and resumes where it was. By fetch and not by
 * EventSource, which cannot carry the token in a header. Returns how to stop.
 */
export function follow(
  who: { readonly side: Side; readonly user: string },
  seq: string,
  tell: { message(message: MessageView): void; online(yes: boolean): void },
): () => void {
  const stopped = new AbortController()
  let after = seq
  const read = async (): Promise<void> => {
    const silent = new AbortController()
    let timer = setTimeout(() => silent.abort(), SILENCE_MS)
    try {
      const response = await request(`/api/stream?${new URLSearchParams({ ...who })}`, {
        headers: { 'last-event-id': after },
        signal: AbortSignal.any([stopped.signal, silent.signal]),
      })
      if (!response.ok || !response.body) throw new Error(`the stream answered ${response.status}`)
      tell.online(true)
      let rest = ''
      for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
        clearTimeout(timer)
        timer = setTimeout(() => silent.abort(), SILENCE_MS)
        const events = (rest + text).split('\n\n')
        rest = events.pop() ?? ''
        for (const event of events) {
          const data = /^data: (.*)$/m.exec(event)?.[1]
          if (data === undefined) continue
          const message = JSON.parse(data) as MessageView
          after = message.seq
          tell.message(message)
        }
      }
    } finally {
      clearTimeout(timer)
    }
  }
  const run = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      await read().catch(() => {})
      if (stopped.signal.aborted) return
      tell.online(false)
      await new Promise((done) => setTimeout(done, PAUSE_MS))
    }
  }
  void run()
  return () => stopped.abort()
}
