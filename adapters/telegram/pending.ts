import type { Update } from 'grammy/types'
import type { Logger } from 'pino'
import { within } from '../pause.ts'
import type { Shelf } from './shelf.ts'
import type { Taken } from './work.ts'

export interface PendingDeps {
  readonly log: Logger
  readonly take: (update: Update) => Promise<Taken>
  readonly shelf: Shelf
}

/** What Telegram told and is not confirmed yet, and what of it is being done. */
export interface Pending {
  /** Begins what is new among these, which may be told again though they are on the shelf; how many that were. */
  begin(updates: readonly Update[]): number
  /** The first that is not done; when all are, what Telegram has: its numbers may begin anew after a quiet week. */
  offset(): number
  busy(): boolean
  finished(): Promise<unknown>
  /** Telegram has nothing more: its next number may be any. */
  forget(): void
  /** Puts on the shelf who is so slow that Telegram tells nothing new before they are done. */
  shelve(): Promise<void>
  /** Begins what an earlier life left on the shelf; false where that cannot be read. */
  takeUp(): Promise<boolean>
  /** Takes what is done off the shelf: left there it would be done once more by the next life. False where the database is away. */
  tidy(): Promise<boolean>
  /** Waits a while for what is being done: what takes longer is left to whoever comes next. */
  end(): Promise<void>
}

const END = 8_000

export function createPending({ log, take, shelf }: PendingDeps): Pending {
  const doing = new Map<number, { readonly update: Update; readonly finished: Promise<void> }>()
  const done = new Set<number>()
  /** On the shelf, so that it may be confirmed. */
  const kept = new Set<number>()
  /** What may be on the shelf: a write that failed may have been made. */
  const shelved = new Set<number>()
  let last = 0

  const offset = (): number => {
    const held = [...doing.keys()].filter((id) => !kept.has(id))
    const from = held.length > 0 ? Math.min(...held) : last === 0 ? 0 : last + 1
    for (const id of done) if (id < from) done.delete(id)
    return from
  }
  /** What is left stays among what is being done: it is confirmed to nobody. */
  async function work(update: Update): Promise<void> {
    const { update_id: id } = update
    if ((await take(update)) === 'left') return
    doing.delete(id)
    kept.delete(id)
    done.add(id)
    await tidy()
  }

  async function tidy(): Promise<boolean> {
    const over = [...shelved].filter((id) => !doing.has(id))
    if (over.length === 0) return true
    try {
      await shelf.drop(over)
      for (const id of over) shelved.delete(id)
      return true
    } catch (error) {
      log.warn({ err: error }, 'what is done stays on the shelf for now')
      return false
    }
  }

  function begin(updates: readonly Update[]): number {
    for (const { update_id: id } of updates) last = Math.max(last, id)
    const fresh = updates.filter(({ update_id: id }) => !doing.has(id) && !done.has(id))
    for (const update of fresh) {
      doing.set(update.update_id, { update, finished: work(update) })
    }
    return fresh.length
  }

  async function shelve(): Promise<void> {
    const slow = [...doing].filter(([id]) => !kept.has(id))
    try {
      await shelf.put(slow.map(([, { update }]) => update))
      for (const [id] of slow) if (doing.has(id)) kept.add(id)
    } catch (error) {
      log.warn({ err: error }, 'slow updates of Telegram could not be kept: others wait for them')
    }
    for (const [id] of slow) shelved.add(id)
    await tidy()
  }

  async function takeUp(): Promise<boolean> {
    try {
      for (const update of await shelf.all()) {
        kept.add(update.update_id)
        shelved.add(update.update_id)
        doing.set(update.update_id, { update, finished: work(update) })
      }
      return true
    } catch (error) {
      log.warn({ err: error }, 'what was kept of Telegram could not be looked through')
      return false
    }
  }

  const finished = (): Promise<unknown> => Promise.all([...doing.values()].map((one) => one.finished))

  return {
    begin,
    offset,
    busy: () => doing.size > 0,
    finished,
    forget: () => {
      if (doing.size === 0) last = 0
    },
    shelve,
    takeUp,
    tidy,
    end: async () => {
      await within(END, finished())
      await within(END, tidy())
    },
  }
}
