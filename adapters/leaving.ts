/** Another process may have a better way to a platform than one that does not reach it for so long, in milliseconds. */
export const AWAY = 60_000

/**
 * To be told whether what this process alone does stands: while it does not, whoever waits for it may have it. Each minute anew: where
 * nobody waits it is forgotten that it was to be had.
 */
export function leaving(leave: () => void, away: number): (well: boolean) => void {
  let timer: NodeJS.Timeout | undefined
  return (well) => {
    if (!well) timer ??= setInterval(leave, away)
    else {
      clearInterval(timer)
      timer = undefined
    }
  }
}
