import type { Update } from 'grammy/types'
import type { Database } from '../../src/db.ts'

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
      const data = updates.map((update) => ({ updateId: BigInt(update.update_id), body: JSON.parse(JSON.stringify(withoutCodes(update))) }))
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

/** What follows the word is the code, whatever it looks like: a link that the company's site signed, or signs with spaces between them. */
const SAID = /^(\/?(?:start|link|join)(?:@\w+)?)\s+(?!do-).*$/is
/** A code as we write it, or in one piece; a number alone is an order's. */
const CODE = /\b(?:S-)?(?!\d+\b)[0-9A-Z]{4}(-?)[0-9A-Z]{4}\1[0-9A-Z]{3}\b/gi

function withoutCodes(update: Update): Update {
  const { message } = update
  if (message?.text === undefined) return update
  return { ...update, message: { ...message, text: message.text.replace(SAID, '$1').replace(CODE, '').trim() } } as Update
}
