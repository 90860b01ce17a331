import type { Message, User } from 'grammy/types'
import type { Command } from '../../src/command.ts'
import type { Act, Sender } from '../../src/update.ts'
import { decodeCall } from '../../src/wire.ts'
import type { TelegramFile } from './download.ts'

type Commands = ReadonlyMap<string, Command>

/** Who Telegram speaks for when an administrator hides behind the group. */
const GROUP_ANONYMOUS = 1087968824

/** A button of an earlier version, or one that nobody made: the core answers that it is outdated. */
const OUTDATED: Act = { type: 'call', command: '', input: {}, files: {} }

/** A person as the core knows senders. Their private chat has their own number. */
export const senderOf = (user: User): Sender => ({
  workspace: '',
  userId: String(user.id),
  name: [user.first_name, user.last_name].filter(Boolean).join(' ') || user.username || String(user.id),
  ...(user.language_code ? { locale: user.language_code } : {}),
  chat: String(user.id),
})

/** An administrator who writes as the group, or a channel: nobody whom we could know. */
export const isNobody = ({ from, sender_chat }: Message): boolean => sender_chat !== undefined || from?.id === GROUP_ANONYMOUS

/** A pressed button. */
export function pressAct(data: string, commands: Commands): Act {
  const call = decodeCall(data, commands)
  return call ? { type: 'call', ...call, files: {} } : OUTDATED
}

/** A typed command: its name without the slash, what follows it, and whether it is said to this bot or to any. */
export interface Typed {
  readonly name: string
  readonly rest: string
  readonly addressed: boolean
}

/** Undefined when it is no command, or one for another bot. */
export function typedCommand(text: string, bot: string): Typed | undefined {
  const [, name, whom, rest = ''] = /^\/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?:\s+([\s\S]*))?$/.exec(text) ?? []
  if (name === undefined || (whom !== undefined && whom.toLowerCase() !== bot.toLowerCase())) return undefined
  return { name: name.toLowerCase(), rest: rest.trim(), addressed: whom !== undefined }
}

/** The name of a command as Telegram takes it: letters, digits and _. */
export const menuName = (command: string): string => command.replaceAll('-', '_')

/** `/balance` is that command; with more words, or unknown, the core reads it as it was typed. */
export function commandAct({ name, rest }: Typed, commands: Commands): Act {
  const command = name.replaceAll('_', '-')
  if (rest === '' && commands.has(command)) return { type: 'call', command, input: {}, files: {} }
  return { type: 'text', text: `/${[command, rest].filter(Boolean).join(' ')}`, files: [] }
}

/** The picture in a message, sent as a photo or as a file: the largest that there is. */
export function fileOf({ photo, document }: Message): TelegramFile | undefined {
  const largest = photo?.reduce((one, two) => (one.width * one.height > two.width * two.height ? one : two))
  if (largest) return { id: largest.file_id, name: 'photo.jpg', ...sized(largest.file_size) }
  return document ? { id: document.file_id, name: document.file_name ?? 'file', ...sized(document.file_size) } : undefined
}

const sized = (size: number | undefined) => (size === undefined ? {} : { size })

/** What people send that is neither words nor a picture. Anything else is a note of Telegram's own about the chat. */
const OTHER = [
  'sticker',
  'voice',
  'video',
  'video_note',
  'audio',
  'animation',
  'location',
  'contact',
  'poll',
  'dice',
  'venue',
  'story',
  'paid_media',
  'checklist',
  'game',
] as const

export const isOther = (message: Message): boolean => OTHER.some((kind) => message[kind] !== undefined)
