import type { Chat } from '../../src/chat.ts'
import { AppError } from '../../src/errors.ts'
import type { Viewer } from '../../src/format.ts'
import type { Reply } from '../../src/reply.ts'
import { checkButtons, wordsOf } from './bot.ts'

/** A chat platform that works, kept in memory: its messages as they now stand. `down` makes it refuse, as platforms do. */
export interface MemoryChat extends Chat {
  down: boolean
  /** It takes what is sent and never answers. */
  hangs: boolean
  /** It shows a nudge, and its answer is lost. */
  loses: boolean
  /** Until when it says it has too much to do. */
  busyUntil: Date | undefined
  /** Chats whose people take no messages, and how often they were tried all the same. */
  readonly closed: Map<string, number>
  /** Places where nothing can be shown to people. */
  readonly shut: Set<string>
  /** How often it was asked to show something in a chat. */
  asked(chat: string): number
  /** Somebody deletes a message. */
  remove(message: string): void
  /** Messages of one chat, in order of first sending, as their readers see them now. */
  shown(chat: string): readonly { readonly id: string; readonly text: string; readonly reply: Reply }[]
}

export function memoryChat(platform = 'test', staffChats: readonly string[] = ['staff']): MemoryChat {
  const messages = new Map<string, { chat: string; reply: Reply; viewer: Viewer }>()
  const asked = new Map<string, number>()
  let sent = 0
  const put = (id: string, chat: string, reply: Reply, viewer: Viewer): void => {
    if (self.down) throw new Error('503 from the platform')
    checkButtons(reply)
    messages.set(id, { chat, reply, viewer })
  }
  const self: MemoryChat = {
    platform,
    staffChats,
    down: false,
    hangs: false,
    loses: false,
    busyUntil: undefined,
    closed: new Map(),
    shut: new Set(),
    remove: (message) => void messages.delete(message),
    asked: (chat) => asked.get(chat) ?? 0,
    send: async (chat, reply, viewer) => {
      asked.set(chat, self.asked(chat) + 1)
      while (self.hangs) await new Promise((resolve) => setTimeout(resolve, 20))
      if (self.busyUntil) throw new AppError('too_many', { retryAt: self.busyUntil })
      const tried = self.closed.get(chat)
      if (tried !== undefined) {
        self.closed.set(chat, tried + 1)
        throw new AppError('chat_closed', {})
      }
      const id = `m${++sent}`
      put(id, chat, reply, viewer)
      return id
    },
    edit: async (chat, message, reply, viewer) => {
      if (!messages.has(message)) throw new AppError('message_gone', {})
      put(message, chat, reply, viewer)
    },
    nudge: async (place, chat, reply, viewer, key) => {
      if (self.shut.has(place)) throw new AppError('chat_closed', {})
      // One of the same key is one message.
      put(key, `${place} to ${chat}`, reply, viewer)
      if (self.loses) throw new Error('connection reset')
    },
    shown: (chat) =>
      [...messages].flatMap(([id, message]) =>
        message.chat === chat ? [{ id, reply: message.reply, text: wordsOf(message.reply, message.viewer) }] : [],
      ),
  }
  return self
}
