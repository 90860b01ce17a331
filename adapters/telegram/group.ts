import type { Message } from 'grammy/types'
import { locales } from '../../locales/index.ts'
import { line } from '../../locales/text.ts'
import { call, link, notice, reply as replyOf } from '../../src/reply.ts'
import type { Act } from '../../src/update.ts'
import { type Asked, answer, directly, nudge, PLATFORM, reached, whispered } from './answer.ts'
import type { ListenDeps } from './listen.ts'
import { commandAct, fileOf, isNobody, senderOf, type Typed, typedCommand } from './parse.ts'
import { payloadOf } from './payload.ts'
import type { GroupPlace } from './place.ts'
import { html, spansOf } from './spans.ts'

/** What is said in a group: commands are answered so that nobody else sees it, other words are not listened to. */
export async function groupMessage(deps: ListenDeps, id: number, message: Message): Promise<void> {
  const said = message.text ?? message.caption ?? ''
  const typed = typedCommand(said, deps.name())
  const meant = typed && (typed.addressed || isKnown(deps, typed)) ? typed : undefined
  if (isNobody(message)) return meant ? anonymous(deps, message) : undefined
  const { from: user, chat } = message
  if (!user) return
  const from = senderOf(user)
  const place: GroupPlace = {
    in: 'group',
    chat: chat.id,
    user: user.id,
    ...(message.is_topic_message && message.message_thread_id !== undefined ? { thread: message.message_thread_id } : {}),
    ...(message.ephemeral_message_id === undefined ? {} : { command: message.ephemeral_message_id }),
  }
  const asked = (act: Act): Asked => ({ id: String(id), from, act, place })
  if (fileOf(message)) return picture(deps, asked(TICKET), place, message, meant !== undefined)
  if (!meant) return
  const act = meant.name === 'start' ? HELP : commandAct(meant, deps.commands)
  if (await deps.groups.whispers(place)) await answer(deps, asked(act))
  else await nudge(deps, asked(act), place, await deps.reader(from))
}

const HELP: Act = { type: 'call', command: 'help', input: {}, files: {} }
const TICKET: Act = { type: 'call', command: 'ticket', input: {}, files: {} }

const isKnown = (deps: ListenDeps, { name }: Typed): boolean =>
  name === 'start' || deps.commands.get(name.replaceAll('_', '-'))?.menu === true

/** A picture in a group is no payment proof: who may have meant it as one is told so, out of sight of the others. */
async function picture(deps: ListenDeps, asked: Asked, place: GroupPlace, message: Message, meant: boolean): Promise<void> {
  const said = message.caption ?? ''
  const addressed =
    meant || said.toLowerCase().includes(`@${deps.name().toLowerCase()}`) || message.reply_to_message?.from?.username === deps.name()
  const isStaffChat = deps.staffChat !== undefined && place.chat === deps.staff.of(deps.staffChat)
  if (!addressed && (isStaffChat || !(await isCustomer(deps, place.user)))) return
  const shown = `${place.user} shows pictures`
  if (!deps.once.mayTell(shown)) return
  const viewer = await deps.reader(asked.from)
  const { telegram } = locales[viewer.locale]
  const url = `https://t.me/${deps.name()}?start=${payloadOf(asked.act, deps.commands)}`
  const told = [notice(telegram.notSubmitted, 'plain')]
  const here = { ...replyOf(told, [link(line`${telegram.openPrivately}`, url, 'primary')]), aside: true }
  const home = { ...replyOf(told, [call(locales[viewer.locale].common.commands.ticket, 'ticket', {}, 'primary')]), aside: true }
  const heard =
    (await whispered(deps, place, here, viewer)) ||
    (await reached(deps, () => directly(deps, { in: 'private', chat: place.user }, { reply: home, viewer })))
  if (heard) deps.once.told(shown, 10)
  else if (addressed) await nudge(deps, asked, place, viewer)
}

/** Who did not address us is owed no answer: not even where it cannot be looked up. */
async function isCustomer(deps: ListenDeps, user: number): Promise<boolean> {
  const where = { platform_workspace_userId: { platform: PLATFORM, workspace: '', userId: String(user) } }
  const known = await deps.db.identity.findUnique({ where }).catch(() => null)
  return (known?.customerId ?? null) !== null
}

/** Somebody who hides behind the group may be anybody: they learn why they are not answered. */
async function anonymous(deps: ListenDeps, message: Message): Promise<void> {
  if (!deps.once.first(`${message.chat.id}/anonymous`)) return
  const viewer = await deps.reader({ workspace: '', userId: '', name: '', chat: '' })
  const words = html(spansOf(locales[viewer.locale].telegram.anonymous, viewer))
  const topic = message.is_topic_message && message.message_thread_id !== undefined ? { message_thread_id: message.message_thread_id } : {}
  await deps.client.soon((api) => api.sendMessage(message.chat.id, words, { parse_mode: 'HTML', ...topic }))
}
