import type { FullDb } from '../db.ts'
import type { AppError } from '../errors.ts'
import { postMany } from './batch.ts'
import { checkPosting, walletOf } from './content.ts'
import { postOne } from './post.ts'
import type { NewTransfer, Posted, Posting } from './types.ts'

/** For whoever posts all the time: an API, an import. Many postings share one commit, and each still gets its own answer. */
export interface PostingStream {
  /** As `Ledger.post`. Postings of one wallet are posted in the order in which they were given. A failed connection rejects with its error: post again with the same key. */
  post(key: string, transfers: readonly NewTransfer[]): Promise<Posted>
  /** Resolves when everything given so far is answered; what comes later is refused. */
  close(): Promise<void>
}

interface Waiting {
  readonly posting: Posting
  readonly settle: (outcome: Posted | AppError) => void
  readonly reject: (error: unknown) => void
}

/** Wallets are divided between two lanes, so that two calls at once never wait for each other's locks. */
type Lane = 0 | 1

/**
 * Queues postings while a call is in flight and sends what has gathered as one. Alone, a posting goes by the single function. Only when
 * `wide` or more are waiting, both lanes are used at once: a second call then costs less than the longer batch. `most` bounds a call.
 * `db` is a client with at least two connections, not a transaction.
 */
export function createPostingStream(db: FullDb, { wide = 128, most = 1000 }: { wide?: number; most?: number } = {}): PostingStream {
  const queues: Record<Lane, Waiting[]> = { 0: [], 1: [] }
  /** The lanes that a call in flight occupies. */
  const busy = new Set<Lane>()
  let inFlight = 0
  let scheduled = false
  let onIdle: (() => void) | undefined

  const waiting = (): number => queues[0].length + queues[1].length

  function pump(): void {
    scheduled = false
    if (waiting() >= wide || (busy.size === 1 && waiting() >= wide / 2)) {
      for (const lane of [0, 1] as const) if (!busy.has(lane)) send([lane])
    } else if (busy.size === 0) {
      send([0, 1])
    }
    if (inFlight === 0 && waiting() === 0) onIdle?.()
  }

  function send(lanes: readonly Lane[]): void {
    const batch = lanes.flatMap((lane) => queues[lane].splice(0, most / lanes.length))
    if (batch.length === 0) return
    inFlight++
    for (const lane of lanes) busy.add(lane)
    void call(db, batch).then(() => {
      inFlight--
      for (const lane of lanes) busy.delete(lane)
      schedule()
    })
  }

  /** Not at once: whoever was just answered gets to post again first, and joins the next call. */
  function schedule(): void {
    if (scheduled) return
    scheduled = true
    setImmediate(pump)
  }

  return {
    post: async (key, transfers) => {
      if (onIdle) throw new Error('the posting stream is closed')
      const posting = checkPosting(key, transfers)
      return new Promise((resolve, reject) => {
        const settle = (outcome: Posted | AppError): void => (outcome instanceof Error ? reject(outcome) : resolve(outcome))
        queues[laneOf(posting)].push({ posting, settle, reject })
        schedule()
      })
    },
    close: () =>
      new Promise((resolve) => {
        onIdle = resolve
        schedule()
      }),
  }
}

/** Sends one call and settles every posting of it; never rejects. */
async function call(db: FullDb, batch: readonly Waiting[]): Promise<void> {
  try {
    const [only, ...others] = batch
    const [transfer, ...more] = only?.posting.transfers ?? []
    if (only && transfer && others.length === 0 && more.length === 0) return only.settle(await postOne(db, only.posting, transfer))
    const outcomes = await postMany(
      db,
      batch.map(({ posting }) => posting),
    )
    outcomes.forEach((outcome, i) => {
      batch[i]?.settle(outcome)
    })
  } catch (error) {
    for (const { reject } of batch) reject(error)
  }
}

/** By the wallet's number; a posting that touches several goes by the first. */
function laneOf({ transfers }: Posting): Lane {
  for (const transfer of transfers) {
    const ref = walletOf(transfer)
    if (ref) return (ref.charCodeAt(ref.length - 1) % 2) as Lane
  }
  return 0
}
