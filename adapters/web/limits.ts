/** At most `most` in any `seconds`, per key; forgets keys that are quiet. One process counts for itself: it protects a process. */
export function createLimit(most: number, seconds: number, clock: () => Date): (key: string) => boolean {
  const windows = new Map<string, { since: number; count: number }>()
  return (key) => {
    const now = clock().getTime()
    const window = windows.get(key)
    if (window && now - window.since < seconds * 1000) {
      window.count += 1
      return window.count <= most
    }
    if (windows.size > 10_000) windows.clear()
    windows.set(key, { since: now, count: 1 })
    return true
  }
}
