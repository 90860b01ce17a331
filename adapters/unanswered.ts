/** Who sent what nobody answers any more, until they are told so. */
export interface Unanswered {
  add(user: string): void
  /** Whether this person has yet to be told; from now on they count as told. */
  take(user: string): boolean
}

/** People who are remembered: not all of them write again. */
const MOST = 10_000

export function createUnanswered(): Unanswered {
  const people = new Set<string>()
  return {
    add: (user) => {
      const [oldest] = people
      if (people.size >= MOST && oldest !== undefined) people.delete(oldest)
      people.add(user)
    },
    take: (user) => people.delete(user),
  }
}
