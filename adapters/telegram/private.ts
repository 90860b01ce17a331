import type { Message, User } from 'grammy/types'
import { locales } from '../../locales/index.ts'
import { masked } from '../../src/billing/codes.ts'
import { notice, reply as replyOf } from '../../src/reply.ts'
import type { Act, IncomingFile } from '../../src/update.ts'
import type { AlbumPart } from './album.ts'
import { answer, directly } from './answer.ts'
import type { Step } from './form.ts'
import type { ListenDeps } from './listen.ts'
import { keyOf } from './menu.ts'
import { commandAct, fileOf, isOther, senderOf, type Typed, typedCommand } from './parse.ts'
import { startAct } from './payload.ts'

/** What a person says in their private chat with the bot. */
export async function privateMessage(deps: ListenDeps, id: number, message: Message, user: User): Promise<void> {
  const from = senderOf(user)
  const step: Step = { id: String(id), from, place: { in: 'private', chat: message.chat.id } }
  const said = message.text ?? message.caption ?? ''
  const file = fileOf(message)
  const typed = message.text === undefined ? undefined : typedCommand(said, deps.name())
  if (typed?.name === 'start') return start(deps, step, typed)
  if (deps.menu.isNew(user.id)) await deps.menu.fit(user.id, await deps.reader(from))
  if (file && message.media_group_id) {
    const part = { from: user, chat: message.chat.id, text: await masked({ db: deps.db, now: deps.clock() }, said), file }
    return deps.albums.add(id, message.media_group_id, part as AlbumPart)
  }
  if (file) return pictures(deps, step, said, [deps.fetch(file)])
  if (isOther(message)) return unreadable(deps, step, message.media_group_id)
  // What Telegram itself notes in a chat (a pinned message, a new picture) is no word to us.
  if (message.text === undefined) return
  if (typed?.name === 'cancel' && typed.rest === '' && (await deps.dialogs.cancel(step))) return
  const key = typed ? undefined : keyOf(said)
  if (!typed && !key && (await deps.dialogs.says(step, said))) return
  await asks(deps, step, key ? call(key) : typed ? commandAct(typed, deps.commands) : { type: 'text', text: said, files: [] })
}

/** Pictures that came together, as one update. */
export async function album(deps: ListenDeps, first: number, parts: readonly AlbumPart[]): Promise<void> {
  const [one] = parts
  if (!one) return
  const step: Step = { id: `album:${first}`, from: senderOf(one.from as User), place: { in: 'private', chat: one.chat } }
  const files = parts.map(({ file: { size, ...file } }) => deps.fetch(size === undefined ? file : { ...file, size }))
  await pictures(deps, step, [...new Set(parts.map((part) => part.text))].filter(Boolean).join('\n'), files)
}

/** A form that asks for pictures takes them, with the words beside them; else they are the start of something. */
async function pictures(deps: ListenDeps, step: Step, said: string, files: readonly IncomingFile[]): Promise<void> {
  if (await deps.dialogs.shows(step, files, said)) return
  await asks(deps, step, { type: 'text', text: said, files })
}

async function asks(deps: ListenDeps, step: Step, act: Act): Promise<void> {
  await answer(deps, { ...step, act })
}

/** Who we are and what can be done here, or what the link that led here asks for. */
async function start(deps: ListenDeps, step: Step, { rest }: Typed): Promise<void> {
  await deps.menu.fit(Number(step.from.userId), await deps.reader(step.from), true)
  await asks(deps, step, startAct(rest, deps.commands) ?? call('help'))
}

/** Of an album of videos it is said once. */
async function unreadable(deps: ListenDeps, { from, place }: Step, album: string | undefined): Promise<void> {
  if (album !== undefined && !deps.once.first(`${album} unreadable`)) return
  const viewer = await deps.reader(from)
  const reply = { ...replyOf([notice(locales[viewer.locale].telegram.unreadable, 'plain')]), aside: true }
  await directly(deps, place, { reply, viewer })
}

const call = (command: string): Act => ({ type: 'call', command, input: {}, files: {} })
