import type { Answer } from '../../src/bot.ts'
import { formatText } from '../../src/format.ts'
import type { Reply } from '../../src/reply.ts'
import { type AnswerDeps, type Asked, ask, finished, orUnsure, ready, show, waiting } from './answer.ts'
import { blockOf, formWindow, readWindow } from './form.ts'
import type { ViewBody } from './payload.ts'

/** What Slack takes as the answer to a sent window. */
export type Acknowledge = (response?: object) => Promise<void>

/** Slack waits three seconds for what shall happen to a window. */
const PATIENCE = 1_800

/**
 * Answers a sent form. In time, the window itself tells what is wrong, with everything entered still in it; otherwise it says
 * that we are at work, and is changed when we are done.
 */
export async function submit(deps: AnswerDeps, asked: Asked, view: ViewBody['view'], acknowledge: Acknowledge): Promise<void> {
  const working = ask(deps, asked)
  const quick = await Promise.race([working, late()])
  if (!quick) {
    await acknowledge({ response_action: 'update', view: waiting(deps.stranger(asked.from)) })
    const answered = await working
    return orUnsure(deps, asked, answered, () => afterwards(deps, asked, view.id, answered))
  }
  const { reply, viewer } = quick
  const drawing = { viewer, commands: deps.commands, tables: false }
  const problems = problemsOf(reply, quick)
  const blocks = new Set(view.blocks.map((block) => block.block_id))
  const onTheSpot = Object.keys(problems).length > 0 && Object.keys(problems).every((block) => blocks.has(block))
  if (onTheSpot) return acknowledge({ response_action: 'errors', errors: problems })
  if (reply.form) {
    const window = formWindow(reply, reply.form, drawing, asked.place)
    return acknowledge({ response_action: 'update', view: await ready(deps, window, asked.place.user) })
  }
  // A refusal lies on top of the form: who goes back finds everything they entered.
  if (reply.aside) {
    const window = readWindow(reply, drawing, asked.place, 'back')
    return acknowledge({ response_action: 'push', view: await ready(deps, window, asked.place.user) })
  }
  await acknowledge()
  await orUnsure(deps, asked, quick, () => show(deps, asked.place, reply, viewer))
}

async function afterwards(deps: AnswerDeps, asked: Asked, id: string, { reply, viewer }: Answer): Promise<void> {
  const drawing = { viewer, commands: deps.commands, tables: false }
  if (reply.form || reply.aside) {
    const window = reply.form ? formWindow(reply, reply.form, drawing, asked.place) : readWindow(reply, drawing, asked.place, 'close')
    const view = await ready(deps, window, asked.place.user)
    // Who has closed the window meanwhile reads it where they are.
    await deps.client.views.update({ view_id: id, view }).catch(() => show(deps, asked.place, reply, viewer))
    return
  }
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
