import { z } from 'zod'
import type { Text } from '../../locales/text.ts'
import type { Form, Question, Reply } from '../../src/reply.ts'
import type { KeptForms } from '../forms.ts'
import { decodeSent, encodeSent } from './place.ts'
import type { Sent } from './post.ts'

/** Updates that are remembered, so that one that comes twice is answered once. */
const STEPS = 40

/** A form that a person answers question by question. */
export interface Filling {
  readonly command: string
  readonly title: Text
  readonly submit: Text
  /** The command reads everything back: the form does not. */
  readonly readBack?: true
  readonly hidden: Readonly<Record<string, string>>
  /** With what was entered so far, and what is wrong with it. */
  readonly questions: readonly Question[]
  /** The question that is asked now; null: everything is shown, to be confirmed or changed. */
  readonly asking: string | null
  /** Questions that the person answered, kept or left empty here. */
  readonly touched: readonly string[]
  /** The person has confirmed everything once: what was wrong is asked, then it is sent again. */
  readonly reviewed: boolean
  /** A day that waits for its time: "today". */
  readonly day?: string
  /** Updates that were taken. */
  readonly steps: readonly string[]
  /** Where the question stands in the private chat. */
  readonly message?: Sent
  /** It was sent, by this update, or without any input cancelled: nothing is asked any more. */
  readonly sent?: { readonly id: string; readonly input?: Readonly<Record<string, string>> }
}

/** A form with the count of its changes. */
export interface Held {
  readonly filling: Filling
  readonly version: number
}

/** Forms half answered, in the database: they outlive a restart, for a day. */
export interface Forms {
  /** Undefined when there is none, or its day is over. */
  of(user: string): Promise<Held | undefined>
  /** Puts a form in the place of any other; resolves with its count. */
  open(user: string, filling: Filling): Promise<Held>
  /** Keeps what was changed, unless somebody else changed it meanwhile: then undefined. */
  keep(user: string, held: Held, filling: Filling): Promise<Held | undefined>
  /** Remembers where the question stands, unless the form was changed meanwhile. */
  stands(user: string, held: Held, message: Sent): Promise<void>
}

/** Written by us alone; what an older version wrote and this one cannot read is no form any more. */
const stored = z.object({
  form: z.custom<Omit<Filling, 'message'>>((value) => typeof value === 'object' && value !== null),
  message: z.string(),
})

/** A person has one, which has no name. */
const ONE = ''

export function createForms(forms: KeptForms): Forms {
  const body = ({ message, ...form }: Filling) => ({
    form: { ...form, steps: form.steps.slice(-STEPS) },
    message: message ? encodeSent([message]) : '',
  })
  return {
    of: async (user) => {
      const kept = await forms.of(user, ONE)
      const read = stored.safeParse(kept?.body)
      if (!kept || !read.success) return undefined
      const [message] = decodeSent(read.data.message)
      return { filling: { ...read.data.form, ...(message ? { message } : {}) }, version: kept.version }
    },
    open: async (user, filling) => ({ filling, version: await forms.put(user, ONE, body(filling)) }),
    keep: async (user, held, filling) => {
      const version = await forms.change(user, ONE, body(filling), held.version)
      return version === undefined ? undefined : { filling, version }
    },
    stands: (user, { filling, version }, message) => forms.note(user, ONE, body({ ...filling, message }), version),
  }
}

/** A form as the core gives it, before anything is answered. `steps`: the update that opened it. */
export const begun = (form: Form, steps: readonly string[]): Filling =>
  asked({ ...form, asking: null, touched: [], reviewed: false, steps })

/** What is wrong comes first, then what is needed; what was filled in or may stay empty is shown at the end. */
export function asked(filling: Filling): Filling {
  const { questions, touched } = filling
  const wrong = questions.find(({ problem }) => problem)
  const only = questions.length === 1 ? questions.find(({ name }) => !touched.includes(name)) : undefined
  const next = wrong ?? only ?? questions.find((question) => question.required && !hasAnswer(question))
  return { ...filling, asking: next?.name ?? null }
}

/** Whether everything there is was asked, or shown and confirmed; or something was answered that the command will read back. */
export const isComplete = ({ questions, touched, reviewed, asking, readBack }: Filling): boolean =>
  asking === null && (reviewed || (readBack === true && touched.length > 0) || questions.every(({ name }) => touched.includes(name)))

export const hasAnswer = (question: Question): boolean =>
  question.control === 'pictures' ? (question.kept?.length ?? 0) > 0 : (question.value ?? '') !== ''

/** What is sent: everything entered, pictures by their ids. */
export const inputOf = ({ hidden, questions }: Filling): Record<string, string> => ({
  ...hidden,
  ...Object.fromEntries(
    questions
      .filter(hasAnswer)
      .map(({ name, control, value, kept }) => [name, control === 'pictures' ? (kept ?? []).join(',') : (value ?? '')]),
  ),
})

/** The form as it came back, with what is wrong; what the person did here is still known. */
export const returned = (filling: Filling, { form }: Reply): Filling => {
  if (!form) return filling
  const wrong = form.questions.filter(({ problem }) => problem).map(({ name }) => name)
  return asked({
    ...filling,
    hidden: form.hidden,
    questions: form.questions,
    touched: filling.touched.filter((name) => !wrong.includes(name)),
  })
}

/** With one answer; undefined value: left empty. */
export function answered(filling: Filling, name: string, value: string | undefined): Filling {
  const questions = filling.questions.map((question): Question => {
    if (question.name !== name) return question
    const { problem: _, value: _before, ...rest } = question
    if (question.control === 'pictures') return value === undefined ? { ...rest, kept: [] } : rest
    return value === undefined ? rest : { ...rest, value }
  })
  const { day: _, ...clean } = filling
  return asked({ ...clean, questions, touched: [...new Set([...filling.touched, name])] })
}
