import type { types } from '@slack/bolt'
import type { Answer } from '../../src/bot.ts'
import { formatText } from '../../src/format.ts'
import type { Reply } from '../../src/reply.ts'
import { type AnswerDeps, type Asked, ask, finished, inView, orUnsure, ready, show, waiting } from './answer.ts'
import { blockOf, formWindow, readWindow, type Window } from './form.ts'
import type { ViewBody } from './payload.ts'

/** What Slack takes as the answer to a sent window. */
export type Acknowledge = (response?: object) => Promise<void>

/** Slack waits three seconds for what shall happen to a window. */
const PATIENCE = 1_800

/**
 * Answers a sent form. In time, the window itself tells what is wrong, with everything entered still in it; otherwise it says
 * that we are at work, and is changed when we are done. Drawing takes time of its own, pictures above all: it counts with the rest.
 */
export async function submit(deps: AnswerDeps, asked: Asked, view: ViewBody['view'], acknowledge: Acknowledge): Promise<void> {
  const drawing = ask(deps, asked).then((answered) => drawn(deps, asked, answered))
  const quick = await Promise.race([drawing, late()])
  if (!quick) {
    await acknowledge({ response_action: 'update', view: waiting(deps.stranger(asked.from)) })
    const ready = await drawing
    return orUnsure(deps, asked, ready.answered, () => afterwards(deps, asked, view.id, ready))
  }
  const { answered, window } = quick
  const problems = problemsOf(answered.reply, answered)
  const blocks = new Set(view.blocks.map((block) => block.block_id))
  const onTheSpot = Object.keys(problems).length > 0 && Object.keys(problems).every((block) => blocks.has(block))
  if (onTheSpot) return acknowledge({ response_action: 'errors', errors: problems })
  // A refusal lies on top of the form: who goes back finds everything they entered.
  if (window) return acknowledge({ response_action: answered.reply.form ? 'update' : 'push', view: window('back') })
  await acknowledge()
  await orUnsure(deps, asked, answered, () => show(deps, asked.place, answered.reply, answered.viewer))
}

/** An answer, and the window that shows it: none where it is shown where the person is. */
interface Drawn {
  readonly answered: Answer
  readonly window?: (close: 'back' | 'close') => types.ModalView
}

async function drawn(deps: AnswerDeps, { place }: Asked, answered: Answer): Promise<Drawn> {
  const { reply, viewer } = answered
  const drawing = { viewer, commands: deps.commands, tables: false }
  if (!reply.form && !reply.aside) return { answered }
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

function late(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE, undefined).unref())
}
