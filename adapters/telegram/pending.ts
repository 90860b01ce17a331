import type { Update } from 'grammy/types'
import type { Logger } from 'pino'
import type { Shelf } from './shelf.ts'
import type { Taken } from './work.ts'

export interface PendingDeps {
  readonly log: Logger
  readonly take: (update: Update) => Promise<Taken>
  readonly shelf: Shelf
}

/** What Telegram told and is not confirmed yet, and what of it is being done. */
export interface Pending {
  /** Begins what is new among these; how many that were. */
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
}

export function createPending({ log, take, shelf }: PendingDeps): Pending {
  const doing = new Map<number, { readonly update: Update; readonly finished: Promise<void> }>()
  const done = new Set<number>()
  const kept = new Set<number>()
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
    if (kept.has(id)) await shelf.drop(id).catch((error: unknown) => log.warn({ err: error }, 'an update stays on the shelf'))
    doing.delete(id)
    kept.delete(id)
    done.add(id)
  }

  function begin(updates: readonly Update[]): number {
    const fresh = updates.filter(({ update_id: id }) => !doing.has(id) && !done.has(id))
    for (const update of fresh) {
      last = Math.max(last, update.update_id)
      doing.set(update.update_id, { update, finished: work(update) })
    }
    return fresh.length
  }

  async function shelve(): Promise<void> {
    const slow = [...doing].filter(([id]) => !kept.has(id))
    try {
      await shelf.put(slow.map(([, { update }]) => update))
      for (const [id] of slow) {
        if (doing.has(id)) kept.add(id)
        else await shelf.drop(id)
      }
    } catch (error) {
      log.warn({ err: error }, 'slow updates of Telegram could not be kept: others wait for them')
    }
  }

  async function takeUp(): Promise<boolean> {
    try {
      for (const update of await shelf.all()) {
        kept.add(update.update_id)
        doing.set(update.update_id, { update, finished: work(update) })
      }
      return true
    } catch (error) {
      log.warn({ err: error }, 'what was kept of Telegram could not be looked through')
      return false
    }
  }

  return {
    begin,
    offset,
    busy: () => doing.size > 0,
    finished: () => Promise.all([...doing.values()].map((one) => one.finished)),
    forget: () => {
      if (doing.size === 0) last = 0
    },
    shelve,
    takeUp,
  }
}
