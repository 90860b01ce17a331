import { z } from 'zod'
import type { Texts } from '../locales/index.ts'
import type { Text } from '../locales/text.ts'
import type { Command } from './command.ts'
import type { Control, Form, Option, Question } from './reply.ts'

/** How a field of a command's input is asked for. */
export interface QuestionSpec {
  readonly control: Control
  /** The question's texts: `t.questions[ask]`. */
  readonly ask: keyof Texts['questions']
  /** pictures: how many at most. */
  readonly most?: number
}

/**
 * The questions of all forms. Register last, on a fresh schema:
 * `z.string().optional().register(questions, { control: 'text', ask: 'note' })` (a later `.optional()` would lose the question).
 */
export const questions = z.registry<QuestionSpec>()

/** What was wrong with a field, by name. */
export type Problems = Readonly<Record<string, Text>>

/** The form of a command: a question for every registered field, the rest of what was entered goes along hidden. */
export function formOf(
  command: Command,
  t: Texts,
  how: {
    title: Text
    submit: Text
    entered: Readonly<Record<string, string>>
    problems?: Problems
    options?: Readonly<Record<string, readonly Option[]>>
  },
): Form {
  const fields = Object.entries(command.input.shape as Record<string, z.ZodType>)
  const asked = fields.flatMap(([name, field]) => {
    const spec = questions.get(field)
    return spec ? [question(name, field, spec, t, how)] : []
  })
  const hidden = fields.flatMap(([name, field]) =>
    questions.has(field) || how.entered[name] === undefined ? [] : [[name, how.entered[name]] as const],
  )
  return { command: command.name, title: how.title, hidden: Object.fromEntries(hidden), questions: asked, submit: how.submit }
}

function question(name: string, field: z.ZodType, spec: QuestionSpec, t: Texts, how: Parameters<typeof formOf>[2]): Question {
  const value = how.entered[name]
  const problem = how.problems?.[name]
  const options = how.options?.[name]
  const { label, hint } = t.questions[spec.ask] as { label: string; hint?: string }
  const pictures = spec.control === 'pictures'
  return {
    name,
    label,
    ...(hint ? { hint } : {}),
    control: spec.control,
    required: !field.safeParse(undefined).success,
    ...(value !== undefined && !pictures ? { value } : {}),
    ...(problem ? { problem } : {}),
    ...(options ? { options } : {}),
    ...(pictures ? { most: spec.most ?? 1, kept: value ? value.split(',').filter(Boolean) : [] } : {}),
  }
}
