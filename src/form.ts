import { z } from 'zod'
import type { Texts } from '../locales/index.ts'
import type { Text } from '../locales/text.ts'
import type { Command, Context, Prepared } from './command.ts'
import { AppError } from './errors.ts'
import { type Control, type Form, type Question, type Reply, reply } from './reply.ts'

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

/** Whether a command takes files as the answer to this question. */
export const takesFiles = ({ input }: Command, field: string): boolean =>
  Object.hasOwn(input.shape, field) && questions.get(input.shape[field] as z.ZodType)?.control === 'pictures'

/** What was wrong with a field, by name. */
export type Problems = Readonly<Record<string, Text>>

/**
 * The form of a command, with what was entered and what is wrong with it. Refuses as outdated when a field fails that
 * nobody is asked for: then it was not the person's mistake.
 */
export async function askFor(command: Command, ctx: Context, entered: Entered, problems: Problems): Promise<Reply> {
  const fields = Object.entries(command.input.shape as Record<string, z.ZodType>)
  const askable = fields.some(([, field]) => questions.has(field))
  const stray = Object.keys(problems).some((name) => !questions.has(fieldOf(fields, name)))
  if (!askable || stray) throw new AppError('outdated_button', {})
  const prepared = await command.form?.prepare?.(ctx as never, entered)
  const values = { ...prepared?.values, ...entered }
  const form: Form = {
    command: command.name,
    title: command.form?.title(ctx.t, entered) ?? [
      ctx.t.common.commands[command.name as keyof typeof ctx.t.common.commands] ?? command.name,
    ],
    submit: command.form?.submit(ctx.t) ?? [ctx.t.common.submit],
    ...(command.form?.readBack ? { readBack: true } : {}),
    hidden: pick(fields, values, false),
    questions: fields
      .filter(([name]) => !prepared?.skip?.includes(name))
      .flatMap(([name, field]) => question(name, field, ctx.t, { values, entered, problems, prepared })),
  }
  return { ...reply(prepared?.blocks ?? [], prepared?.actions ?? [], form), ...(command.form?.aside ? { aside: true } : {}) }
}

/** What the schema's issues mean to a person. A field that was never entered is only asked, not complained about, unless the form was sent: ids alone are a button that opens it. */
export function problemsOf(command: Command, entered: Entered, error: z.ZodError, t: Texts): Problems {
  const fields = Object.entries(command.input.shape as Record<string, z.ZodType>)
  const sent = Object.keys(entered).some((name) => questions.has(fieldOf(fields, name)))
  return Object.fromEntries(
    error.issues.map((issue) => {
      const name = String(issue.path[0] ?? '')
      return [
        name,
        textOf(issue, { missing: !entered[name], sent, pictures: questions.get(fieldOf(fields, name))?.control === 'pictures' }, t),
      ]
    }),
  )
}

type Entered = Readonly<Record<string, string>>
type Fields = readonly (readonly [string, z.ZodType])[]

function textOf(issue: z.core.$ZodIssue, field: { missing: boolean; sent: boolean; pictures: boolean }, t: Texts): Text {
  if (field.missing && !field.sent) return []
  if (field.missing) return field.pictures ? t.problems.picture : t.problems.required
  return issue.code === 'too_big' ? t.problems.tooLong(Number(issue.maximum)) : t.problems.invalid
}

function question(
  name: string,
  field: z.ZodType,
  t: Texts,
  how: { values: Entered; entered: Entered; problems: Problems; prepared: Prepared | undefined },
): readonly Question[] {
  const spec = questions.get(field)
  if (!spec) return []
  const { label, hint } = t.questions[how.prepared?.ask?.[name] ?? spec.ask] as { label: string; hint?: string }
  const value = how.values[name]
  const problem = how.problems[name]
  const options = how.prepared?.options?.[name]
  const pictures = spec.control === 'pictures'
  return [
    {
      name,
      label,
      ...(hint ? { hint } : {}),
      control: spec.control,
      required: !field.safeParse(undefined).success,
      ...(value !== undefined && !pictures ? { value } : {}),
      ...(problem && problem.length > 0 ? { problem } : {}),
      ...(options ? { options } : {}),
      ...(pictures ? { most: spec.most ?? 1, kept: value ? value.split(',').filter(Boolean) : [] } : {}),
    },
  ]
}

const fieldOf = (fields: Fields, name: string): z.ZodType => fields.find(([key]) => key === name)?.[1] ?? z.never()

const pick = (fields: Fields, values: Entered, asked: boolean): Entered =>
  Object.fromEntries(
    fields.flatMap(([name, field]) =>
      questions.has(field) === asked && values[name] !== undefined ? [[name, values[name] as string] as const] : [],
    ),
  )
