/** At most `most` within so many hours, whenever those began. */
export interface Limit {
  readonly most: number
  readonly hours: number
}

/**
 * When there is room again under a limit, undefined where there is some now. `newest` finds when one of those that count happened: newest first,
 * after so many others. Who counts and then adds holds a lock, or two at the same moment find the same room.
 */
export async function fullUntil(
  { most, hours }: Limit,
  now: Date,
  newest: (which: { readonly since: Date; readonly skip: number }) => Promise<Date | undefined>,
): Promise<Date | undefined> {
  const window = hours * 3600_000
  // The last that fits: when it no longer counts, one more does.
  const last = await newest({ since: new Date(now.getTime() - window), skip: most - 1 })
  return last && new Date(last.getTime() + window)
}
