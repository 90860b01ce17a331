import type { Update } from 'grammy/types'
import type { Database } from '../../src/db.ts'

/**
 * Updates that are not done while many later ones are. Telegram tells a hundred from the first that is not confirmed, so that one person
 * who is slow would keep everybody: what is on the shelf is confirmed, and taken again after a crash.
 */
export interface Shelf {
  put(updates: readonly Update[]): Promise<void>
  drop(updates: readonly number[]): Promise<void>
  all(): Promise<readonly Update[]>
}

export function createShelf(db: Database): Shelf {
  return {
    put: async (updates) => {
      const data = updates.map((update) => ({ updateId: BigInt(update.update_id), body: JSON.parse(JSON.stringify(update)) }))
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
