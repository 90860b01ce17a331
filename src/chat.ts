import type { Viewer } from './format.ts'
import type { Reply } from './reply.ts'

/** Why a notice is kept until the person is met again: the code of the refusal, as the notice remembers it. */
export const CLOSED = 'chat_closed'

/** A chat platform as jobs see it: somewhere to put a message and change it later. Implemented once per adapter. */
export interface Chat {
  readonly platform: string
  /** The staff chats this adapter was configured with, in the platform's terms. */
  readonly staffChats: readonly string[]
  /**
   * Sends a private message or a staff card; resolves with the platform's message id. `key`: what is sent again by the same
   * key is one message, where the platform can tell. `again`: it may stand already, since an earlier try had no end that we know of. Rejects with AppError('chat_closed') when this person takes no messages, and with
   * AppError('too_many') when the platform says when to ask again.
   */
  send(chat: string, reply: Reply, viewer: Viewer, key?: string, again?: boolean): Promise<string>
  /** Replaces a message sent before. Rejects with AppError('message_gone') when somebody deleted it. */
  edit(chat: string, message: string, reply: Reply, viewer: Viewer): Promise<void>
  /**
   * Shows something without content to one person in a shared place: to them alone where the platform can do that, else it calls them.
   * Rejects with AppError('chat_closed') where that cannot be. Absent: the platform has no shared places.
   */
  nudge?(place: string, chat: string, reply: Reply, viewer: Viewer, key: string): Promise<void>
}
