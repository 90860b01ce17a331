import type { Client } from './client.ts'
import { refusalOf } from './client.ts'
import type { GroupPlace } from './place.ts'

const MINUTES = 10
/** How long somebody who shows pictures in a group is left alone after being told. */
const TOLD_MINUTES = 10

/** What the bot may do in groups. */
export interface Groups {
  /** Finds out whether the server knows messages for one member alone. */
  probe(): Promise<void>
  /** Whether the person can be answered there so that nobody else sees it. */
  whispers(place: GroupPlace): Promise<boolean>
  /** The bot's standing in a group has changed. */
  changed(chat: number): void
  /** True once in a while for each person. */
  mayTell(user: number): boolean
}

export function createGroups(client: Client, self: () => number, clock: () => Date): Groups {
  const standing = new Map<number, { admin: boolean; at: number }>()
  const told = new Map<number, number>()
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
      known = refused?.code !== 404
    },
    whispers: async (place) => {
      if (!known) return false
      return place.callback !== undefined || place.command !== undefined || (await isAdmin(place.chat))
    },
    changed: (chat) => void standing.delete(chat),
    mayTell: (user) => {
      const at = clock().getTime()
      if (at - (told.get(user) ?? 0) < TOLD_MINUTES * 60_000) return false
      if (told.size >= 5_000) told.clear()
      told.set(user, at)
      return true
    },
  }
}
