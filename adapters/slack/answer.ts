import type { types, webApi } from '@slack/bolt'
import type { Logger } from 'pino'
import { locales } from '../../locales/index.ts'
import type { Answer, Bot } from '../../src/bot.ts'
import type { Command } from '../../src/command.ts'
import type { Database } from '../../src/db.ts'
import type { Viewer } from '../../src/format.ts'
import { notice, type Reply, reply as replyOf } from '../../src/reply.ts'
import type { Act, Sender, Update } from '../../src/update.ts'
import { askerOf } from '../asker.ts'
import { within } from '../pause.ts'
import { isLimited, isRefused, refusalOf } from './client.ts'
import { formWindow, plainWindow, readWindow, type Window } from './form.ts'
import { isDirect, type Place } from './place.ts'
import { hasFiles, hasUploads, type Post } from './post.ts'
import type { Drawing } from './render.ts'
import type { Uploads } from './uploads.ts'

/** The platform's name in identities. */
export const PLATFORM = 'slack'

export interface AnswerDeps {
  readonly client: webApi.WebClient
  readonly bot: Bot
  readonly db: Database
  readonly commands: ReadonlyMap<string, Command>
  readonly post: Post
  readonly uploads: Uploads
  readonly log: Logger
  /** How somebody is written to where the core was not asked. */
  readonly reader: (from: Sender) => Promise<Viewer>
  /** As `reader`, where the database may not answer in time: by Slack's hint alone. */
  readonly stranger: (from: Sender) => Viewer
  /** A person's direct messages with the app. */
  readonly direct: (user: string) => Promise<string>
}

/** One thing that happened, ready for the core: and where its answer goes. */
export interface Asked {
  readonly id: string
  readonly from: Sender
  readonly act: Act
  readonly place: Place
  /** Opens one window, for three seconds. */
  readonly trigger?: string
  /** The open window that was pressed in: the answer is shown in it. */
  readonly window?: string
  /** The message whose button was pressed. */
  readonly pressed?: Update['pressed']
  /** What was entered in the form that is opened. */
  readonly entered?: Readonly<Record<string, string>>
}

/** Asks the core. */
export const ask = ({ bot }: AnswerDeps, { id, from, act, place, pressed }: Asked): Promise<Answer> => {
  const there = place.in === 'shared' ? { ...from, place: place.channel } : from
  const update: Update = { platform: PLATFORM, id, from: there, private: place.in === 'direct', act, ...(pressed ? { pressed } : {}) }
  return bot.handle(update)
}

/** Asks the core and shows its answer: a form as a window, everything else where the person is. */
export async function answer(deps: AnswerDeps, asked: Asked): Promise<void> {
  const answered = await ask(deps, asked)
  const { reply, viewer } = answered
  const shown = asked.entered && reply.form ? filledIn(reply, asked.entered) : reply
  await orUnsure(deps, asked, answered, async () => {
    if (asked.window !== undefined) return inWindow(deps, asked, asked.window, shown, viewer)
    if (shown.form && asked.trigger && (await opened(deps, asked.trigger, asked, shown, viewer))) return
    await show(deps, asked.place, shown, viewer)
  })
}

/** Shows an answer. Where that fails its deed may have been done: nobody is told that nothing was, nor left without a word. */
export async function orUnsure(
  deps: AnswerDeps,
  { id, place }: Asked,
  { viewer, told }: Answer,
  showing: () => Promise<void>,
): Promise<void> {
  try {
    await showing()
    await told?.()
  } catch (error) {
    // To say so would be refused for as long.
    if (isLimited(error)) throw error
    deps.log.error({ err: error, update: id }, 'an answer could not be shown on Slack')
    await show(deps, place, { ...replyOf([notice(locales[viewer.locale].common.unsure)]), aside: true }, viewer)
  }
}

/** Shows an answer where it belongs, never to others. */
export async function show(deps: AnswerDeps, place: Place, given: Reply, viewer: Viewer): Promise<void> {
  const reply = withProblems(given)
  if (place.in === 'direct') return directly(deps, place, reply, viewer)
  if (!hasUploads(reply)) {
    await whispered(deps, place, reply, viewer)
    // What is seen by one person in a channel is gone when they come back from paying; where they take no messages, "continue" has it.
    if (reply.keep) await directly(deps, { in: 'direct', user: place.user }, reply, viewer).catch(() => undefined)
    return
  }
  await whispered(deps, place, await sentDirectly(deps, place.user, reply, viewer), viewer)
}

/** Sends it to a person's direct messages; resolves with what tells them so where they asked. */
async function sentDirectly(deps: AnswerDeps, user: string, reply: Reply, viewer: Viewer): Promise<Reply> {
  const { slack } = locales[viewer.locale]
  const sent = await directly(deps, { in: 'direct', user }, reply, viewer).then(
    () => true,
    (error: unknown) => {
      deps.log.warn({ err: error }, 'a direct message could not be sent')
      return false
    },
  )
  return { ...replyOf([notice(sent ? slack.inDirect : slack.noDirect, 'plain')]), aside: true }
}

/** A form that is offered by a button: what is wrong in it is said above. */
function withProblems(reply: Reply): Reply {
  const problems = reply.form?.questions.flatMap(({ problem }) => (problem && problem.length > 0 ? [notice(problem)] : [])) ?? []
  return problems.length > 0 ? { ...reply, blocks: [...reply.blocks, ...problems] } : reply
}

async function directly(deps: AnswerDeps, place: Extract<Place, { in: 'direct' }>, reply: Reply, viewer: Viewer): Promise<void> {
  const shown = { viewer, asker: () => askerOf(deps.db, PLATFORM, place.user) }
  const { replace } = place
  if (replace && !reply.aside) return void (await deps.post.edit(deps.client, replace.channel, replace.ts, reply, shown))
  await deps.post.send(deps.client, await deps.direct(place.user), reply, shown)
}

async function whispered(deps: AnswerDeps, place: Extract<Place, { in: 'shared' }>, reply: Reply, viewer: Viewer): Promise<void> {
  const { url, channel, user } = place
  if (url && (await deps.post.respond(url, reply, viewer, place.replace && !reply.aside).catch(() => false))) return
  try {
    await deps.post.whisper(deps.client, { channel, user }, reply, viewer)
  } catch (error) {
    // The app is not in that channel, or the person has left it.
    deps.log.info({ refused: refusalOf(error) }, 'an answer goes to direct messages: it could not be shown where it was asked')
    await directly(deps, { in: 'direct', user }, reply, viewer)
    const where = replyOf([notice(locales[viewer.locale].slack.inDirect, 'plain')])
    if (url) await deps.post.respond(url, where, viewer, false).catch(() => undefined)
  }
}

/** What a window shows of an answer: a file is sent to direct messages, and the window says so. */
export const inWords = async (deps: AnswerDeps, user: string, given: Reply, viewer: Viewer): Promise<Reply> =>
  hasFiles(given) && !given.form ? sentDirectly(deps, user, given, viewer) : given

async function inWindow(deps: AnswerDeps, asked: Asked, view: string, given: Reply, viewer: Viewer): Promise<void> {
  const reply = await inWords(deps, asked.place.user, given, viewer)
  const drawing: Drawing = { viewer, commands: deps.commands, tables: false }
  const window = reply.form ? formWindow(reply, reply.form, drawing, asked.place) : readWindow(reply, drawing, asked.place, 'close')
  const shown = await ready(deps, window, asked.place.user)
  await inView(deps, view, shown, () => show(deps, asked.place, reply, viewer))
}

/** Shows a window in the place of another. Who has closed it meanwhile reads the answer where they are (`instead`). */
export async function inView(deps: AnswerDeps, id: string, view: types.ModalView, instead: () => Promise<void>): Promise<void> {
  try {
    await deps.client.views.update({ view_id: id, view })
  } catch (error) {
    if (!isRefused(error)) throw error
    await instead()
  }
}

/** False when Slack no longer opens it: the person waited too long, and is shown a button instead. */
async function opened(deps: AnswerDeps, trigger: string, asked: Asked, reply: Reply, viewer: Viewer): Promise<boolean> {
  if (!reply.form) return false
  const window = formWindow(reply, reply.form, { viewer, commands: deps.commands, tables: false }, asked.place)
  try {
    await deps.client.views.open({ trigger_id: trigger, view: await ready(deps, window, asked.place.user) })
    return true
  } catch (error) {
    deps.log.info({ refused: refusalOf(error) }, 'a window could not be opened: the form is offered by a button')
    return false
  }
}

/** A window with its pictures uploaded. */
export async function ready(deps: AnswerDeps, window: Window, user: string) {
  return { ...window, blocks: await deps.uploads(window.blocks, () => askerOf(deps.db, PLATFORM, user), deps.client) }
}

/** The window that stands while the core works, and the one after it. */
export const waiting = (viewer: Viewer) => plainWindow(locales[viewer.locale].slack.workingOn, viewer)
export const finished = (viewer: Viewer) => plainWindow(locales[viewer.locale].slack.done, viewer)

/** How long Slack is asked for a person's direct messages, in milliseconds. */
const ASKING = 1_000

/** What is pressed or typed in a channel: in direct messages with the app the answer stands there, elsewhere only the person sees it. */
export async function placeOf(
  deps: Pick<AnswerDeps, 'direct'>,
  user: string,
  channel: string | undefined,
  how: { ts?: string | undefined; url?: string | undefined; own?: boolean } = {},
): Promise<Place> {
  if (channel === undefined) return { in: 'direct', user }
  // Two people's direct messages look the same. A window cannot wait for whose they are.
  const asked = async (): Promise<string> =>
    (await within(
      ASKING,
      deps.direct(user).catch(() => channel),
    )) ?? channel
  if (isDirect(channel) && (await asked()) === channel)
    return { in: 'direct', user, ...(how.ts ? { replace: { channel, ts: how.ts } } : {}) }
  return { in: 'shared', user, channel, ...(how.url ? { url: how.url } : {}), replace: how.own ?? false }
}

function filledIn(reply: Reply, entered: Readonly<Record<string, string>>): Reply {
  const { form } = reply
  if (!form) return reply
  const questions = form.questions.map((question) => {
    const value = entered[question.name]
    return value === undefined || question.control === 'pictures' ? question : { ...question, value }
  })
  return { ...reply, form: { ...form, questions } }
}
