import type { Logger } from 'pino'
import { locales } from '../../locales/index.ts'
import { line } from '../../locales/text.ts'
import type { Answer, Bot } from '../../src/bot.ts'
import type { Command } from '../../src/command.ts'
import type { Config } from '../../src/config.ts'
import type { Database } from '../../src/db.ts'
import { formatText, type Viewer } from '../../src/format.ts'
import type { Asker } from '../../src/pictures/types.ts'
import { type Block, link, notice, type Reply, reply as replyOf } from '../../src/reply.ts'
import type { Act, Sender, Update } from '../../src/update.ts'
import { askerOf } from '../asker.ts'
import { type Client, isClosed, refusalOf } from './client.ts'
import type { Groups } from './groups.ts'
import type { Menu } from './menu.ts'
import type { Once } from './once.ts'
import { payloadOf } from './payload.ts'
import { encodePlace, type GroupPlace, type Place, type PrivatePlace } from './place.ts'
import { NO_WHISPERS, type Post, type Sent } from './post.ts'
import { type Page, render } from './render.ts'
import { lines, short, words } from './spans.ts'
import type { Trail } from './trail.ts'

/** The platform's name in identities. */
export const PLATFORM = 'telegram'

export interface AnswerDeps {
  readonly client: Client
  readonly bot: Bot
  readonly db: Database
  readonly clock: () => Date
  readonly config: Config
  readonly commands: ReadonlyMap<string, Command>
  readonly post: Post
  readonly trail: Trail
  readonly log: Logger
  readonly groups: Groups
  readonly once: Once
  readonly menu: Menu
  /** How somebody is written to where the core was not asked: by what is known of them, else as their app is. Never rejects. */
  readonly reader: (from: Sender) => Promise<Viewer>
  /** The bot's own name, for links to our private chat. */
  readonly name: () => string
  /** What is shown when a form is to be filled in, in a private chat. Rejects where that is closed. */
  readonly openForm: (asked: Asked, place: PrivatePlace, answer: Answer) => Promise<void>
}

/** One thing that happened, ready for the core: and where its answer goes. */
export interface Asked {
  readonly id: string
  readonly from: Sender
  readonly act: Act
  readonly place: Place
  /** The message in the staff group whose button was pressed. */
  readonly pressed?: Update['pressed']
}

/** Asks the core. */
export const ask = async ({ bot, menu }: AnswerDeps, { id, from, act, place, pressed }: Asked): Promise<Answer> => {
  const there = place.in === 'group' ? { ...from, place: encodePlace(place) } : from
  const update: Update = { platform: PLATFORM, id, from: there, private: place.in === 'private', act, ...(pressed ? { pressed } : {}) }
  const given = await bot.handle(update)
  menu.saw(Number(from.userId), given.viewer, act)
  return given
}

/** Asks the core and shows its answer where the person is. */
export async function answer(deps: AnswerDeps, asked: Asked): Promise<Answer> {
  const given = await ask(deps, asked)
  await show(deps, asked, given)
  return given
}

/** Shows an answer where it belongs, never to others. */
export async function show(deps: AnswerDeps, asked: Asked, given: Answer): Promise<void> {
  const { place } = asked
  if (place.in === 'group') return inGroup(deps, asked, place, given)
  if (given.reply.form) return deps.openForm(asked, place, given)
  await directly(deps, place, given)
}

/** In the private chat: in the place of what was pressed, or as new messages. Resolves with them. */
export async function directly(deps: AnswerDeps, place: PrivatePlace, { reply, viewer }: Answer): Promise<readonly Sent[]> {
  const pages = render(reply, { viewer, commands: deps.commands })
  const asker = await readerOf(deps.db, place.chat, pages)
  const before = place.replace && !reply.aside ? await deps.trail.of(place.chat, place.replace) : []
  const sent = await put(deps.post, deps.client.insist, place.chat, pages, { before, asker })
  await deps.trail.remember(place.chat, sent, before)
  return sent
}

/** Puts pages in the place of earlier messages, as far as Telegram lets those change; what is too many is removed. */
export async function put(
  post: Post,
  call: Client['soon'],
  chat: number,
  pages: readonly Page[],
  how: { readonly before: readonly Sent[]; readonly asker: Asker; readonly thread?: number | undefined; readonly keepPicture?: boolean },
): Promise<readonly Sent[]> {
  const { before, asker, thread, keepPicture = false } = how
  const old = before.slice(-pages.length)
  const sent: Sent[] = []
  for (const [index, page] of pages.entries()) {
    const there = old[index]
    const changed = there && sent.length === index ? await post.change(call, chat, there, page, { asker, keepPicture }) : undefined
    if (there && !changed) return anew(post, call, chat, pages, { ...how, before: [...before.slice(0, -old.length), ...old] })
    sent.push(changed ?? (await post.send(call, { chat, ...(thread === undefined ? {} : { thread }) }, page, asker)))
  }
  for (const { id } of before.slice(0, before.length - old.length)) await post.remove(call, chat, id).catch(() => undefined)
  return sent
}

async function anew(
  post: Post,
  call: Client['soon'],
  chat: number,
  pages: readonly Page[],
  { before, asker, thread }: { readonly before: readonly Sent[]; readonly asker: Asker; readonly thread?: number | undefined },
): Promise<readonly Sent[]> {
  const sent: Sent[] = []
  for (const page of pages) sent.push(await post.send(call, { chat, ...(thread === undefined ? {} : { thread }) }, page, asker))
  for (const { id } of before) await post.remove(call, chat, id).catch(() => undefined)
  return sent
}

/** In a group: what has pictures, files or questions goes to the private chat where that is open, everything but files is else whispered. */
async function inGroup(deps: AnswerDeps, asked: Asked, place: GroupPlace, given: Answer): Promise<void> {
  const { reply, viewer } = given
  const { telegram } = locales[viewer.locale]
  const home: PrivatePlace = { in: 'private', chat: place.user }
  if (reply.form) {
    if (await reached(deps, () => asksInPrivate(deps, asked, home, given))) return told(deps, place, telegram.asksInPrivate, viewer)
    // What stands above the questions is shown all the same.
    if (reply.blocks.length > 0 && (await whispered(deps, place, { ...replyOf(reply.blocks), aside: true }, viewer))) await given.told?.()
    return nudge(deps, asked, place, viewer)
  }
  const has = (kind: Block['type']): boolean => reply.blocks.some(({ type }) => type === kind)
  const inPrivate = () =>
    reached(deps, async () => {
      await directly(deps, home, given)
      await given.told?.()
    })
  if ((has('image') || has('file')) && (await inPrivate())) return told(deps, place, telegram.inPrivate, viewer)
  // A server that knows no whispers would show it to everybody before it is taken back.
  if (has('file')) return nudge(deps, asked, place, viewer)
  if (await whispered(deps, place, reply, viewer)) {
    await given.told?.()
    // Here it vanishes with the app; whoever pays in another one comes back to it.
    if (reply.keep) await directly(deps, home, given).catch(() => undefined)
    return
  }
  if (await inPrivate()) return told(deps, place, telegram.inPrivate, viewer)
  await nudge(deps, asked, place, viewer, summary(reply, viewer))
}

/** What an answer brings along stands by itself: above a long form it could be cut, and it counts as told. */
async function asksInPrivate(deps: AnswerDeps, asked: Asked, home: PrivatePlace, given: Answer): Promise<void> {
  if (!given.told) return deps.openForm({ ...asked, place: home }, home, given)
  await directly(deps, home, { ...given, reply: { ...replyOf(given.reply.blocks), aside: true } })
  await given.told()
  await deps.openForm({ ...asked, place: home }, home, { ...given, reply: { ...given.reply, blocks: [] } })
}

/** False where this person takes no private messages. */
export async function reached(deps: AnswerDeps, deed: () => Promise<unknown>): Promise<boolean> {
  try {
    await deed()
    return true
  } catch (error) {
    if (!isClosed(error)) throw error
    deps.log.info('an answer for a private chat could not be sent there: it is closed')
    return false
  }
}

/** False where Telegram keeps no message between the bot and this person now. */
export async function whispered(deps: AnswerDeps, place: GroupPlace, reply: Reply, viewer: Viewer): Promise<boolean> {
  // A server that cannot keep it private would show it to everybody: nothing is tried there.
  if (!(await deps.groups.whispers(place))) return false
  const pages = render(reply, { viewer, commands: deps.commands })
  const asker = await readerOf(deps.db, place.user, pages)
  const { chat, thread, user, callback, command, own } = place
  const whisper = { user, ...(callback ? { callback } : {}), ...(command === undefined ? {} : { command }) }
  const [first] = pages
  try {
    if (own && first && pages.length === 1 && !reply.aside) {
      const changed = await deps.post.changeWhisper(deps.client.insist, chat, user, own, first, asker).catch(() => false)
      if (changed) return true
    }
    for (const page of pages)
      await deps.post.send(deps.client.insist, { chat, ...(thread === undefined ? {} : { thread }), whisper }, page, asker)
    return true
  } catch (error) {
    const refused = refusalOf(error)
    if (!refused || refused.code === 0 || refused.code >= 502) throw error
    if (refused === NO_WHISPERS) deps.groups.never()
    deps.log.info({ err: error }, 'an answer could not be whispered in a group')
    return false
  }
}

/** A few words about where the answer is. */
async function told(deps: AnswerDeps, place: GroupPlace, text: string, viewer: Viewer): Promise<void> {
  if (await place.toast?.({ text })) return
  await whispered(deps, place, { ...replyOf([notice([text], 'plain')]), aside: true }, viewer)
}

/** Without any content: a button that asks for the same in the private chat. Pressing a button leads there at once. */
export async function nudge(deps: AnswerDeps, asked: Asked, place: GroupPlace, viewer: Viewer, alert?: string): Promise<void> {
  const { telegram } = locales[viewer.locale]
  const payload = payloadOf(asked.act, deps.commands)
  const url = `https://t.me/${deps.name()}?start=${payload}`
  if (await place.toast?.(alert ? { text: short(alert, 200) } : { url })) return
  const reply = { ...replyOf([notice(telegram.onlyYou, 'plain')], [link(line`${telegram.openPrivately}`, url, 'primary')]), aside: true }
  if (place.toast && (await whispered(deps, place, reply, viewer))) return
  const [page] = render(reply, { viewer, commands: deps.commands })
  const { chat, thread, user } = place
  if (!deps.once.first(`${chat}/${user}/${payload}`)) return
  if (page) await deps.post.send(deps.client.insist, { chat, ...(thread === undefined ? {} : { thread }) }, page, { staff: false })
}

/** What a person reads of an answer in one breath. */
function summary(reply: Reply, viewer: Viewer): string {
  const texts = reply.blocks.flatMap((block) => ('text' in block ? [[{ text: formatText(block.text, viewer) }]] : []))
  return words(lines(texts))
}

/** Whose right counts for the pictures and files of these pages; nobody is asked for where there are none. */
export const readerOf = async (db: Database, user: number | string, pages: readonly Page[]): Promise<Asker> =>
  pages.some(({ photo, file }) => photo || file) ? askerOf(db, PLATFORM, String(user)) : { staff: false }
