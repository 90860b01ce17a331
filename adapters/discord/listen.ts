import { GatewayDispatchEvents } from 'discord-api-types/v10'
import type { z } from 'zod'
import { locales } from '../../locales/index.ts'
import { said } from '../../locales/text.ts'
import { AppError } from '../../src/errors.ts'
import type { Viewer } from '../../src/format.ts'
import { refusal } from '../../src/refusal.ts'
import { type Block, call, notice, reply } from '../../src/reply.ts'
import type { Act } from '../../src/update.ts'
import { othersMessage } from '../others.ts'
import { within } from '../pause.ts'
import type { Turns } from '../turns.ts'
import type { Unanswered } from '../unanswered.ts'
import type { Work } from '../work.ts'
import { type AnswerDeps, type Asked, answer, ask, below, directly, PLATFORM, type Shown } from './answer.ts'
import { isClosed, isLate } from './client.ts'
import type { Heard } from './heard.ts'
import { mayPass } from './insist.ts'
import type { Written } from './mark.ts'
import type { Heeded, Missed } from './missed.ts'
import { authorOf, commandAct, type Fetch, formIdOf, isOthers, OUTDATED, pressAct, sendAct, senderOf, textAct, windowAct } from './parse.ts'
import { type Interaction, interactionBody, type Message, messageBody, readyBody } from './payload.ts'
import { createResponder, isDirect, type RespondDeps, type Responder } from './respond.ts'
import { HOLD, inTurn } from './turn.ts'

export interface ListenDeps extends AnswerDeps, RespondDeps {
  readonly fetch: Fetch
  /** Roles whose members sit at the desk. */
  readonly roles: readonly string[]
  readonly staffChannel: string | undefined
  /** The bot's own id, once it is known. */
  readonly me: () => string
  readonly heard: Heard
  readonly turns: Turns
  readonly unanswered: Unanswered
  readonly missed: Missed
}

/** One event of Discord's gateway. */
export interface Packet {
  readonly t?: string | null
  readonly d?: unknown
}

/** Messages that people wrote: a new one, or an answer to one. */
const SPOKEN: ReadonlySet<number> = new Set([0, 19])

/**
 * Takes what Discord tells: the rest of its events is left alone, and what comes while we stop, but commands and buttons, which are
 * refused: Discord tells them to nobody else. Direct messages are read by whoever connects next.
 */
export async function listen(deps: ListenDeps, work: Work, { t, d }: Packet): Promise<void> {
  if (!work.open() && t !== GatewayDispatchEvents.InteractionCreate) return
  switch (t) {
    case GatewayDispatchEvents.Ready: {
      const begun = readable(deps, t, readyBody.safeParse(d))
      // Of all shards the first hears direct messages.
      if (begun?.shard[0] === 0) await work.once(`since ${begun.session_id}`, deps.missed.begin)
      return
    }
    case GatewayDispatchEvents.InteractionCreate: {
      const sent = readable(deps, t, interactionBody.safeParse(d))
      if (sent) await work.once(sent.id, () => interaction(deps, work, sent))
      return
    }
    case GatewayDispatchEvents.MessageCreate: {
      const sent = readable(deps, t, messageBody.safeParse(d))
      if (sent) await message(deps, work, sent)
      return
    }
    case GatewayDispatchEvents.MessageUpdate: {
      // Of a change Discord may tell a part alone: that a preview was added, and not who wrote.
      const read = messageBody.safeParse(d)
      if (read.success) await changed(deps, work, read.data)
    }
  }
}

/** What Discord told, or a line in the log that Purser does not understand it: without what people wrote. */
function readable<T>({ log }: ListenDeps, event: string, read: z.ZodSafeParseResult<T>): T | undefined {
  if (read.success) return read.data
  const where = read.error.issues.map(({ code, path }) => `${path.join('.')}: ${code}`)
  log.warn({ event, where }, 'Discord told something that this version does not understand; it is passed over')
  return undefined
}

async function interaction(deps: ListenDeps, work: Work, sent: Interaction): Promise<void> {
  const from = senderOf(sent, deps.roles)
  if (!from) return
  const met = isDirect(sent) && sent.channel_id ? deps.direct.met(from.userId, sent.channel_id, sent.id) : undefined
  const responder = createResponder(deps, sent)
  const show = async (working: Promise<Shown>): Promise<void> => {
    await answer(deps, responder, from, working, sent.id)
    const { viewer } = await working
    await owns(deps, from, viewer, (owned) =>
      below(deps, responder, from, owned).catch((error: unknown) =>
        isLate(error) ? directly(deps, from, owned, `unanswered/${sent.id}`) : Promise.reject(error),
      ),
    )
  }
  const notDone = async (error: AppError): Promise<Shown> => {
    const viewer = await deps.reader(from).catch(() => deps.stranger(from))
    const refused = refusal(error, viewer, deps.config)
    return { reply: { ...refused, blocks: [...refused.blocks, ...enteredIn(sent)] }, viewer }
  }
  const doing = async (): Promise<Shown> => {
    if (!work.open()) return notDone(new AppError('unavailable', {}))
    return worked(deps, sent, from, responder).catch((error: unknown) => {
      deps.log.error({ err: error, update: sent.id }, 'an interaction on Discord could not be looked into')
      return notDone(new AppError('unavailable', {}))
    })
  }
  if (isFlood(deps, from.userId, sent.id)) await show(notDone(new AppError('busy', {})))
  else await inTurn(deps.turns, from.userId, doing, show)
  await met
}

function isFlood({ turns, log }: ListenDeps, user: string, id: string): boolean {
  const full = turns.full(user)
  if (full) log.warn({ update: id }, 'somebody sends faster than they can be answered: what goes beyond that is not taken')
  return full
}

async function worked(deps: ListenDeps, sent: Interaction, from: Asked['from'], responder: Responder): Promise<Shown> {
  const asked = { id: sent.id, from, private: !responder.eyes, ...pressedIn(sent) }
  if (sent.type === 2 && isOthers(sent, from)) {
    const viewer = await deps.reader(from)
    return { reply: othersMessage(viewer), viewer }
  }
  if (sent.type === 2) return ask(deps, { ...asked, act: commandAct(sent, deps.commands, deps.fetch) })
  const named = formIdOf(sent.data.custom_id)
  if (!named) return ask(deps, { ...asked, act: pressAct(sent.data.custom_id, deps.commands) })
  const filling = await deps.forms.of(from.userId, named.id)
  if (!filling) return ask(deps, { ...asked, act: OUTDATED })
  const form = { ...named, filling }
  const send = (act: Act): Promise<Shown> => ask(deps, { ...asked, act, filled: form })
  if (sent.type === 5) return send(windowAct(filling, named.page, sent, deps.fetch))
  if (sent.data.custom_id.startsWith('send:')) return send(sendAct(filling))
  const viewer = await deps.reader(from)
  return { reply: { ...reply(filling.blocks, [], filling.form) }, viewer, form }
}

/** What was typed into a window that could not be kept: its sender can take it from here. */
function enteredIn(sent: Interaction): readonly Block[] {
  const typed = sent.type === 5 ? sent.data.components.flatMap(({ component }) => component?.value || []) : []
  return typed.length === 0 ? [] : [{ type: 'list', ordered: false, items: typed.map((words) => [said(words)]) }]
}

/** A message that others see too: a card. */
const pressedIn = (sent: Interaction): Pick<Asked, 'pressed'> => {
  if (!('message' in sent) || !sent.message || !sent.channel_id || (sent.message.flags & 64) !== 0) return {}
  return { pressed: { chat: sent.channel_id, message: sent.message.id } }
}

/** What apps say, and what Discord says of itself, is no word to Purser. */
const isSpoken = ({ author, webhook_id: webhook, type }: Message): boolean => !author.bot && !webhook && SPOKEN.has(type)

async function message(deps: ListenDeps, work: Work, sent: Message): Promise<void> {
  if (!isSpoken(sent)) return
  const { id: user } = sent.author
  if (!sent.guild_id) {
    await work.once(sent.id, async () => {
      if (isFlood(deps, user, sent.id)) {
        deps.heard.done(user, sent.id)
        deps.unanswered.add(user)
        return
      }
      deps.heard.takes(user, sent.id)
      const doing = async () => {
        await deps.direct.met(user, sent.channel_id, sent.id)
        const all = await deps.missed.before(user, sent.id)
        return { all, shown: await heed(deps, work, sent) }
      }
      await inTurn(deps.turns, user, doing, async (working) => {
        const { all, shown } = await working
        await says(deps, sent, shown).finally(() => (all ? deps.heard.note(user) : undefined))
      })
    })
  } else if (sent.attachments.length > 0 && sent.channel_id !== deps.staffChannel && sent.mentions.some(({ id }) => id === deps.me())) {
    await work.once(sent.id, () => inPublic(deps, sent))
  }
}

/**
 * What was written before the connection stood, when it is its turn. An answer that Discord does not take keeps what follows waiting for
 * a while alone. `before`: messages among which the answer may stand, by another process.
 */
export async function hear(deps: ListenDeps, work: Work, sent: Message, before: readonly Written[]): Promise<Heeded> {
  if (!isSpoken(sent)) return 'none'
  if (!work.open()) return 'left'
  const { id: user } = sent.author
  let late = false
  const state = await work.once(sent.id, async () => {
    deps.heard.takes(user, sent.id)
    const shown = await heed(deps, work, sent)
    const noted = () => (late ? deps.heard.note(user) : undefined)
    const saying = work.once(`answer/${sent.id}`, () => says(deps, sent, shown, before).finally(noted))
    late = (await within(HOLD, saying)) === undefined
  })
  return late ? 'late' : state
}

/** What was written before the connection stood, and is too much: it is not done, and its sender is told with the next answer. */
export async function pass({ unanswered }: ListenDeps, work: Work, sent: Message): Promise<Heeded> {
  if (!isSpoken(sent)) return 'none'
  return work.once(sent.id, async () => unanswered.add(sent.author.id))
}

/** Undefined for what we stop before: it is not done, and the next process reads it, unless something later was answered. */
async function heed(deps: ListenDeps, work: Work, sent: Message): Promise<Shown | undefined> {
  if (!work.open()) return undefined
  const from = authorOf(sent)
  if (sent.message_snapshots.length > 0) {
    const viewer = await deps.reader(from).catch(() => deps.stranger(from))
    return { reply: reply([notice(locales[viewer.locale].discord.forwarded, 'plain')]), viewer }
  }
  return ask(deps, { id: sent.id, from, act: textAct(sent.content, sent.attachments, deps.fetch), private: true })
}

/** What cannot be said for a while is read again by the next process, or its sender is told with the next answer that it was not. */
async function says(deps: ListenDeps, sent: Message, shown: Shown | undefined, before: readonly Written[] = []): Promise<void> {
  if (!shown) return
  const from = authorOf(sent)
  const { heard, unanswered } = deps
  try {
    await directly(deps, from, shown, `message/${sent.id}`, before)
  } catch (error) {
    const lost = mayPass(error) ? heard.unsaid(from.userId, sent.id) : heard.done(from.userId, sent.id)
    if (lost) unanswered.add(from.userId)
    throw error
  }
  if (heard.done(from.userId, sent.id)) unanswered.add(from.userId)
  await owns(deps, from, shown.viewer, (owned) => directly(deps, from, owned, `unanswered/${sent.id}`))
}

/** Whoever was not answered is told so where they are answered again, when nothing more of theirs waits. */
async function owns(deps: ListenDeps, from: Asked['from'], viewer: Viewer, say: (owned: Shown) => Promise<unknown>): Promise<void> {
  const { turns, unanswered } = deps
  if (!turns.last(from.userId) || !unanswered.take(from.userId)) return
  const owned = { ...reply([notice(locales[viewer.locale].common.unanswered)]), aside: true }
  try {
    await say({ reply: owned, viewer })
  } catch (error) {
    unanswered.add(from.userId)
    throw error
  }
}

/** A change to what was said is no new word: who changes words in direct messages is told, once for each change. */
async function changed(deps: ListenDeps, work: Work, sent: Message): Promise<void> {
  if (sent.author.bot || sent.guild_id || !sent.edited_timestamp || !SPOKEN.has(sent.type)) return
  const from = authorOf(sent)
  const id = `edited/${sent.id}/${sent.edited_timestamp}`
  await work.once(id, async () => {
    const viewer = await deps.reader(from)
    await directly(deps, from, { reply: reply([notice(locales[viewer.locale].common.edited, 'plain')]), viewer }, id)
  })
}

/**
 * A picture for the bot in a server was seen by everybody and handed in to nobody: its sender alone is told so, unless they are of our
 * staff. Who takes no direct messages is called by name, once in a while, without a word of why.
 */
async function inPublic(deps: ListenDeps, sent: Message): Promise<void> {
  const from = authorOf(sent)
  const where = { platform: PLATFORM, userId: from.userId, staff: { removedAt: null } }
  if (await deps.db.identity.findFirst({ where })) return
  if (!sent.attachments.some(isPicture)) return
  const viewer = await deps.reader(from)
  const t = locales[viewer.locale]
  const ticket = call(t.common.commands.ticket, 'ticket', {}, 'primary')
  try {
    await directly(deps, from, { reply: reply([notice(t.discord.notSubmitted)], [ticket]), viewer }, `public/${sent.id}`)
  } catch (error) {
    if (!isClosed(error) && !(error instanceof AppError && error.is('chat_closed'))) throw error
    if (!deps.direct.mayCall(from.userId)) return
    const nudge = reply([notice(t.common.nudge.waits, 'plain')], [ticket])
    const how = { viewer, asker: { staff: false }, key: `nudge/${sent.id}` }
    await deps.insist(() => deps.post.call(deps.rest, sent.channel_id, from.userId, nudge, how))
  }
}

const isPicture = ({ content_type: type, filename }: Message['attachments'][number]): boolean =>
  type?.startsWith('image/') === true || /\.(?:png|jpe?g|webp|gif|hei[cf])$/i.test(filename)
