import { randomBytes } from 'node:crypto'
import { asJson, asList, type Json, says } from './limits.ts'

/** The bot that the double speaks for. */
export const BOT = { id: 110201543, is_bot: true, first_name: 'Raindrop', username: 'raindrop_billing_bot' } as const
export const TOKEN = `${BOT.id}:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw1`

export interface Person {
  readonly id: number
  readonly name: string
  readonly language: string
  /** Has started the bot, and has not blocked it. */
  chat: 'never' | 'open' | 'blocked'
}

export interface Group {
  readonly id: number
  readonly type: 'group' | 'supergroup'
  readonly title: string
  readonly members: Set<number>
  bot: 'administrator' | 'member' | 'kicked'
  readonly topics: Set<number>
  /** It became that one. */
  movedTo?: number
}

/** A message as it now stands. */
export interface Message {
  readonly id: number
  readonly chat: number
  /** 0: the bot. */
  readonly from: number
  readonly thread?: number
  /** As it is read. */
  text: string
  /** As the bot wrote it. */
  html: string
  markup?: Json | undefined
  /** Files by id, the bot's or the person's. */
  photo?: string | undefined
  document?: string | undefined
  /** Seen by this member alone. */
  readonly only?: number
  readonly order: number
  readonly album?: string
}

export interface File {
  readonly id: string
  readonly path: string
  readonly name: string
  readonly bytes: Uint8Array
}

/** What Telegram holds: people, groups, messages as they now stand, files, and what it has to tell the bot. */
export function createWorld() {
  const people = new Map<number, Person>()
  const groups = new Map<number, Group>()
  const messages: Message[] = []
  const files = new Map<string, File>()
  const menus = new Map<string, readonly Json[]>()
  const counts = { message: 100, order: 0, update: 700_000, whisper: 29_000_000 }
  const queries = new Map<string, { chat: number; user: number; message: Message; answered?: Json; at: number }>()
  const commands = new Map<number, { chat: number; user: number; at: number }>()

  const placeOf = (chat: number): Person | Group => {
    const found = people.get(chat) ?? groups.get(chat)
    if (!found) throw says(400, 'Bad Request: chat not found')
    return found
  }

  /** Refuses what the bot may not write to. */
  function writable(chat: number): void {
    const place = placeOf(chat)
    if ('language' in place) {
      if (place.chat === 'never') throw says(403, "Forbidden: bot can't initiate conversation with a user")
      if (place.chat === 'blocked') throw says(403, 'Forbidden: bot was blocked by the user')
      return
    }
    if (place.movedTo !== undefined)
      throw says(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: place.movedTo })
    if (place.bot === 'kicked') throw says(403, `Forbidden: bot was kicked from the ${place.type} chat`)
  }

  return {
    people,
    groups,
    messages,
    files,
    menus,
    queries,
    commands,
    writable,
    next: () => ({ id: ++counts.message, order: ++counts.order }),
    nextWhisper: () => ({ id: ++counts.whisper, order: ++counts.order }),
    nextUpdate: () => ++counts.update,
    addPerson: (id: number, name: string, language: string): Person => {
      const person: Person = { id, name, language, chat: 'never' }
      people.set(id, person)
      return person
    },
    addGroup: (id: number, members: readonly number[], how: Partial<Pick<Group, 'type' | 'bot' | 'topics'>> = {}): Group => {
      const group: Group = {
        id,
        type: 'supergroup',
        title: `Group ${id}`,
        bot: 'member',
        topics: new Set(),
        ...how,
        members: new Set(members),
      }
      groups.set(id, group)
      return group
    },
    addFile: (name: string, bytes: Uint8Array): File => {
      const id = randomBytes(12).toString('hex')
      const file = { id, path: `photos/file_${files.size}.${name.split('.').at(-1) ?? 'bin'}`, name, bytes }
      files.set(id, file)
      return file
    },
    find: (chat: number, id: number, only?: number): Message | undefined =>
      messages.find((message) => message.chat === chat && message.id === id && message.only === only),
    remove: (message: Message): void => void messages.splice(messages.indexOf(message), 1),
    /** Whether a whisper to this member is allowed now. */
    mayWhisper: (chat: number, args: Json): number => {
      const group = groups.get(chat)
      const { receiver_user_id, callback_query_id } = asJson(args.ephemeral_message_parameters)
      const user = Number(receiver_user_id)
      if (!group) throw says(400, 'Bad Request: BOT_NOT_ADMIN')
      if (!group.members.has(user)) throw says(400, 'Bad Request: USER_NOT_PARTICIPANT')
      const query = queries.get(String(callback_query_id))
      const fresh = (at: number): boolean => performance.now() - at < 15_000
      const reply = asJson(args.reply_parameters).ephemeral_message_id
      const command = commands.get(Number(reply))
      const right =
        (query?.user === user && query.chat === chat && fresh(query.at)) ||
        (command?.user === user && command.chat === chat && fresh(command.at))
      if (!right && group.bot !== 'administrator') throw says(400, 'Bad Request: BOT_NOT_ADMIN')
      return user
    },
    /** A message as the wire has it. */
    wire: (message: Message): Json => wireOf(message, people, groups, files),
    buttons: (message: Message): readonly Json[] => asList(message.markup?.inline_keyboard).flatMap((row) => asList(row)),
  }
}

export type World = ReturnType<typeof createWorld>

export const userOf = ({ id, name, language }: Person): Json => ({ id, is_bot: false, first_name: name, language_code: language })

export const chatOf = (chat: number, people: World['people'], groups: World['groups']): Json => {
  const group = groups.get(chat)
  if (group) return { id: chat, type: group.type, title: group.title, ...(group.topics.size > 0 ? { is_forum: true } : {}) }
  return { id: chat, type: 'private', first_name: people.get(chat)?.name ?? '' }
}

function wireOf(message: Message, people: World['people'], groups: World['groups'], files: World['files']): Json {
  const { id, chat, from, text, photo, document, thread, only, markup, album } = message
  const person = people.get(from)
  const media = photo ?? document
  const file = media === undefined ? undefined : files.get(media)
  const size = { file_id: media, file_unique_id: media, file_size: file?.bytes.length }
  return {
    message_id: only === undefined ? id : 0,
    ...(only === undefined ? {} : { ephemeral_message_id: id, receiver_user: { id: only, is_bot: false, first_name: '' } }),
    date: 1_763_000_000,
    chat: chatOf(chat, people, groups),
    from: person ? userOf(person) : BOT,
    ...(thread === undefined ? {} : { message_thread_id: thread, is_topic_message: true }),
    ...(media === undefined ? { text } : { caption: text }),
    ...(photo === undefined
      ? {}
      : {
          photo: [
            { ...size, file_id: `${media}-small`, width: 90, height: 160 },
            { ...size, width: 720, height: 1280 },
          ],
        }),
    ...(document === undefined ? {} : { document: { ...size, file_name: file?.name, mime_type: 'image/png' } }),
    ...(album ? { media_group_id: album } : {}),
    ...(markup && 'inline_keyboard' in markup ? { reply_markup: markup } : {}),
  }
}
