import { InputFile } from 'grammy'
import type { InlineKeyboardMarkup, InputMediaDocument, InputMediaPhoto, Message } from 'grammy/types'
import type { Files } from '../../src/files/types.ts'
import type { Asker, Picture, Pictures } from '../../src/pictures/types.ts'
import type { ImageSource } from '../../src/reply.ts'
import { type Client, isAboutButtons, isGone, isNoPhoto, isOtherKind, isUnchanged, type Refusal } from './client.ts'
import { oldFashioned } from './keyboard.ts'
import type { Page } from './render.ts'
import { html, lines } from './spans.ts'

/** A message of ours: its kind decides how it can be changed. */
export interface Sent {
  readonly kind: 'text' | 'photo'
  readonly id: number
}

/** Where messages go. `whisper`: to be seen by one member of a group alone. */
export interface Target {
  readonly chat: number
  readonly thread?: number
  readonly whisper?: Whisper
}

/** `callback`, `command`: what happened less than 15 seconds ago and allows it; neither: the bot is an administrator. */
export interface Whisper {
  readonly user: number
  readonly callback?: string
  readonly command?: number
}

type Ask = Client['soon']

/** A picture that Telegram has: what it drew as a document is none of its photos. */
interface Known {
  readonly id: string
  readonly as: 'photo' | 'document'
}

type Media = InputMediaPhoto | InputMediaDocument

/** Messages as Telegram takes them, with their pictures and files. A file stands in private chats alone, elsewhere the words in its place. */
export interface Post {
  send(ask: Ask, to: Target, page: Page, asker: Asker): Promise<Sent>
  /** Changes a message; undefined where there is none any more, or its kind does not allow it: a picture never becomes text alone, and nothing a file. */
  change(ask: Ask, chat: number, message: Sent, page: Page, how: { asker: Asker; keepPicture?: boolean }): Promise<Sent | undefined>
  /** Changes a message that one member of a group sees; false where that cannot be. */
  changeWhisper(ask: Ask, chat: number, user: number, message: Sent, page: Page, asker: Asker): Promise<boolean>
  remove(ask: Ask, chat: number, message: number): Promise<void>
}

/** Pictures that Telegram knows already are not uploaded again. */
const MOST = 500
/** No address in a message opens a preview of its page. */
const QUIET = { link_preview_options: { is_disabled: true }, parse_mode: 'HTML' as const }

export function createPost(pictures: Pick<Pictures, 'picture'>, files: Files): Post {
  const known = new Map<string, Known>()
  const remember = (source: ImageSource, { photo, document }: { photo?: Message['photo']; document?: Message['document'] }): void => {
    const id = photo?.at(-1)?.file_id ?? document?.file_id
    if (known.size >= MOST) known.clear()
    if (id) known.set(JSON.stringify(source), { id, as: photo ? 'photo' : 'document' })
  }
  const upload = ({ bytes, type }: Picture): InputFile => new InputFile(bytes, `picture.${type.replace('image/', '')}`)
  /** As a photo, else, where Telegram cannot draw it as one, as a document. */
  async function drawn<T>(source: ImageSource, found: Picture, how: (as: Known['as'], file: string | InputFile) => Promise<T>): Promise<T> {
    const before = known.get(JSON.stringify(source))
    if (before) return how(before.as, before.id)
    try {
      return await how('photo', upload(found))
    } catch (error) {
      if (!isNoPhoto(error)) throw error
      return how('document', upload(found))
    }
  }

  /** Made anew each time: Telegram's copy of an older one is never sent for it. */
  async function sendFile(ask: Ask, to: Target, page: Page, asker: Asker): Promise<Sent> {
    const { file, ...rest } = page
    const found = file && to.chat > 0 && !to.whisper ? await files.file(file.source, asker) : undefined
    if (!found || found === 'busy') {
      const instead = (found ? file?.busy : file?.gone) ?? []
      return send(ask, to, { ...rest, spans: lines([page.spans, instead]) }, asker)
    }
    const caption = { caption: html(page.spans), parse_mode: QUIET.parse_mode, ...place(to), ...markup(page.keyboard) }
    const { message_id: id } = await ask((api) => api.sendDocument(to.chat, new InputFile(found.bytes, found.name), caption))
    return { kind: 'photo', id }
  }

  async function send(ask: Ask, to: Target, page: Page, asker: Asker): Promise<Sent> {
    if (page.file) return sendFile(ask, to, page, asker)
    const source = page.photo
    const found = source && (await pictures.picture(source, asker))
    const more = { ...place(to), ...markup(page.keyboard) }
    if (!source || !found) {
      const message = await ask((api) => api.sendMessage(to.chat, html(page.spans) || '–', { ...QUIET, ...more }))
      return { kind: 'text', id: await idOf(ask, message.message_id, message, to) }
    }
    const caption = { caption: html(page.spans), parse_mode: QUIET.parse_mode, ...more }
    const message: Message = await drawn(source, found, (as, file) =>
      ask((api): Promise<Message> => (as === 'photo' ? api.sendPhoto(to.chat, file, caption) : api.sendDocument(to.chat, file, caption))),
    )
    remember(source, message)
    return { kind: 'photo', id: await idOf(ask, message.message_id, message, to) }
  }

  /** Puts the picture in its message as it now is, with its caption; false where there is none, or it stays. */
  async function withPicture(page: Page, asker: Asker, edit: (media: Media) => Promise<unknown>): Promise<boolean> {
    const found = page.photo && (await pictures.picture(page.photo, asker))
    if (!page.photo || !found) return false
    const text = { caption: html(page.spans), parse_mode: QUIET.parse_mode }
    const message = await drawn(page.photo, found, (type, media) => edit({ type, media, ...text }))
    if (typeof message === 'object') remember(page.photo, message as Message)
    return true
  }

  /** By its kind as it was written down, else by the other: a picture may have been put to words since. */
  async function edit(ask: Ask, chat: number, { kind, id }: Sent, page: Page, asker: Asker): Promise<void> {
    const more = markup(page.keyboard)
    const words = () => ask((api) => api.editMessageText(chat, id, html(page.spans) || '–', { ...QUIET, ...more }))
    const caption = () => ask((api) => api.editMessageCaption(chat, id, { caption: html(page.spans), parse_mode: 'HTML', ...more }))
    if (await withPicture(page, asker, (media) => ask((api) => api.editMessageMedia(chat, id, media, more)))) return
    const [first, other] = kind === 'text' ? [words, caption] : [caption, words]
    await first().catch((error: unknown) => {
      if (!isOtherKind(error)) throw error
      return other()
    })
  }

  return {
    send: (ask, to, page, asker) => plainly(page, (drawn) => send(ask, to, drawn, asker)),
    change: async (ask, chat, message, page, { asker, keepPicture = false }) => {
      const { kind, id } = message
      if (page.file || (kind === 'photo' && !page.photo && !keepPicture)) return undefined
      const done = await changed(() => plainly(page, (drawn) => edit(ask, chat, message, drawn, asker)))
      return done ? { kind: page.photo ? 'photo' : kind, id } : undefined
    },
    changeWhisper: async (ask, chat, user, { kind, id }, page, asker) => {
      if (page.file || (kind === 'photo') !== (page.photo !== undefined)) return false
      const base = { chat_id: chat, receiver_user_id: user, ephemeral_message_id: id }
      return changed(() =>
        plainly(page, async (drawn) => {
          const more = markup(drawn.keyboard)
          if (await withPicture(drawn, asker, (media) => ask((api) => api.raw.editEphemeralMessageMedia({ ...base, media, ...more }))))
            return
          await ask((api) => api.raw.editEphemeralMessageText({ ...base, text: html(drawn.spans) || '–', ...QUIET, ...more }))
        }),
      )
    },
    remove: async (ask, chat, message) => {
      try {
        await ask((api) => api.deleteMessage(chat, message))
      } catch {
        // Older than two days: what it can do is taken from it at least.
        await ask((api) => api.editMessageReplyMarkup(chat, message)).catch(() => undefined)
      }
    },
  }
}

/** True when it stands there as it should now. */
async function changed(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call()
    return true
  } catch (error) {
    if (isUnchanged(error)) return true
    if (isGone(error)) return false
    throw error
  }
}

/** With the newest buttons, else with the oldest. */
async function plainly<T>(page: Page, attempt: (page: Page) => Promise<T>): Promise<T> {
  try {
    return await attempt(page)
  } catch (error) {
    if (!page.keyboard || !isAboutButtons(error)) throw error
    return attempt({ ...page, keyboard: oldFashioned(page.keyboard) })
  }
}

const markup = (keyboard: InlineKeyboardMarkup | undefined) => (keyboard ? { reply_markup: keyboard } : {})

function place({ thread, whisper }: Target) {
  const topic = thread === undefined ? {} : { message_thread_id: thread }
  if (!whisper) return topic
  const { user, callback, command } = whisper
  return {
    ...topic,
    ephemeral_message_parameters: { receiver_user_id: user, ...(callback ? { callback_query_id: callback } : {}) },
    ...(command === undefined ? {} : { reply_parameters: { ephemeral_message_id: command } }),
  }
}

/** A server that does not know whispers shows them to everybody: what it made of one is taken back, and none is tried there again. */
async function idOf(ask: Ask, id: number, message: { ephemeral_message_id?: number | undefined }, to: Target): Promise<number> {
  if (!to.whisper) return id
  if (message.ephemeral_message_id !== undefined) return message.ephemeral_message_id
  await ask((api) => api.deleteMessage(to.chat, id))
  throw Object.assign(new Error('this server of the Bot API keeps no message private in a group'), { telegram: NO_WHISPERS })
}

/** Such a server, as a refusal. */
export const NO_WHISPERS: Refusal = { code: 501, why: 'no ephemeral messages' }
