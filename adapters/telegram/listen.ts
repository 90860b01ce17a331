import type { Message, Update } from 'grammy/types'
import { locales } from '../../locales/index.ts'
import { AppError } from '../../src/errors.ts'
import { refusal } from '../../src/refusal.ts'
import { notice, reply as replyOf } from '../../src/reply.ts'
import type { IncomingFile, Sender } from '../../src/update.ts'
import type { Albums } from './album.ts'
import { type AnswerDeps, directly } from './answer.ts'
import { isClosed, mayPass } from './client.ts'
import type { TelegramFile } from './download.ts'
import type { Dialogs } from './form.ts'
import { groupMessage } from './group.ts'
import type { Groups } from './groups.ts'
import type { Menu } from './menu.ts'
import { isNobody, senderOf } from './parse.ts'
import { press } from './press.ts'
import { privateMessage } from './private.ts'
import type { StaffChat } from './staff-chat.ts'
import type { Taken, Work } from './work.ts'

/** The updates that Purser asks Telegram for. */
export const UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const

export interface ListenDeps extends AnswerDeps {
  readonly dialogs: Dialogs
  readonly albums: Albums
  readonly menu: Menu
  readonly groups: Groups
  readonly staff: StaffChat
  readonly staffChat: string | undefined
  readonly fetch: (file: TelegramFile) => IncomingFile
}

/** Takes one update; resolves when it is done, whatever came of it, or left. */
export function listen(deps: ListenDeps, work: Work, update: Update): Promise<Taken> {
  const user = update.callback_query?.from ?? update.message?.from ?? update.edited_message?.from
  const person = user ? String(user.id) : 'nobody'
  const chat = update.message?.chat ?? update.callback_query?.message?.chat
  const owns = async (): Promise<void> => {
    if (!user || !chat) return
    const viewer = await deps.reader(senderOf(user))
    const reply = { ...replyOf([notice(locales[viewer.locale].common.unanswered)]), aside: true }
    await directly(deps, { in: 'private', chat: chat.id }, { reply, viewer })
  }
  const deed = async (): Promise<void> => {
    try {
      await dispatch(deps, update)
      if (user) await deps.menu.refit(user.id)
    } catch (error) {
      if (user && !user.is_bot && !isClosed(error) && !(await apologised(deps, senderOf(user), update, error))) work.owe(person)
      throw error
    }
  }
  return work.take(update.update_id, person, deed, chat?.type === 'private' ? owns : undefined)
}

async function dispatch(deps: ListenDeps, update: Update): Promise<void> {
  const { message, edited_message: edited, callback_query: query, my_chat_member: member } = update
  if (query) return press(deps, update.update_id, query)
  if (message) return heard(deps, update.update_id, message)
  if (edited) return changed(deps, edited)
  if (member && member.chat.type !== 'private') {
    deps.groups.changed(member.chat.id)
    deps.log.info(
      { status: member.new_chat_member.status },
      `Telegram group ${member.chat.id}: if it is the staff's, it is TELEGRAM_STAFF_CHAT`,
    )
  }
}

async function heard(deps: ListenDeps, id: number, message: Message): Promise<void> {
  const { chat, migrate_to_chat_id: to, migrate_from_chat_id: from } = message
  if (to !== undefined) return deps.staff.moved(chat.id, to)
  if (from !== undefined) return deps.staff.moved(from, chat.id)
  // What bots say, ourselves among them, and what Telegram forwards from a channel is no word to Purser.
  if (message.from?.is_bot && !isNobody(message)) return
  if (message.is_automatic_forward) return
  if (chat.type === 'private') return message.from ? privateMessage(deps, id, message, message.from) : undefined
  if (chat.type === 'group' || chat.type === 'supergroup') return groupMessage(deps, id, message)
}

/** A change to what was said is no new word: who changes words in the private chat is told. */
async function changed(deps: ListenDeps, message: Message): Promise<void> {
  const said = message.text ?? message.caption
  if (message.chat.type !== 'private' || !message.from || message.from.is_bot || said === undefined) return
  const viewer = await deps.reader(senderOf(message.from))
  const reply = { ...replyOf([notice(locales[viewer.locale].common.edited, 'plain')]), aside: true }
  await directly(deps, { in: 'private', chat: message.chat.id }, { reply, viewer })
}

/**
 * What went wrong, on our side or because Telegram takes this answer for wrong, is told where the person is, of an album once; false where it
 * was not. It may have come after the deed: nobody is told that nothing was done.
 */
async function apologised(deps: ListenDeps, from: Sender, update: Update, error: unknown): Promise<boolean> {
  const { chat, media_group_id: album } = update.message ?? update.callback_query?.message ?? {}
  if (mayPass(error) || chat?.type !== 'private') return false
  if (album !== undefined && !deps.once.first(`${album} failed`)) return true
  const viewer = await deps.reader(from)
  const unsure = { ...replyOf([notice(locales[viewer.locale].common.unsure)]), aside: true }
  const reply = error instanceof AppError ? refusal(error, viewer, deps.config) : unsure
  return directly(deps, { in: 'private', chat: chat.id }, { reply, viewer }).then(
    () => true,
    () => false,
  )
}
