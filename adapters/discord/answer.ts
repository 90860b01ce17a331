import type { REST } from '@discordjs/rest'
import type { Logger } from 'pino'
import { locales } from '../../locales/index.ts'
import type { Answer, Bot } from '../../src/bot.ts'
import type { Command } from '../../src/command.ts'
import type { Config } from '../../src/config.ts'
import type { Database } from '../../src/db.ts'
import { AppError } from '../../src/errors.ts'
import { formatText, type Viewer } from '../../src/format.ts'
import { refusal } from '../../src/refusal.ts'
import { type Form, notice, reply as replyOf } from '../../src/reply.ts'
import type { Act, Sender, Update } from '../../src/update.ts'
import { askerOf } from '../asker.ts'
import { within } from '../pause.ts'
import { explained, isClosed, isGone, isLate } from './client.ts'
import type { Direct } from './direct.ts'
import type { Dress, Ready } from './files.ts'
import { fitsWindow, formPages, windowOf } from './form.ts'
import type { Filling, Forms } from './form-state.ts'
import { type Insist, mayPass } from './insist.ts'
import type { Written } from './mark.ts'
import type { Post } from './post.ts'
import { own, type Page, render } from './render.ts'
import type { Responder } from './respond.ts'

/** The platform's name in identities. */
export const PLATFORM = 'discord'

export interface AnswerDeps {
  readonly rest: REST
  readonly bot: Bot
  readonly db: Database
  readonly config: Config
  readonly commands: ReadonlyMap<string, Command>
  readonly post: Post
  readonly dress: Dress
  readonly forms: Forms
  readonly log: Logger
  /** How somebody is written to before the core was asked. */
  readonly reader: (from: Sender) => Promise<Viewer>
  /** As `reader`, where the database does not answer: by Discord's hint alone. */
  readonly stranger: (from: Sender) => Viewer
  /** A person's direct messages with the bot. */
  readonly direct: Direct
  readonly insist: Insist
}

/** One thing that happened, ready for the core. */
export interface Asked {
  readonly id: string
  readonly from: Sender
  readonly act: Act
  readonly private: boolean
  readonly pressed?: Update['pressed']
  /** A window of a form was sent, or the form as it stands. */
  readonly filled?: { readonly id: string; readonly filling: Filling; readonly page?: number }
}

/** What is to be shown: a reply, and the form that it asks to be filled in, kept under an id. */
export interface Shown extends Answer {
  readonly form?: { readonly id: string; readonly filling: Filling; readonly page?: number }
}

/** Discord waits three seconds for the first answer; in milliseconds. */
const PATIENCE = 1_800

/** Asks the core, and keeps the form that it answers with. Never rejects. */
export async function ask(deps: AnswerDeps, { id, from, act, filled, ...asked }: Asked): Promise<Shown> {
  const update: Update = { platform: PLATFORM, id, from, act, private: asked.private, ...(asked.pressed ? { pressed: asked.pressed } : {}) }
  const answered = await deps.bot.handle(update)
  try {
    return await withForm(deps, answered, { user: from.userId, act, filled })
  } catch (error) {
    deps.log.error({ err: error, update: id }, 'a form could not be kept')
    // What is no form has happened, or was refused for a reason of its own.
    if (!answered.reply.form) return answered
    return { ...answered, reply: refusal(new AppError('unavailable', {}), answered.viewer, deps.config) }
  }
}

async function withForm(
  { forms }: AnswerDeps,
  answered: Answer,
  { user, act, filled }: { user: string; act: Act; filled: Asked['filled'] },
): Promise<Shown> {
  const { reply } = answered
  const part = act.type === 'call' && act.part === true
  if (reply.form) {
    const form = filled ? reply.form : unblamed(reply.form, act)
    const filling: Filling = { form, blocks: reply.blocks, sent: filled ? filled.filling.sent || !part : false }
    if (!filled) return { ...answered, form: { id: await forms.open(user, filling), filling } }
    await forms.keep(user, filled.id, filling)
    return { ...answered, form: { id: filled.id, filling } }
  }
  if (!filled) return answered
  // A refusal takes nothing from what was entered: the form can be opened again.
  if (reply.aside && act.type === 'call') {
    const filling = { ...filled.filling, form: merged(filled.filling, { ...act.input, ...answered.pictures }) }
    await forms.keep(user, filled.id, filling)
    return { ...answered, form: { ...filled, filling } }
  }
  await forms.close(user, filled.id)
  return answered
}

/** Whoever gave a part with a command was not asked for the rest yet. */
const unblamed = (form: Form, act: Act): Form => {
  if (act.type === 'text') return form
  const given = new Set([...Object.keys(act.input), ...Object.keys(act.files)])
  return { ...form, questions: form.questions.map(({ problem, ...one }) => (problem && given.has(one.name) ? { ...one, problem } : one)) }
}

const merged = ({ form }: Filling, input: Readonly<Record<string, string>>): Filling['form'] => ({
  ...form,
  questions: form.questions.map(({ value: _, ...question }) =>
    question.control === 'pictures'
      ? { ...question, kept: (input[question.name] ?? '').split(',').filter(Boolean) }
      : { ...question, ...(input[question.name] === undefined ? {} : { value: input[question.name] as string }) },
  ),
})

/** Answers an interaction: in time by what there is to show, else by a sign that we are at work, and by the answer when it is there. */
export async function answer(deps: AnswerDeps, responder: Responder, from: Sender, working: Promise<Shown>, id: string): Promise<void> {
  const ready = working.then((shown) => prepared(deps, from, shown))
  const quick = await within(PATIENCE, ready)
  try {
    if (!quick) await responder.defer()
    const prepared = quick ?? (await ready)
    const { shown } = prepared
    if (await present(deps, responder, from, prepared)) await shown.told?.()
    if (shown.reply.keep && responder.eyes) await directly(deps, from, shown, `keep/${id}`).catch(() => undefined)
  } catch (error) {
    if (!isLate(error) && !isGone(error) && !mayPass(error)) {
      // What Discord refuses to show is not shown: nobody shall wait for it.
      await responder.show((await drawn(deps, from, await unsure(deps, from))).pages, false).catch(() => undefined)
      throw explained(error)
    }
    // It was done, and can no longer be said where it was asked.
    deps.log.warn({ update: id }, 'Discord took an answer no more: it goes to direct messages')
    const shown = await working
    if (await directly(deps, from, shown, `late/${id}`)) await shown.told?.()
  }
}

/** Shows something below the answer to an interaction, to whoever sees that. */
export const below = async (deps: AnswerDeps, responder: Responder, from: Sender, shown: Shown): Promise<void> =>
  responder.also((await drawn(deps, from, shown)).pages)

/** Messages that show an answer. `whole`: not a word in its place, where it cannot be drawn. */
interface Drawn {
  readonly pages: readonly Ready[]
  readonly whole: boolean
}

/** An answer, and what shows it: nothing yet where it is a window. */
interface Prepared {
  readonly shown: Shown
  readonly drawing: Drawn | undefined
}

const isWindow = ({ reply, form }: Shown): boolean => reply.form !== undefined && form !== undefined && fitsWindow(reply)

/** Drawing takes time of its own, pictures above all: it counts with the rest. */
const prepared = async (deps: AnswerDeps, from: Sender, shown: Shown): Promise<Prepared> => ({
  shown,
  drawing: isWindow(shown) ? undefined : await drawn(deps, from, shown),
})

/** Resolves with whether the answer is seen, and not a word in its place. */
async function present(deps: AnswerDeps, responder: Responder, from: Sender, { shown, drawing }: Prepared): Promise<boolean> {
  const { reply, viewer, form } = shown
  if (form && isWindow(shown) && responder.mayOpen()) {
    await responder.open(windowOf(form.id, form.page ?? 0, form.filling, viewer))
    return true
  }
  const { pages, whole } = drawing ?? (await drawn(deps, from, shown))
  await responder.show(pages, !reply.aside)
  return whole
}

/** Shows something in a person's direct messages, unless it is among `before`. Resolves with whether it is seen, and not a word in its place. */
export async function directly(
  deps: AnswerDeps,
  from: Sender,
  shown: Shown,
  key: string,
  before: readonly Written[] = [],
): Promise<boolean> {
  const { pages, whole } = await drawn(deps, from, shown)
  try {
    await deps.insist(async () => deps.post.put(deps.rest, await deps.direct.of(deps.rest, from.userId), pages, key, before))
    return whole
  } catch (error) {
    if (isClosed(error)) deps.direct.closed(from.userId)
    throw error
  }
}

function pagesOf({ commands }: AnswerDeps, { reply, viewer, form }: Shown): readonly Page[] {
  if (!form) return render(reply, { viewer, commands })
  if (reply.form) return formPages(form.id, form.filling, reply, { viewer, commands })
  // The form can be opened again, with everything entered.
  const label = formatText(locales[viewer.locale].discord.fill(formatText(form.filling.form.title, viewer)), viewer)
  return render(reply, { viewer, commands }, [own(label, `form:0:${form.id}:${form.page ?? 0}`, 'primary')])
}

/** An answer as it is sent. Where it cannot be drawn its deed may have been done: nobody is told that nothing was. */
async function drawn(deps: AnswerDeps, from: Sender, shown: Shown): Promise<Drawn> {
  try {
    return { pages: await dressed(deps, pagesOf(deps, shown), from.userId), whole: true }
  } catch (error) {
    deps.log.error({ err: error }, 'an answer could not be drawn for Discord')
    return { pages: await dressed(deps, pagesOf(deps, await unsure(deps, from)), from.userId), whole: false }
  }
}

async function unsure(deps: AnswerDeps, from: Sender): Promise<Shown> {
  const viewer = await deps.reader(from).catch(() => deps.stranger(from))
  return { reply: { ...replyOf([notice(locales[viewer.locale].common.unsure)]), aside: true }, viewer }
}

async function dressed({ db, dress }: AnswerDeps, pages: readonly Page[], user: string): Promise<readonly Ready[]> {
  const along = pages.some(({ parts }) => parts.some(({ type }) => type === 'picture' || type === 'file'))
  const asker = along ? await askerOf(db, PLATFORM, user) : { staff: false }
  return Promise.all(pages.map((page) => dress(page, asker)))
}
