import type { Logger } from 'pino'
import type { Chat } from '../../src/chat.ts'
import type { Command } from '../../src/command.ts'
import type { Database } from '../../src/db.ts'
import { AppError } from '../../src/errors.ts'
import type { Asker } from '../../src/pictures/types.ts'
import { PLATFORM, readerOf } from './answer.ts'
import { type Client, inWords, refusalOf } from './client.ts'
import type { Groups } from './groups.ts'
import { decodePlace, read, written } from './place.ts'
import type { Post, Sent } from './post.ts'
import { type Page, render } from './render.ts'
import type { StaffChat } from './staff-chat.ts'

export interface ChatDeps {
  readonly client: Client
  readonly db: Database
  readonly post: Post
  readonly commands: ReadonlyMap<string, Command>
  readonly staff: StaffChat
  readonly groups: Groups
  readonly staffChat: string | undefined
  readonly topic: number | undefined
  readonly log: Logger
  readonly clock: () => Date
}

interface Sending {
  readonly asker: Asker
  readonly key: string
  readonly thread?: number | undefined
}

/** Half-sent messages that are remembered. */
const MOST = 500

/** Telegram as jobs see it: private chats by their person, the staff group by the number it was configured with. */
export function createChat(deps: ChatDeps): Chat {
  const { client, post, commands, staff, staffChat, topic } = deps
  const isStaff = (to: string): boolean => to === staffChat
  const readers = async (to: string, pages: readonly Page[]): Promise<Asker> =>
    isStaff(to) ? { staff: true } : readerOf(deps.db, to, pages)

  /** Of a message of several pages in whose midst Telegram said no: what stands of it, by its key. Sent again, it goes on from there. */
  const begun = new Map<string, { readonly chat: number; readonly sent: readonly Sent[] }>()

  async function sendAll(chat: number, pages: readonly Page[], { asker, thread, key }: Sending): Promise<readonly Sent[]> {
    const before = begun.get(key)
    const sent = before?.chat === chat ? [...(await takenUp(chat, before.sent, pages, asker))] : []
    begun.delete(key)
    try {
      for (const page of pages.slice(sent.length))
        sent.push(await post.send(client.patiently, { chat, ...(thread === undefined ? {} : { thread }) }, page, asker))
      return sent
    } catch (error) {
      if (begun.size >= MOST) begun.clear()
      if (sent.length > 0 && key !== '') begun.set(key, { chat, sent })
      throw error
    }
  }

  /** The first pages, which stand already, as they should be now; none where that cannot be. */
  async function takenUp(chat: number, sent: readonly Sent[], pages: readonly Page[], asker: Asker): Promise<readonly Sent[]> {
    if (sent.length < pages.length && (await changeAll(chat, sent, pages.slice(0, sent.length), asker))) return sent
    for (const each of sent) await remove(chat, each).catch(() => undefined)
    return []
  }

  /** The group may have become another, and the topic may be gone: cards come all the same. */
  async function toStaff(pages: readonly Page[], how: Sending, hops = 0): Promise<string> {
    const chat = staff.of(staffChat ?? '')
    const { thread } = how
    try {
      return written(chat, await sendAll(chat, pages, how))
    } catch (error) {
      const refused = refusalOf(error)
      if (refused?.movedTo !== undefined && hops < 3) {
        await staff.moved(chat, refused.movedTo)
        return toStaff(pages, how, hops + 1)
      }
      if (thread === undefined || !/thread not found|TOPIC_(CLOSED|DELETED)/i.test(refused?.why ?? '')) throw error
      deps.log.warn('the topic TELEGRAM_STAFF_TOPIC is not there (any more): the card goes to the general one')
      return toStaff(pages, { ...how, thread: undefined }, hops)
    }
  }

  return {
    platform: PLATFORM,
    staffChats: staffChat === undefined ? [] : [staffChat],
    send: async (to, reply, viewer, key = '') => {
      const pages = render(reply, { viewer, commands })
      const asker = await readers(to, pages)
      try {
        if (isStaff(to)) return await toStaff(pages, { asker, key, thread: topic })
        return written(Number(to), await sendAll(Number(to), pages, { asker, key }))
      } catch (error) {
        throw inWords(error, deps.clock(), isStaff(to))
      }
    },
    edit: async (to, message, reply, viewer) => {
      const there = read(message)
      // What stood in a group before it became another cannot be reached any more.
      if (!there || (isStaff(to) && there.chat !== staff.of(to))) throw new AppError('message_gone', {})
      const pages = render(reply, { viewer, commands })
      const asker = await readers(to, pages)
      const { chat, sent } = there
      const extra = sent.slice(0, Math.max(0, sent.length - pages.length))
      const done = pages.length <= sent.length && (await changeAll(chat, sent.slice(extra.length), pages, asker).catch(gone))
      for (const each of done ? extra : sent) await (done ? fold : remove)(chat, each).catch(() => undefined)
      if (!done) throw new AppError('message_gone', {})
    },
    nudge: async (place, to, reply, viewer) => {
      const there = decodePlace(place)
      const user = Number(to)
      const pages = render(reply, { viewer, commands })
      try {
        // An administrator alone may whisper to a member who has not just asked, and everybody else shall see nothing of it.
        if (!(await deps.groups.whispers({ in: 'group', ...there, user }))) throw new AppError('chat_closed', {})
        for (const page of pages) await post.send(client.patiently, { ...there, whisper: { user } }, page, { staff: false })
      } catch (error) {
        const refused = [400, 403, 501].includes(refusalOf(error)?.code ?? 0)
        throw refused ? new AppError('chat_closed', {}, error) : inWords(error, deps.clock())
      }
    },
  }

  async function remove(chat: number, { id }: Sent): Promise<void> {
    await post.remove(client.patiently, chat, id)
  }

  /** Of a card that has become shorter its pictures stay, without the words that stood below them. */
  async function fold(chat: number, sent: Sent): Promise<void> {
    if (sent.kind === 'text') return remove(chat, sent)
    await post.change(client.patiently, chat, sent, { spans: [] }, { asker: { staff: true }, keepPicture: true })
  }

  async function gone(error: unknown): Promise<false> {
    const movedTo = refusalOf(error)?.movedTo
    if (movedTo === undefined) throw inWords(error, deps.clock())
    await staff.moved(staff.of(staffChat ?? ''), movedTo)
    return false
  }

  async function changeAll(chat: number, sent: readonly Sent[], pages: readonly Page[], asker: Asker): Promise<boolean> {
    for (const [index, page] of pages.entries()) {
      const there = sent[index]
      if (!there || !(await post.change(client.patiently, chat, there, page, { asker, keepPicture: true }))) return false
    }
    return true
  }
}
