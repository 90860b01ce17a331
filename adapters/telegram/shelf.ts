import type { Update } from 'grammy/types'
import type { Database } from '../../src/db.ts'
import { askingAnew, masked } from '../../src/words/codes.ts'

/**
 * Updates that are not done while many later ones are. Telegram tells a hundred from the first that is not confirmed, so that one person
 * who is slow would keep everybody: what is on the shelf is confirmed, and taken again after a crash.
 */
export interface Shelf {
  /** Without codes that link a chat or give a place at the desk: they are valid still. Taken up again, their sender is asked for them. */
  put(updates: readonly Update[]): Promise<void>
  drop(updates: readonly number[]): Promise<void>
  all(): Promise<readonly Update[]>
}

export function createShelf(db: Database): Shelf {
  return {
    put: async (updates) => {
      const data = updates.map((update) => ({ updateId: BigInt(update.update_id), body: withoutSecrets(update) }))
      await db.telegramUpdate.createMany({ data, skipDuplicates: true })
    },
    drop: async (updates) => {
      await db.telegramUpdate.deleteMany({ where: { updateId: { in: updates.map(BigInt) } } })
    },
    all: async () => {
      const rows = await db.telegramUpdate.findMany({ orderBy: { updateId: 'asc' } })
      return rows.map(({ body }) => body as unknown as Update)
    },
  }
}

/** Wherever words are: in what is said, changed, stands beside a picture, is answered to, or has the button that was pressed. */
const withoutSecrets = (update: Update): object =>
  JSON.parse(JSON.stringify(update), (key, value) => {
    if (typeof value !== 'string') return value
    if (key === 'caption') return masked(value)
    return key === 'text' ? askingAnew(value) : value
  })
