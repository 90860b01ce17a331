import type { Client } from './client.ts'
import { refusalOf } from './client.ts'
import type { GroupPlace } from './place.ts'

const MINUTES = 10
/** What the bot may do in groups. */
export interface Groups {
  /** Finds out whether the server knows messages for one member alone. */
  probe(): Promise<void>
  /** Whether the person can be answered there so that nobody else sees it. */
  whispers(place: GroupPlace): Promise<boolean>
  /** The bot's standing in a group has changed. */
  changed(chat: number): void
  /** The server knows no messages for one member alone after all. */
  never(): void
}

export function createGroups(client: Client, self: () => number, clock: () => Date): Groups {
  const standing = new Map<number, { admin: boolean; at: number }>()
  let known = true

  async function isAdmin(chat: number): Promise<boolean> {
    const before = standing.get(chat)
    const at = clock().getTime()
    if (before && at - before.at < MINUTES * 60_000) return before.admin
    const member = await client.soon((api) => api.getChatMember(chat, self())).catch(() => undefined)
    const admin = member?.status === 'administrator'
    if (standing.size >= 1_000) standing.clear()
    standing.set(chat, { admin, at })
    return admin
  }

  return {
    probe: async () => {
      // Servers before Bot API 10.2 would show such a message to everybody: they do not know this method either.
      const nothing = { chat_id: 0, receiver_user_id: 0, ephemeral_message_id: 0 }
      const refused = await client
        .soon((api) => api.raw.deleteEphemeralMessage(nothing))
        .then(
          () => undefined,
          (error: unknown) => refusalOf(error),
        )
      // What it did not say is asked again before anything is answered.
      if (refused && (refused.code === 0 || refused.code === 429 || refused.code >= 500))
        throw new Error(`Telegram did not say whether it whispers (${refused.why})`)
      known = refused?.code !== 404
    },
    whispers: async (place) => {
      if (!known) return false
      return place.callback !== undefined || place.command !== undefined || (await isAdmin(place.chat))
    },
    changed: (chat) => void standing.delete(chat),
    never: () => {
      known = false
    },
  }
}
