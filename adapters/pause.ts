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

/**
 * What something comes to, unless it takes longer than so many milliseconds or is over before: then undefined. Nothing is left behind that
 * keeps the process or holds the result in memory.
 */
export async function within<T>(milliseconds: number, what: Promise<T>, signal?: AbortSignal): Promise<T | undefined> {
  let over = (): void => undefined
  const late = new Promise<undefined>((resolve) => {
    over = () => resolve(undefined)
  })
  const timer = setTimeout(over, milliseconds)
  signal?.addEventListener('abort', over)
  if (signal?.aborted) over()
  try {
    return await Promise.race([what, late])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', over)
  }
}
