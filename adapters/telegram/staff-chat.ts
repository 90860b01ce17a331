import type { Database } from '../../src/db.ts'

/** The staff group as Telegram knows it now. A group that became a supergroup has another number than the one configured. */
export interface StaffChat {
  /** Its number now. */
  of(configured: string): number
  /** It has become another. Remembered for ever. */
  moved(from: number, to: number): Promise<void>
  /** Reads what was remembered. */
  load(): Promise<void>
}

const key = (chat: number): string => `telegram group ${chat}`

export function createStaffChat(db: Database, configured: string | undefined): StaffChat {
  const now = new Map<number, number>()
  const last = (chat: number): number => {
    const next = now.get(chat)
    return next === undefined || next === chat ? chat : last(next)
  }
  return {
    of: (chat) => last(Number(chat)),
    moved: async (from, to) => {
      if (configured === undefined || last(Number(configured)) !== from || from === to) return
      now.set(from, to)
      await db.setting.upsert({ where: { key: key(from) }, create: { key: key(from), value: to }, update: { value: to } })
    },
    load: async () => {
      for (let chat = Number(configured ?? 0), hops = 0; configured !== undefined && hops < 5; hops += 1) {
        const row = await db.setting.findUnique({ where: { key: key(chat) } })
        if (typeof row?.value !== 'number') return
        now.set(chat, row.value)
        chat = row.value
      }
    },
  }
}
