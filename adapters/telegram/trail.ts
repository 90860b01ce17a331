import type { Database } from '../../src/db.ts'
import { decodeSent, encodeSent } from './place.ts'
import type { Sent } from './post.ts'

const DAY = 24 * 3600_000
/** Telegram lets nothing be deleted after two days; buttons of long ago are found without their earlier messages. */
const DAYS = 3

/** Which messages an answer took, found by its last one: a button stands under that, and all of them are replaced. */
export interface Trail {
  /** `before`: the messages that it took the place of. */
  remember(chat: number, sent: readonly Sent[], before: readonly Sent[]): Promise<void>
  /** All messages of the answer that this one belongs to, oldest first. */
  of(chat: number, last: Sent): Promise<readonly Sent[]>
  forgetOld(): Promise<void>
}

export function createTrail(db: Database, clock: () => Date): Trail {
  return {
    remember: async (chat, sent, before) => {
      const last = sent.at(-1)
      const key = { chat: String(chat), message: last?.id ?? 0 }
      if (before.length > 1 && sent.length < 2) await db.telegramTrail.deleteMany({ where: key })
      if (sent.length < 2) return
      const data = { pages: encodeSent(sent), createdAt: clock() }
      await db.telegramTrail.upsert({ where: { chat_message: key }, create: { ...key, ...data }, update: data })
    },
    of: async (chat, last) => {
      const row = await db.telegramTrail.findUnique({ where: { chat_message: { chat: String(chat), message: last.id } } })
      return row ? [...decodeSent(row.pages).slice(0, -1), last] : [last]
    },
    forgetOld: async () => {
      await db.telegramTrail.deleteMany({ where: { createdAt: { lt: new Date(clock().getTime() - DAYS * DAY) } } })
    },
  }
}
