import { block } from './blocks.ts'
import { el, on } from './dom.ts'
import { form, type Submit } from './form.ts'
import { clockOf, type House } from './house.ts'
import type { ActionView, MessageView } from './view.ts'

/** What a message's buttons and forms do. */
export interface Deeds {
  press(message: MessageView, wire: string): void
  submit: Submit
}

/** Draws a message: a person's own words, or what Purser said. */
export function message(house: House, view: MessageView, deeds: Deeds): HTMLElement {
  const { own, reply } = view
  const at = new Date(view.at)
  const time = el('time', { datetime: view.at }, clockOf(house, at))
  if (own) {
    const files = own.files.map((name) => el('li', {}, el('bdi', {}, name)))
    return el(
      'article',
      { class: 'message own', 'aria-label': house.t.you },
      own.text && el('p', {}, el('bdi', {}, own.text)),
      files.length > 0 && el('ul', { class: 'sent' }, ...files),
      time,
    )
  }
  if (!reply) return el('article', { class: 'message' }, time)
  const said = [
    ...reply.blocks.map((each, i) => block(house, view, each, reply.blocks[i - 1])),
    ...(reply.actions.length > 0 ? [el('div', { class: 'actions' }, ...reply.actions.map((each) => action(view, each, deeds)))] : []),
  ]
  return el(
    'article',
    { class: `message purser${view.shared ? ' shared' : ''}`, lang: reply.lang, tabindex: '-1' },
    view.shared && el('p', { class: 'badge', lang: house.locale }, house.t.shared),
    ...(reply.form ? [form(house, view, reply.form, said, deeds.submit)] : said),
    time,
  )
}

function action(view: MessageView, shown: ActionView, deeds: Deeds): HTMLElement {
  const classes = `button ${shown.style}`
  switch (shown.type) {
    case 'call': {
      const button = el('button', { type: 'button', class: classes }, shown.label)
      return on(button, { click: () => deeds.press(view, shown.wire) })
    }
    case 'link':
      return el('a', { class: `${classes} away`, href: shown.url, target: '_blank', rel: 'noopener noreferrer' }, shown.label)
  }
}
