import { el, on } from './dom.ts'
import { dayOf, type House } from './house.ts'
import { type Deeds, message } from './message.ts'
import { createReading } from './reading.ts'
import type { MessageView } from './view.ts'

/** The conversation of one pane, oldest first. */
export interface Log {
  readonly element: HTMLElement
  /** Shows a message, or its newer version in its place. An older version is ignored. `mine`: it answers what was done here just now. */
  show(view: MessageView, mine: boolean): void
  /** Older ones, without moving what is being read. */
  before(views: readonly MessageView[], more: boolean): void
  /** While Purser works on an answer: the pressed message is locked. */
  working(on: boolean, message?: string): void
  /** Says something that no message says: what was not sent, with a way to try again. */
  trouble(text: string, retry?: { readonly label: string; again(): void }): void
  /** Takes away the troubles that nobody can do anything about any more. */
  calm(): void
  toEnd(): void
  /** After the language changed: what is said is left as it was said, and nothing entered is lost. */
  relabel(): void
  clear(): void
  /** What somebody with an empty conversation could begin with. */
  offer(buttons: readonly HTMLElement[]): void
}

export function createLog(house: House, deeds: Deeds, older: () => void): Log {
  const shown = new Map<string, { version: number; item: HTMLElement }>()
  const list = el('ol', { class: 'messages' })
  const dots = el('div', { class: 'working', role: 'status', hidden: true }, el('i'), el('i'), el('i'))
  const troubles = el('div', { class: 'troubles', role: 'alert' })
  const hello = el('p')
  const offers = el('div', { class: 'actions' })
  const empty = el('div', { class: 'empty' }, hello, offers)
  const earlier = on(el('button', { type: 'button', class: 'button earlier', hidden: true }), { click: older })
  const scroller = el(
    'div',
    { class: 'scroller', role: 'log', tabindex: '0', 'aria-live': 'polite', 'aria-relevant': 'additions' },
    earlier,
    empty,
    list,
    dots,
    troubles,
  )
  const below = on(el('button', { type: 'button', class: 'button below', hidden: true }), { click: () => reading.toEnd() })
  const reading = createReading(scroller, list, () => below.toggleAttribute('hidden', true))
  const label = (): void => {
    earlier.textContent = house.t.older
    below.textContent = house.t.newBelow
    dots.setAttribute('aria-label', house.t.working)
    scroller.setAttribute('aria-label', house.t.conversation)
    hello.textContent = house.side === 'staff' ? house.t.emptyStaff : house.t.empty
    empty.hidden = shown.size > 0
  }
  const draw = (view: MessageView): HTMLElement => {
    const made = message(house, view, deeds)
    return el('li', { 'data-id': view.id, 'data-day': dayOf(house, new Date(view.at)) }, made)
  }
  const days = (): void => {
    let last = ''
    for (const item of list.children as HTMLCollectionOf<HTMLElement>) {
      item.classList.toggle('newday', item.dataset.day !== last)
      last = item.dataset.day ?? ''
    }
  }
  /** Undefined when it stands there already. `taken`: it takes the place of a message that waited for it, or was worked in. */
  const place = (view: MessageView): { item: HTMLElement; known: boolean; taken: boolean } | undefined => {
    const before = shown.get(view.id)
    if (before && before.version >= view.version) return undefined
    let taken = false
    const item = draw(view)
    shown.set(view.id, { version: view.version, item })
    if (before) {
      const active = document.activeElement
      const waited = before.item.classList.contains('waiting')
      const focused = before.item.contains(active) || (waited && (active === scroller || active === document.body))
      before.item.replaceWith(item)
      if (focused) focusIn(item)
      taken = waited || focused
    } else {
      const next = [...list.children].find((other) => BigInt((other as HTMLElement).dataset.id ?? '0') > BigInt(view.id))
      list.insertBefore(item, next ?? null)
    }
    days()
    label()
    return { item, known: before !== undefined, taken }
  }
  const show = (view: MessageView, mine: boolean): void => {
    const follow = mine || reading.follows()
    const placed = place(view)
    if (!placed) return
    const { item, known, taken } = placed
    // A long answer is read from its beginning; an older message that changed by itself moves nobody.
    if (known && taken && item.getBoundingClientRect().top < scroller.getBoundingClientRect().top) reading.toTop(item)
    else if (!known && follow && item.offsetHeight > scroller.clientHeight) reading.toTop(item)
    else if (!known && follow) reading.toEnd()
    else if (!known) below.hidden = false
    reading.drawn()
  }
  return {
    element: el('div', { class: 'log' }, scroller, below),
    show: (view, mine) => reading.steady(() => show(view, mine)),
    before: (views, more) => {
      const from = scroller.scrollHeight - scroller.scrollTop
      for (const view of views) place(view)
      earlier.hidden = !more
      label()
      scroller.scrollTop = scroller.scrollHeight - from
    },
    working: (busy, pressed) => {
      dots.hidden = !busy
      const item = pressed === undefined ? undefined : shown.get(pressed)?.item
      item?.classList.toggle('waiting', busy)
      item?.setAttribute('aria-busy', String(busy))
      if (busy && pressed === undefined) reading.toEnd()
    },
    trouble: (text, retry) => {
      const line = el('p', { class: 'trouble' }, text)
      const again = (): void => {
        line.remove()
        retry?.again()
      }
      if (retry) line.append(on(el('button', { type: 'button', class: 'button' }, retry.label), { click: again }))
      troubles.append(line)
      reading.toEnd()
    },
    calm: () => {
      for (const line of [...troubles.children]) if (!line.querySelector('button')) line.remove()
    },
    toEnd: reading.toEnd,
    relabel: () => {
      label()
      for (const badge of list.querySelectorAll('.badge')) badge.textContent = house.t.shared
    },
    offer: (buttons) => {
      offers.replaceChildren(...buttons)
      label()
    },
    clear: () => {
      shown.clear()
      list.replaceChildren()
      troubles.replaceChildren()
      for (const each of [earlier, below, dots]) each.hidden = true
      label()
    },
  }
}

/** Whoever pressed or sent goes on in the answer: at the first wrong field, the first field, or its beginning. */
function focusIn(item: HTMLElement): void {
  const wrong = item.querySelector<HTMLElement>('[aria-invalid=true]')
  const first = item.querySelector<HTMLElement>('form input:not(.unseen), form textarea, form select')
  const target = wrong ?? first ?? item.querySelector<HTMLElement>('article')
  target?.focus({ preventScroll: !wrong })
}
