import { AppError } from '../../src/errors.ts'
import type { Ledger, Posted, Transfer } from '../../src/ledger/index.ts'

/** Watches one ledger and tells what it answers in terms that another can be compared with: ids become positions in the order of posting. */
export interface Witness {
  readonly ledger: Ledger
  /** What a posting ended in; remembers its ids. */
  posted(attempt: Promise<Posted>): Promise<unknown>
  /** A transfer as it was read. */
  seen(transfer: Transfer): unknown
  /** The id of the transfer at a position, counted round; 0 when there is none yet. */
  target(position: number): bigint
  /** When the last transfer was posted. */
  lastPosted(): Promise<Date>
}

export function createWitness(ledger: Ledger): Witness {
  const ids: bigint[] = []
  const position = (id: bigint): number => ids.indexOf(id)
  const target = (at: number): bigint => ids[at % Math.max(ids.length, 1)] ?? 0n
  return {
    ledger,
    target,
    posted: async (attempt) => {
      try {
        const posted = await attempt
        if (!posted.duplicate) ids.push(...posted.ids)
        return { ...posted, ids: posted.ids.map(position) }
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        const params = 'transfer' in error.params ? position(BigInt(error.params.transfer)) : error.params
        return { code: error.code, params }
      }
    },
    seen: ({ id, reverses, reversedBy, ...transfer }) => ({
      ...transfer,
      id: position(id),
      ...(reverses === undefined ? {} : { reverses: position(reverses) }),
      ...(reversedBy === undefined ? {} : { reversedBy: position(reversedBy) }),
    }),
    lastPosted: async () => (await ledger.transfer(ids.at(-1) ?? 0n))?.postedAt ?? new Date(0),
  }
}
