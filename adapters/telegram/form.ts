import { locales, type Texts } from '../../locales/index.ts'
import type { Text } from '../../locales/text.ts'
import { besidePicture } from '../../src/billing/codes.ts'
import type { Answer } from '../../src/bot.ts'
import type { Viewer } from '../../src/format.ts'
import { notice, type Question, type Reply, reply as replyOf, text } from '../../src/reply.ts'
import type { Act, IncomingFile } from '../../src/update.ts'
import { readAmount } from '../../src/words/amount.ts'
import { recognise } from '../../src/words/recognise.ts'
import { type AnswerDeps, type Asked, ask, directly } from './answer.ts'
import { withAnswer, withProblem, withWords } from './form-answer.ts'
import { type Deed, formPage } from './form-page.ts'
import {
  answered,
  asked as askedNext,
  begun,
  type Filling,
  type Forms,
  type Held,
  hasAnswer,
  inputOf,
  isComplete,
  returned,
} from './form-state.ts'
import type { PrivatePlace } from './place.ts'

export interface DialogDeps extends Omit<AnswerDeps, 'openForm'> {
  readonly forms: Forms
  /** The house's currency. */
  readonly currency: string
}

/** One step of a person in their private chat; `pressed`: by a button of the question. */
export interface Step extends Omit<Asked, 'act' | 'place'> {
  readonly place: PrivatePlace
}

/** Forms, question by question. Where they cannot be looked up nothing was done, and an AppError says so. */
export interface Dialogs {
  /** Begins a form, in the place of any other. */
  open(asked: Asked, place: PrivatePlace, answer: Answer): Promise<void>
  /** Takes words as an answer, or ends the form where they say no more; false when nothing is asked. */
  says(step: Step, words: string): Promise<boolean>
  /** Takes pictures, with what is said beside them where they are taken; false when no open form takes any. */
  shows(step: Step, files: readonly IncomingFile[], said: string): Promise<boolean>
  /** Does what a button of a form says; `late`: it belongs to an earlier step. */
  presses(step: Step, version: number, deed: Deed): Promise<'done' | 'late'>
  /** False when there was nothing to cancel. */
  cancel(step: Step): Promise<boolean>
}

export function createDialogs(given: DialogDeps): Dialogs {
  const { forms, post, client } = given
  const deps = { ...given, openForm: open }

  async function open(asked: Asked, place: PrivatePlace, { reply, viewer }: Answer): Promise<void> {
    if (!reply.form) return
    const filling = begun(reply.form, [asked.id])
    const before = await forms.of(asked.from.userId)
    const held = await forms.open(asked.from.userId, filling)
    const beside = reply.aside || place.replace?.kind === 'photo'
    const shown = beside ? { in: place.in, chat: place.chat } : place
    await present(asked.from.userId, shown, held, viewer, reply)
    if (before?.filling.message && before.filling.message.id !== place.replace?.id) await bare(place.chat, before.filling.message.id)
  }

  /** Shows where the form stands, in the place of its last question or as a new message. */
  async function present(user: string, place: PrivatePlace, held: Held, viewer: Viewer, over?: Reply): Promise<void> {
    const page = formPage(held, viewer, over?.blocks ?? [])
    const there = place.replace && (await post.change(client.insist, place.chat, place.replace, page, { asker: { staff: false } }))
    const message = there ?? (await post.send(client.insist, { chat: place.chat }, page, { staff: false }))
    await forms.stands(user, held, message)
    const old = held.filling.message
    if (old && old.id !== message.id) await bare(place.chat, old.id)
  }

  /** A question that was answered keeps its words and loses its buttons. */
  const bare = (chat: number, message: number): Promise<unknown> =>
    client.once((api) => api.editMessageReplyMarkup(chat, message)).catch(() => undefined)

  /** Changes the form by one step, whoever else changes it at the same moment; each update takes one step. `beside`: said when it is kept. */
  async function change(
    step: Step,
    how: (filling: Filling, viewer: Viewer) => Filling | undefined,
    beside?: () => Promise<void>,
  ): Promise<boolean> {
    const user = step.from.userId
    for (let tries = 1; tries <= 5; tries += 1) {
      const held = await forms.of(user)
      if (!held) return false
      const viewer = await deps.reader(step.from)
      if (held.filling.steps.includes(step.id)) return repeated(step, held, viewer)
      if (held.filling.sent) return false
      const next = how(held.filling, viewer)
      if (!next) return false
      const kept = await forms.keep(user, held, { ...next, steps: [...next.steps, step.id] })
      if (!kept) continue
      await beside?.().catch((error: unknown) => deps.log.warn({ err: error }, 'what stands beside a form could not be said on Telegram'))
      await proceed(step, kept, viewer)
      return true
    }
    throw new Error('a form was changed by somebody else again and again')
  }

  async function proceed(step: Step, held: Held, viewer: Viewer): Promise<void> {
    if (isComplete(held.filling)) return send(step, held, viewer)
    await present(step.from.userId, step.place, held, viewer)
  }

  /** The same update once more: nothing changes by it, and its answer is shown. */
  async function repeated(step: Step, held: Held, viewer: Viewer): Promise<boolean> {
    const { sent } = held.filling
    if (!sent) await proceed(step, held, viewer)
    else if (sent.id === step.id)
      await directly(deps, step.place, sent.input ? await ask(deps, { ...step, act: callOf(held.filling, sent.input) }) : discarded(viewer))
    return true
  }

  async function send(step: Step, held: Held, viewer: Viewer): Promise<void> {
    const { filling } = held
    const input = inputOf(filling)
    const answer = await ask(deps, { ...step, act: callOf(filling, input) })
    const { reply } = answer
    if (reply.form?.command === filling.command && reply.form.questions.some(({ problem }) => problem)) {
      const kept = await forms.keep(step.from.userId, held, { ...returned(filling, reply), reviewed: true })
      if (kept) await present(step.from.userId, step.place, kept, answer.viewer)
      return
    }
    if (reply.form) return open({ ...step, act: callOf(filling, input) }, step.place, answer)
    // A refusal takes nothing that was entered: it can be sent again.
    if (isRefusal(reply)) {
      await directly(deps, { in: 'private', chat: step.place.chat }, answer)
      const kept = await forms.keep(step.from.userId, held, { ...filling, asking: null, reviewed: true })
      if (kept) await present(step.from.userId, { in: 'private', chat: step.place.chat }, kept, viewer)
      return
    }
    await forms.keep(step.from.userId, held, { ...filling, sent: { id: step.id, input } })
    await directly(deps, step.place, answer)
    if (filling.message && filling.message.id !== step.place.replace?.id) await bare(step.place.chat, filling.message.id)
  }

  return {
    open,
    says: async (step, words) => {
      if (!(await forms.of(step.from.userId))) return false
      const meant = recognise(words, { methods: [], currency: deps.currency })
      if (meant?.command === 'cancel' && (await cancel(step))) return true
      return change(step, (filling, viewer) => {
        const question = filling.questions.find(({ name }) => name === filling.asking) ?? amountMeant(filling, words, deps.currency)
        return question && withAnswer(filling, question, words, { viewer, currency: deps.currency })
      })
    },
    shows: async (step, files, said) => {
      const held = await forms.of(step.from.userId)
      const question = held && pictureQuestion(held.filling)
      if (!held || !question || (held.filling.sent && held.filling.sent.id !== step.id)) return false
      if (held.filling.steps.includes(step.id)) return repeated(step, held, await deps.reader(step.from))
      const most = question.most ?? 1
      const tooMany = (question.kept?.length ?? 0) + files.length > most
      const act: Act = { ...callOf(held.filling, inputOf(held.filling)), files: { [question.name]: files }, part: true }
      // By a number of its own: the same picture may complete the form, which is then sent by the update's.
      const told = tooMany ? undefined : await ask(deps, { ...step, id: `${step.id}:pictures`, act })
      const back = told?.reply.form?.questions.find(({ name }) => name === question.name)
      const added = back?.kept?.filter((each) => !question.kept?.includes(each))
      const { words, code } = await besidePicture({ db: deps.db, now: deps.clock() }, said)
      const leftOut = code ? () => besides(step, (t) => t.common.codeLeftOut[code]) : undefined
      const taking = (before: Filling, viewer: Viewer): Filling => {
        const how = { viewer, currency: deps.currency }
        const refused = told?.reply.blocks.find((block) => block.type === 'notice')
        const problem = refused?.type === 'notice' ? refused.text : locales[viewer.locale].errors.too_many_pictures({ most })
        // Others may have come meanwhile.
        const now = before.questions.find(({ name }) => name === question.name)?.kept ?? []
        const kept = [...new Set([...now, ...(added ?? [])])]
        const taken = added !== undefined && kept.length <= most
        const shown = taken ? withPictures(before, question.name, kept) : before
        const said = words === '' ? shown : withWords(shown, before.asking, words, how)
        return taken ? said : withProblem(said, question.name, problem)
      }
      return change(step, taking, leftOut)
    },
    presses: async (step, version, deed) => {
      const held = await forms.of(step.from.userId)
      if (held?.filling.steps.includes(step.id)) {
        await repeated(step, held, await deps.reader(step.from))
        return 'done'
      }
      if (!held || held.version !== version || held.filling.sent) return 'late'
      if (deed.do === 'cancel') {
        await discard(step, held)
        return 'done'
      }
      return (await change(step, (filling, viewer) => deeded(filling, deed, { viewer, currency: deps.currency }))) ? 'done' : 'late'
    },
    cancel,
  }

  async function cancel(step: Step): Promise<boolean> {
    const held = await forms.of(step.from.userId)
    if (held?.filling.steps.includes(step.id)) return repeated(step, held, await deps.reader(step.from))
    if (!held || held.filling.sent) return false
    await discard({ ...step, place: { in: 'private', chat: step.place.chat } }, held)
    if (held.filling.message) await bare(step.place.chat, held.filling.message.id)
    return true
  }

  /** Says something beside the form. */
  async function besides({ from, place }: Step, words: (t: Texts) => Text): Promise<void> {
    const viewer = await deps.reader(from)
    const reply = { ...replyOf([notice(words(locales[viewer.locale]))]), aside: true }
    await directly(deps, { in: 'private', chat: place.chat }, { reply, viewer })
  }

  /** What was entered is gone; that it was cancelled is known, lest the same words once more cancel something else. */
  async function discard(step: Step, { filling: { message: _, ...filling } }: Held): Promise<void> {
    const steps = [...filling.steps, step.id]
    await forms.open(step.from.userId, { ...filling, hidden: {}, questions: [], steps, sent: { id: step.id } })
    await directly(deps, step.place, discarded(await deps.reader(step.from)))
  }
}

const discarded = (viewer: Viewer): Answer => ({ reply: replyOf([text(locales[viewer.locale].telegram.discarded)]), viewer })

const callOf = ({ command }: Filling, input: Readonly<Record<string, string>>) => ({ type: 'call' as const, command, input, files: {} })

/** The core says what stands in the way by a notice beside the message. */
const isRefusal = (reply: Reply): boolean => reply.aside === true && reply.blocks.every(({ type }) => type === 'notice')

/**
 * The amount of a form that asks nothing any more, where an amount is typed: it is to be another one, and no top-up. Only where the command
 * reads everything back.
 */
function amountMeant({ questions, asking, readBack }: Filling, words: string, currency: string): Question | undefined {
  if (!readBack || asking !== null) return undefined
  const read = readAmount(words, currency)
  if (!read.ok && (read.why === 'not_a_number' || read.why === 'empty')) return undefined
  return questions.find(({ control, required }) => control === 'amount' && required)
}

/** The question that is asked takes pictures first, then any that does. */
const pictureQuestion = ({ questions, asking }: Filling): Question | undefined =>
  questions.find(({ name, control }) => control === 'pictures' && name === asking) ??
  questions.find(({ control }) => control === 'pictures')

function withPictures(filling: Filling, name: string, kept: readonly string[]): Filling {
  const questions = filling.questions.map(({ problem, ...question }): Question => {
    if (question.name !== name) return problem ? { ...question, problem } : question
    return { ...question, kept }
  })
  const next = { ...filling, questions, touched: [...new Set([...filling.touched, name])] }
  return filling.asking === name ? askedNext(next) : next
}

function deeded(filling: Filling, deed: Deed, how: { viewer: Viewer; currency: string }): Filling | undefined {
  if (!('question' in deed)) return deed.do === 'send' ? { ...filling, reviewed: true } : undefined
  const question = filling.questions[deed.question]
  if (!question) return undefined
  switch (deed.do) {
    case 'edit':
      return { ...filling, asking: question.name, reviewed: false }
    case 'empty':
      return question.required ? undefined : answered(filling, question.name, undefined)
    case 'keep':
      return hasAnswer(question) ? askedNext({ ...filling, touched: [...new Set([...filling.touched, question.name])] }) : undefined
    case 'choose': {
      const option = question.options?.[deed.option]
      return option && withAnswer(filling, question, option.value, how)
    }
  }
}
