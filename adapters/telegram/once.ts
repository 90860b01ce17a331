/** What was said not long ago, so that nobody reads it for each of their pictures. */
export interface Once {
  /** False until so many minutes after `told`. */
  mayTell(what: string): boolean
  told(what: string, minutes: number): void
  /** True for the first who would tell it, in one minute. */
  first(what: string): boolean
}

const MOST = 5_000

export function createOnce(clock: () => Date): Once {
  const until = new Map<string, number>()
  const mayTell: Once['mayTell'] = (what) => clock().getTime() >= (until.get(what) ?? 0)
  const told: Once['told'] = (what, minutes) => {
    if (until.size >= MOST) until.clear()
    until.set(what, clock().getTime() + minutes * 60_000)
  }
  return {
    mayTell,
    told,
    first: (what) => {
      const first = mayTell(what)
      if (first) told(what, 1)
      return first
    },
  }
}
