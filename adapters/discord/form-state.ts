import { randomInt } from 'node:crypto'
import { z } from 'zod'
import type { Block, Form, Question } from '../../src/reply.ts'
import type { KeptForms } from '../forms.ts'

/** A form that a person fills in, window by window. */
export interface Filling {
  /** With what was entered so far, and what is wrong with it. */
  readonly form: Form
  /** What is shown above it. */
  readonly blocks: readonly Block[]
  /** It was sent as a whole once: what was wrong is corrected, then it is sent again. */
  readonly sent: boolean
}

/** Forms half filled in, in the database: they outlive a restart, for a day. */
export interface Forms {
  open(user: string, filling: Filling): Promise<string>
  /** Undefined where there is none, it is somebody else's, or its day is over. */
  of(user: string, id: string): Promise<Filling | undefined>
  /** A form that was sent meanwhile stays closed. */
  keep(user: string, id: string, filling: Filling): Promise<void>
  close(user: string, id: string): Promise<void>
}

/** Written by us alone; what an older version wrote and this one cannot read is no form any more. */
const stored = z.object({
  form: z.custom<Form>((value) => typeof value === 'object' && value !== null && 'questions' in value),
  blocks: z.custom<readonly Block[]>(Array.isArray),
  sent: z.boolean(),
})

export function createForms(forms: KeptForms): Forms {
  return {
    open: async (user, filling) => {
      const id = String(randomInt(2 ** 48 - 1))
      await forms.put(user, id, filling)
      return id
    },
    of: async (user, id) => stored.safeParse((await forms.of(user, id))?.body).data,
    keep: forms.replace,
    close: forms.remove,
  }
}

/** A window has room for five; pictures that stay are a question of their own. */
const ROOM = 5

const roomOf = ({ kept = [] }: Question): number => (kept.length > 0 ? 2 : 1)

/** The questions window by window: first what is wrong, then what is needed, then the rest. `above`: the first window has a text. */
export function windowsOf({ questions }: Form, above: boolean): readonly (readonly Question[])[] {
  const weight = (question: Question): number => (question.problem ? 0 : question.required ? 1 : 2)
  const ordered = [...questions].sort((one, other) => weight(one) - weight(other))
  const windows: Question[][] = []
  let left = 0
  for (const question of ordered) {
    const room = roomOf(question)
    if (room > left) {
      left = windows.length === 0 && above ? ROOM - 1 : ROOM
      windows.push([])
    }
    windows.at(-1)?.push(question)
    left -= room
  }
  return windows
}

/** Everything entered so far, pictures by their ids. */
export const inputOf = ({ hidden, questions }: Form): Record<string, string> => ({
  ...hidden,
  ...Object.fromEntries(questions.filter(hasAnswer).map((question) => [question.name, answerOf(question)])),
})

const answerOf = ({ control, value, kept = [] }: Question): string => (control === 'pictures' ? kept.join(',') : (value ?? ''))

export const hasAnswer = (question: Question): boolean => answerOf(question) !== ''

/** Whether everything that is needed is there, and nothing is known to be wrong. */
export const isReady = ({ questions }: Form): boolean => questions.every((one) => !one.problem && (!one.required || hasAnswer(one)))
