/** Waits, unless it is over. */
export const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
  })

/**
 * How long to wait the next time, in milliseconds: twice as long, half a minute at most. `refused`: somebody must mend something, unless it
 * passes by itself as a server does that just starts anew, so it is tried for ever, at last every five minutes.
 */
export const longer = (wait: number, refused = false): number => Math.min(wait * 2, refused ? 300_000 : 30_000)

/** Waits for something, but not for long. */
export async function within(
  milliseconds: number,
  what: Promise<unknown>,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const done = new AbortController()
  await Promise.race([what, pause(milliseconds, AbortSignal.any([signal, done.signal]))])
  done.abort()
}
