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
