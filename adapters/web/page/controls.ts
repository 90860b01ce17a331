import { el, fill, freshId, on } from './dom.ts'
import type { Field } from './form.ts'
import type { House } from './house.ts'
import { thumbnail } from './picture.ts'
import { timeField } from './time.ts'
import { createUpload, receive } from './upload.ts'
import type { MessageView, OptionView, QuestionView } from './view.ts'

/** The control of a question. An unknown one does not compile. */
export function control(house: House, message: MessageView, question: QuestionView): Field {
  switch (question.control) {
    case 'amount':
      return line(question.value, { inputmode: 'decimal', class: 'figure' })
    case 'digits':
      return line(question.value, { inputmode: 'numeric', class: 'figure' })
    case 'text':
      return line(question.value, {})
    case 'note':
      return note(question.value)
    case 'time':
      return timeField(house, question.value, question.options)
    case 'choice':
      return question.options.length <= 6 ? radios(question.value, question.options) : list(house, question.value, question.options)
    case 'pictures':
      return pictures(house, message, question)
  }
}

const MOST_CHARACTERS = '4000'

function line(value: string, attributes: Readonly<Record<string, string>>): Field {
  const input = el('input', { type: 'text', maxlength: MOST_CHARACTERS, ...attributes })
  input.value = value
  return { element: input, main: input, value: () => input.value }
}

function note(value: string): Field {
  const area = el('textarea', { rows: '2', maxlength: MOST_CHARACTERS })
  area.value = value
  on(area, {
    keydown: (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) area.form?.requestSubmit()
    },
  })
  return { element: area, main: area, value: () => area.value }
}

function list(house: House, value: string, options: readonly OptionView[]): Field {
  const known = options.some((option) => option.value === value)
  const select = el(
    'select',
    {},
    !known && el('option', { value: '' }, house.t.choose),
    ...options.map((option) => el('option', { value: option.value }, option.label)),
  )
  select.value = known ? value : ''
  return { element: select, main: select, value: () => select.value }
}

function radios(value: string, options: readonly OptionView[]): Field {
  const name = freshId()
  const inputs = options.map((option) => el('input', { type: 'radio', name, value: option.value, checked: option.value === value }))
  const chips = options.map((option, i) => el('label', { class: 'chip' }, inputs[i], el('span', {}, option.label)))
  const group = el('div', { class: 'chips', role: 'radiogroup' }, ...chips)
  // A group cannot have the focus: it hands it to the chosen answer, or to the first.
  group.focus = () => (inputs.find((input) => input.checked) ?? inputs[0])?.focus()
  return { element: group, main: group, value: () => inputs.find((input) => input.checked)?.value ?? '' }
}

function pictures(house: House, message: MessageView, question: Extract<QuestionView, { control: 'pictures' }>): Field {
  const kept = question.kept.map(({ id, slot }, i) => ({
    id,
    preview: thumbnail(house, { message: message.id, version: message.version, slot }, String(i + 1)),
  }))
  const upload = createUpload(house, question.most, kept)
  const button = el('button', { type: 'button', class: 'button' }, house.t.pictures)
  on(button, { click: () => upload.input.click() })
  const zone = el(
    'div',
    { class: 'zone', role: 'group' },
    upload.tray,
    button,
    el('p', { class: 'hint' }, fill(house.t.picturesHint, question.most)),
    upload.input,
  )
  zone.focus = () => button.focus()
  // Pasting works anywhere in the form: nobody looks for the right field first.
  queueMicrotask(() => receive(zone.closest('form') ?? zone, upload.add))
  return { element: zone, main: zone, value: () => upload.kept().join(','), files: upload.files }
}
