import { el, freshId, on } from './dom.ts'
import type { Field } from './form.ts'
import type { House } from './house.ts'
import type { OptionView } from './view.ts'

/** Shortcuts that name a day and still need the clock. */
const DAYS = ['today', 'yesterday']
const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d/
const DAY_AND_CLOCK = /^(\w+) (.+)$/

/**
 * When something happened: a shortcut ("just now"), a day with the time of day, or date and time in full. Everything is
 * sent as a person could have typed it: "now", "today 14:32", "2026-11-18T14:32", in the reader's own zone.
 */
export function timeField(house: House, value: string, options: readonly OptionView[]): Field {
  const name = freshId()
  const [, day = '', time = ''] = DAY_AND_CLOCK.exec(value) ?? []
  const start = options.some((option) => option.value === value)
    ? value
    : options.some((option) => option.value === day)
      ? day
      : value
        ? 'other'
        : ''
  // Typed as it stands on the receipt: a browser's own clock control would ask for AM and PM.
  const clock = el('input', {
    type: 'text',
    inputmode: 'numeric',
    maxlength: '20',
    placeholder: '14:32',
    'aria-label': house.t.clock,
    class: 'figure',
  })
  clock.value = time
  // What cannot be shown by the date control is shown as it was typed.
  const local = value === '' || start !== 'other' || LOCAL.test(value)
  const full = el('input', { type: local ? 'datetime-local' : 'text', 'aria-label': house.t.otherTime })
  full.value = start === 'other' ? (local ? value.slice(0, 16) : value) : ''
  const choices = [...options, { value: 'other', label: house.t.otherTime }]
  const inputs = choices.map((choice) => el('input', { type: 'radio', name, value: choice.value, checked: choice.value === start }))
  const chosen = (): string => inputs.find((input) => input.checked)?.value ?? ''
  const show = (): void => {
    clock.hidden = !DAYS.includes(chosen())
    full.hidden = chosen() !== 'other'
  }
  const chips = el(
    'div',
    { class: 'chips', role: 'radiogroup' },
    ...choices.map((choice, i) => el('label', { class: 'chip' }, inputs[i], el('span', {}, choice.label))),
  )
  on(chips, {
    change: () => {
      show()
      // The next thing to do is to fill in what just appeared.
      if (!clock.hidden) clock.focus()
      else if (!full.hidden) full.focus()
    },
  })
  chips.focus = () => (inputs.find((input) => input.checked) ?? inputs[0])?.focus()
  show()
  return {
    element: el('div', {}, chips, clock, full),
    main: chips,
    value: () => (DAYS.includes(chosen()) ? `${chosen()} ${clock.value.trim()}`.trim() : chosen() === 'other' ? full.value : chosen()),
  }
}
