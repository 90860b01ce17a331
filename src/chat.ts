import type { Viewer } from './format.ts'
import type { Reply } from './reply.ts'

/** A chat platform as jobs see it: somewhere to put a message and change it later. Implemented once per adapter. */
export interface Chat {
  readonly platform: string
  /** The staff chats this adapter was configured with, in the platform's terms. */
  readonly staffChats: readonly string[]
  /** Sends a private message or a staff card; resolves with the platform's message id. */
  send(chat: string, reply: Reply, viewer: Viewer): Promise<string>
  /** Replaces a message sent before. */
  edit(chat: string, message: string, reply: Reply, viewer: Viewer): Promise<void>
}
