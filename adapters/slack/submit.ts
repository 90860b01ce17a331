import type { types } from '@slack/bolt'
import type { Answer } from '../../src/bot.ts'
import { formatText, type Viewer } from '../../src/format.ts'
import type { Reply } from '../../src/reply.ts'
import { within } from '../pause.ts'
import { type AnswerDeps, type Asked, ask, finished, inView, inWords, orUnsure, ready, show, waiting } from './answer.ts'
import { blockOf, formWindow, readWindow, type Window } from './form.ts'
import type { ViewBody } from './payload.ts'

/** Slack waits three seconds for what shall happen to a window. */
const PATIENCE = 1_800
/** So much of that is for who it was: where nobody says it in time, it is said in the house's language. */
const WHO = 200

/** What Slack is told about a sent window, once. */
export interface Receipt {
  /** False where it was given before, or did not reach Slack. */
  give(response?: object): Promise<boolean>
  /** It is not given: Slack tells the person that the window was not taken, and leaves it open. */
  withhold(): void
}

/** A receipt that says by itself, before Slack has waited too long, that we are at work: whatever the answer waits for. */
export function createReceipt(acknowledge: (response?: object) => Promise<void>, hint: Viewer, viewer: () => Promise<Viewer>): Receipt {
  let given: Promise<boolean> | undefined
  const give = async (response?: object): Promise<boolean> => {
    clearTimeout(timer)
    if (given) {
      await given
      return false
    }
    given = acknowledge(response).then(
      () => true,
      () => false,
    )
    return given
  }
  const late = async (): Promise<void> => {
    let reader = hint
    const known = viewer().then((found) => {
      reader = found
    })
    await within(
      WHO,
      known.catch(() => undefined),
    )
    await give({ response_action: 'update', view: waiting(reader) })
  }
  const timer = setTimeout(() => void late(), PATIENCE)
  return { give, withhold: () => clearTimeout(timer) }
}

/**
 * Answers a sent form. In time, the window itself tells what is wrong, with everything entered still in it; otherwise it is changed when we
 * are done. Drawing takes time of its own, pictures above all: it counts with the rest.
 */
export async function submit(deps: AnswerDeps, asked: Asked, view: ViewBody['view'], receipt: Receipt): Promise<void> {
  const ready = await drawn(deps, asked, await ask(deps, asked))
  const { answered, window } = ready
  const response = responseOf(ready, view)
  if (!(await receipt.give(response))) return orUnsure(deps, asked, answered, () => afterwards(deps, asked, view.id, ready))
  if (window && response && !('errors' in response)) await answered.told?.()
  if (!response) await orUnsure(deps, asked, answered, () => show(deps, asked.place, answered.reply, answered.viewer))
}

/** What happens to the window; undefined: it closes, and the answer is shown where the person is. */
function responseOf({ answered, window }: Drawn, view: ViewBody['view']): object | undefined {
  const problems = problemsOf(answered.reply, answered)
  const blocks = new Set(view.blocks.map((block) => block.block_id))
  const onTheSpot = Object.keys(problems).length > 0 && Object.keys(problems).every((block) => blocks.has(block))
  if (onTheSpot) return { response_action: 'errors', errors: problems }
  // A refusal lies on top of the form: who goes back finds everything they entered.
  return window && { response_action: answered.reply.form ? 'update' : 'push', view: window('back') }
}

/** An answer, and the window that shows it: none where it is shown where the person is. */
interface Drawn {
  readonly answered: Answer
  readonly window?: (close: 'back' | 'close') => types.ModalView
}

async function drawn(deps: AnswerDeps, { place }: Asked, given: Answer): Promise<Drawn> {
  const { viewer } = given
  const drawing = { viewer, commands: deps.commands, tables: false }
  if (!given.reply.form && !given.reply.aside) return { answered: given }
  const reply = await inWords(deps, place.user, given.reply, viewer)
  const answered = { ...given, reply }
  const { form } = reply
  const make = (close: 'back' | 'close'): Window =>
    form ? formWindow(reply, form, drawing, place) : readWindow(reply, drawing, place, close)
  try {
    const { blocks } = await ready(deps, make('back'), place.user)
    return { answered, window: (close) => ({ ...make(close), blocks }) }
  } catch (error) {
    deps.log.warn({ err: error }, 'an answer could not be drawn in a window of Slack: it is shown where it was asked')
    return { answered }
  }
}

async function afterwards(deps: AnswerDeps, asked: Asked, id: string, { answered, window }: Drawn): Promise<void> {
  const { reply, viewer } = answered
  if (window) return inView(deps, id, window('close'), () => show(deps, asked.place, reply, viewer))
  await show(deps, asked.place, reply, viewer)
  await deps.client.views.update({ view_id: id, view: finished(viewer) }).catch(() => undefined)
}

/** By block, what is wrong in it. */
function problemsOf({ form }: Reply, { viewer }: Answer): Record<string, string> {
  const questions = form?.questions ?? []
  return Object.fromEntries(
    questions.flatMap(({ name, problem }) =>
      problem && problem.length > 0 ? [[blockOf(name), formatText(problem, viewer)] as const] : [],
    ),
  )
}
