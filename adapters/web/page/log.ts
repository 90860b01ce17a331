import { el, on } from './dom.ts'
import { dayOf, type House } from './house.ts'
import { type Deeds, message } from './message.ts'
import type { MessageView } from './view.ts'

/** The conversation of one pane, oldest first. */
export interface Log {
  readonly element: HTMLElement
  /** Shows a message, or its newer version in its place. An older version is ignored. */
  show(view: MessageView): void
  /** Older ones, without moving what is being read. */
  before(views: readonly MessageView[], more: boolean): void
  /** While Purser works on an answer: the pressed message is locked. */
  working(on: boolean, message?: string): void
  /** Says something that no message says: what was not sent, with a way to try again. */
  trouble(text: string, retry?: { readonly label: string; again(): void }): void
  /** Takes away the troubles that nobody can do anything about any more. */
  calm(): void
  toEnd(): void
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
  const below = on(el('button', { type: 'button', class: 'button below', hidden: true }), { click: () => toEnd() })
  const atEnd = (): boolean => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 120
  const toEnd = (): void => void scroller.scrollTo({ top: scroller.scrollHeight })
  let pinned = true
  let top = 0
  on(scroller, {
    scroll: () => {
      // Only somebody who scrolls up has left the end; a message that grows has not.
      if (atEnd()) pinned = true
      else if (scroller.scrollTop < top) pinned = false
      top = scroller.scrollTop
      if (pinned) below.hidden = true
    },
  })
  // Pictures arrive after their message: whoever reads the newest keeps reading the newest.
  new ResizeObserver(() => pinned && toEnd()).observe(list)
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
  const place = (view: MessageView): HTMLElement | undefined => {
    const before = shown.get(view.id)
    if (before && before.version >= view.version) return undefined
    const item = draw(view)
    shown.set(view.id, { version: view.version, item })
    if (before) {
      const active = document.activeElement
      const waiting = before.item.classList.contains('waiting') && (active === scroller || active === document.body)
      const focused = before.item.contains(active) || waiting
      before.item.replaceWith(item)
      if (focused) focusIn(item)
    } else {
      const next = [...list.children].find((other) => BigInt((other as HTMLElement).dataset.id ?? '0') > BigInt(view.id))
      list.insertBefore(item, next ?? null)
    }
    days()
    label()
    return item
  }
  return {
    element: el('div', { class: 'log' }, scroller, below),
    show: (view) => {
      const follow = atEnd() || view.own !== undefined
      const known = shown.has(view.id)
      const item = place(view)
      if (!item) return
      // A long answer is read from its beginning.
      const top = item.getBoundingClientRect().top - scroller.getBoundingClientRect().top
      if (known && top < 0) scroller.scrollTop += top - 12
      else if (!known && follow && item.offsetHeight > scroller.clientHeight) scroller.scrollTop += top - 12
      else if (!known && follow) toEnd()
      else if (!known) below.hidden = false
      pinned = atEnd()
    },
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
      if (busy && pressed === undefined) toEnd()
    },
    trouble: (text, retry) => {
      const line = el('p', { class: 'trouble' }, text)
      const again = (): void => {
        line.remove()
        retry?.again()
      }
      if (retry) line.append(on(el('button', { type: 'button', class: 'button' }, retry.label), { click: again }))
      troubles.append(line)
      toEnd()
    },
    calm: () => {
      for (const line of [...troubles.children]) if (!line.querySelector('button')) line.remove()
    },
    toEnd,
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
