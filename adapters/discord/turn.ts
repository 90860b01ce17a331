import { within } from '../pause.ts'
import type { Turns } from '../turns.ts'

/** So long one answer keeps the next of the same person waiting, in milliseconds: Discord may take none for minutes. */
export const HOLD = 10_000

/**
 * Works when it is this person's turn; the next have theirs when the answer stands, or could not be shown for a while. Showing begins at
 * once, so that it is acknowledged in time, however long the rest takes. Resolves when it is shown.
 */
export async function inTurn<T>(
  turns: Turns,
  user: string,
  work: () => Promise<T>,
  show: (working: Promise<T>) => Promise<void>,
  hold = HOLD,
): Promise<void> {
  let over = (): void => undefined
  const shown = new Promise<void>((resolve) => {
    over = resolve
  })
  const working = new Promise<T>((resolve) => {
    void turns.take(user, async () => {
      const doing = work()
      resolve(doing)
      await doing.catch(() => undefined)
      await within(hold, shown)
    })
  })
  await show(working).finally(() => over())
}
