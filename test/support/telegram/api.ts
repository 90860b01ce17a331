import { isDeepStrictEqual } from 'node:util'
import { asJson, asList, checkCaption, checkCommands, checkMarkup, checkText, type Json, says } from './limits.ts'
import { METHODS } from './spec.ts'
import { BOT, chatOf, type File, type Message, type World } from './world.ts'

/** A file that came with a call, by the name it was attached under. */
export type Uploads = ReadonlyMap<string, { readonly name: string; readonly bytes: Uint8Array }>

type Method = (args: Json, uploads: Uploads) => unknown

/** Refuses what the specification does not know: the real server ignores it in silence, which hides mistakes. */
export function checkArguments(method: string, args: Json): void {
  const known = METHODS[method]
  if (!known) throw says(404, 'Not Found: method not found')
  const strange = Object.keys(args).find((name) => !known.needs.includes(name) && !known.takes.includes(name))
  if (strange !== undefined) throw says(400, `Bad Request: ${method} takes no ${strange}`)
  const missing = known.needs.find((name) => args[name] === undefined)
  if (missing !== undefined) throw says(400, `Bad Request: parameter "${missing}" is required`)
}

/** Everything but updates and webhooks. */
export function createMethods(world: World): Readonly<Record<string, Method>> {
  /** What each file was uploaded as: it stays that. */
  const kinds = new Map<string, 'Photo' | 'Document'>()
  const fileOf = (given: unknown, uploads: Uploads, as: 'Photo' | 'Document'): File => {
    const [, name] = /^attach:\/\/(.+)$/.exec(String(given)) ?? []
    const upload = name === undefined ? undefined : uploads.get(name)
    if (upload) {
      if (upload.bytes.length > (as === 'Photo' ? 10 : 50) * 1024 * 1024)
        throw as === 'Photo' ? says(400, 'Bad Request: file is too big for a photo') : says(413, 'Request Entity Too Large')
      const file = world.addFile(upload.name, upload.bytes)
      kinds.set(file.id, as)
      return file
    }
    const known = world.files.get(String(given))
    if (!known) throw says(400, 'Bad Request: wrong file identifier/HTTP URL specified')
    const kind = kinds.get(known.id)
    if (kind !== undefined && kind !== as) throw says(400, `Bad Request: can't use file of type ${kind} as ${as}`)
    return known
  }

  function post(args: Json, content: Pick<Message, 'text' | 'html'> & Partial<Pick<Message, 'photo' | 'document'>>): Json {
    const chat = Number(args.chat_id)
    world.writable(chat)
    const thread = args.message_thread_id === undefined ? undefined : Number(args.message_thread_id)
    if (thread !== undefined && !world.groups.get(chat)?.topics.has(thread)) throw says(400, 'Bad Request: message thread not found')
    const only = args.ephemeral_message_parameters === undefined ? undefined : world.mayWhisper(chat, args)
    const message: Message = {
      ...(only === undefined ? world.next() : world.nextWhisper()),
      chat,
      from: 0,
      ...content,
      markup: checkMarkup(args.reply_markup),
      ...(thread === undefined ? {} : { thread }),
      ...(only === undefined ? {} : { only }),
    }
    world.messages.push(message)
    return world.wire(message)
  }

  function found(args: Json, only?: number): Message {
    const id = only === undefined ? args.message_id : args.ephemeral_message_id
    world.writable(Number(args.chat_id))
    const message = world.find(Number(args.chat_id), Number(id), only)
    if (!message) throw says(400, 'Bad Request: message to edit not found')
    if (message.from !== 0) throw says(400, "Bad Request: message can't be edited")
    return message
  }

  function change(message: Message, next: Partial<Message>): void {
    const after = { ...message, ...next }
    if (isDeepStrictEqual(after, { ...message, markup: message.markup, ...pick(message, next) }))
      throw says(
        400,
        'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      )
    Object.assign(message, next)
  }

  const media = (args: Json, uploads: Uploads): Partial<Message> => {
    const given = asJson(args.media)
    const file = fileOf(given.media, uploads, given.type === 'photo' ? 'Photo' : 'Document')
    const text = checkCaption(given)
    return {
      text,
      html: String(given.caption ?? ''),
      photo: given.type === 'photo' ? file.id : undefined,
      document: given.type === 'document' ? file.id : undefined,
    }
  }

  const edits = (only: (args: Json) => number | undefined): Readonly<Record<'text' | 'caption' | 'media' | 'markup', Method>> => {
    const answer = (message: Message): unknown => (message.only === undefined ? world.wire(message) : true)
    return {
      text: (args) => {
        const message = found(args, only(args))
        if (message.photo || message.document) throw says(400, 'Bad Request: there is no text in the message to edit')
        const text = checkText(args)
        // Telegram's own mistake: https://github.com/tdlib/telegram-bot-api/issues/881
        if (message.only !== undefined && text.length > 1_024) throw says(400, 'Bad Request: MEDIA_CAPTION_TOO_LONG')
        change(message, { text, html: String(args.text), markup: checkMarkup(args.reply_markup) })
        return answer(message)
      },
      caption: (args) => {
        const message = found(args, only(args))
        if (!message.photo && !message.document) throw says(400, 'Bad Request: there is no caption in the message to edit')
        change(message, { text: checkCaption(args), html: String(args.caption ?? ''), markup: checkMarkup(args.reply_markup) })
        return answer(message)
      },
      media: (args, uploads) => {
        const message = found(args, only(args))
        change(message, { ...media(args, uploads), markup: checkMarkup(args.reply_markup) })
        return answer(message)
      },
      markup: (args) => {
        const message = found(args, only(args))
        change(message, { markup: checkMarkup(args.reply_markup) })
        return answer(message)
      },
    }
  }
  const seen = edits(() => undefined)
  const whispered = edits((args) => Number(args.receiver_user_id))

  return {
    getMe: () => ({ ...BOT, can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false }),
    sendMessage: (args) => post(args, { text: checkText(args), html: String(args.text) }),
    sendPhoto: (args, uploads) => {
      const text = checkCaption(args)
      const file = fileOf(args.photo, uploads, 'Photo')
      const { width, height } = sizeOf(file.bytes)
      if (width + height > 10_000 || Math.max(width / height, height / width) > 20) throw says(400, 'Bad Request: PHOTO_INVALID_DIMENSIONS')
      return post(args, { text, html: String(args.caption ?? ''), photo: file.id })
    },
    sendDocument: (args, uploads) =>
      post(args, { text: checkCaption(args), html: String(args.caption ?? ''), document: fileOf(args.document, uploads, 'Document').id }),
    editMessageText: seen.text,
    editMessageCaption: seen.caption,
    editMessageMedia: seen.media,
    editMessageReplyMarkup: seen.markup,
    editEphemeralMessageText: whispered.text,
    editEphemeralMessageCaption: whispered.caption,
    editEphemeralMessageMedia: whispered.media,
    editEphemeralMessageReplyMarkup: whispered.markup,
    deleteMessage: (args) => {
      const message = world.find(Number(args.chat_id), Number(args.message_id))
      if (!message) throw says(400, 'Bad Request: message to delete not found')
      world.remove(message)
      return true
    },
    deleteEphemeralMessage: (args) => {
      const message = world.find(Number(args.chat_id), Number(args.ephemeral_message_id), Number(args.receiver_user_id))
      if (!message) throw says(400, 'Bad Request: message to delete not found')
      world.remove(message)
      return true
    },
    answerCallbackQuery: (args) => {
      const query = world.queries.get(String(args.callback_query_id))
      if (!query || query.answered || performance.now() - query.at > 15_000)
        throw says(400, 'Bad Request: query is too old and response timeout expired or query ID is invalid')
      if (String(args.text ?? '').length > 200) throw says(400, 'Bad Request: MESSAGE_TOO_LONG')
      if (args.url !== undefined && !String(args.url).startsWith(`https://t.me/${BOT.username}?start=`))
        throw says(400, 'Bad Request: URL_INVALID')
      query.answered = args
      return true
    },
    setMyCommands: (args) => {
      checkCommands(args.commands)
      world.menus.set(`${JSON.stringify(args.scope ?? {})} ${args.language_code ?? ''}`.trim(), asList(args.commands))
      return true
    },
    getMyCommands: (args) => world.menus.get(`${JSON.stringify(args.scope ?? {})} ${args.language_code ?? ''}`.trim()) ?? [],
    getUserProfilePhotos: ({ user_id: user }) => {
      const picture = world.files.get(`picture of ${user}`)
      const photos = picture ? [[{ file_id: picture.id, file_unique_id: picture.id, width: 160, height: 160 }]] : []
      return { total_count: photos.length, photos }
    },
    getFile: (args) => {
      const file = world.files.get(String(args.file_id))
      if (!file) throw says(400, 'Bad Request: wrong file_id or the file is temporarily unavailable')
      if (file.bytes.length > 20 * 1024 * 1024) throw says(400, 'Bad Request: file is too big')
      return { file_id: file.id, file_unique_id: file.id, file_size: file.bytes.length, file_path: file.path }
    },
    getChat: (args) => {
      const chat = Number(args.chat_id)
      const group = world.groups.get(chat)
      if (!world.people.has(chat) && (!group || group.bot === 'kicked')) throw says(400, 'Bad Request: chat not found')
      return { ...chatOf(chat, world.people, world.groups), accent_color_id: 0, max_reaction_count: 1 }
    },
    getChatMember: (args) => {
      const group = world.groups.get(Number(args.chat_id))
      if (!group || group.bot === 'kicked') throw says(400, 'Bad Request: chat not found')
      return { status: Number(args.user_id) === BOT.id ? group.bot : 'member', user: { ...BOT, id: args.user_id } }
    },
    sendChatAction: (args) => {
      world.writable(Number(args.chat_id))
      const thread = args.message_thread_id
      if (thread !== undefined && !world.groups.get(Number(args.chat_id))?.topics.has(Number(thread)))
        throw says(400, 'Bad Request: message thread not found')
      return true
    },
  }
}

const pick = (message: Message, next: Partial<Message>): Partial<Message> =>
  Object.fromEntries(Object.keys(next).map((key) => [key, message[key as keyof Message]]))

/** Of a PNG; another picture counts as a square. */
function sizeOf(bytes: Uint8Array): { readonly width: number; readonly height: number } {
  const view = Buffer.from(bytes)
  return view.subarray(1, 4).toString() === 'PNG'
    ? { width: view.readUInt32BE(16), height: view.readUInt32BE(20) }
    : { width: 1, height: 1 }
}
