import type { Files } from './api.ts'
import { control } from './controls.ts'
import { el, freshId, on } from './dom.ts'
import type { House } from './house.ts'
import type { FormView, MessageView, QuestionView } from './view.ts'

export type Submit = (message: MessageView, input: Readonly<Record<string, string>>, files: Files) => void

/** A question's control: what it shows, and what was entered. */
export interface Field {
  readonly element: HTMLElement
  /** What receives the focus, and carries the label and the problem. */
  readonly main: HTMLElement
  value(): string
  files?(): readonly File[]
}

/** A form inside its message, under its heading and what is said with it. What was entered stays until the answer takes its place. */
export function form(house: House, message: MessageView, view: FormView, said: readonly HTMLElement[], submit: Submit): HTMLElement {
  const fields = view.questions.map((question) => [question, control(house, message, question)] as const)
  const button = el('button', { type: 'submit', class: 'button primary' }, view.submit)
  const heading = el('h3', { id: freshId() }, view.title)
  const made = el(
    'form',
    { novalidate: true, 'aria-labelledby': heading.id, autocomplete: 'off' },
    heading,
    ...said,
    ...fields.map(([question, field]) => row(house, question, field)),
    el('div', { class: 'actions' }, button),
  )
  return on(made, {
    submit: (event) => {
      event.preventDefault()
      const files = fields.flatMap(([{ name }, field]) => (field.files ? [[name, field.files()] as const] : []))
      submit(message, Object.fromEntries(fields.map(([{ name }, field]) => [name, field.value()])), Object.fromEntries(files))
    },
  })
}

function row(house: House, question: QuestionView, { element, main }: Field): HTMLElement {
  const label = el('span', { id: freshId(), class: 'label' }, question.label)
  if (!question.required && !question.problem) label.append(' ', el('small', {}, house.t.optional))
  const hint = question.hint ? el('p', { id: freshId(), class: 'hint' }, question.hint) : undefined
  const problem = question.problem ? el('p', { id: freshId(), class: 'problem' }, question.problem) : undefined
  main.setAttribute('aria-labelledby', label.id)
  const described = [hint?.id, problem?.id].filter(Boolean).join(' ')
  if (described) main.setAttribute('aria-describedby', described)
  if (problem) main.setAttribute('aria-invalid', 'true')
  if (question.required && main.getAttribute('role') !== 'group') main.setAttribute('aria-required', 'true')
  // A click on the words goes where the person meant it to.
  on(label, { click: () => main.focus() })
  return el('div', { class: `field ${question.control}${problem ? ' wrong' : ''}` }, label, hint, element, problem)
}
