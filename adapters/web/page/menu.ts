import { el, freshId, on } from './dom.ts'
import type { PaneView } from './view.ts'

/** The command menu: a button and a list, by mouse, touch or arrow keys. */
export function createMenu(pick: (command: string) => void): {
  readonly element: HTMLElement
  offer(label: string, menu: PaneView['menu']): void
} {
  const list = el('div', { role: 'menu', id: freshId(), class: 'menu', hidden: true })
  const button = el(
    'button',
    { type: 'button', class: 'round', 'aria-haspopup': 'menu', 'aria-controls': list.id, 'aria-expanded': 'false' },
    el('span', { 'aria-hidden': 'true' }, '/'),
  )
  const items = (): HTMLElement[] => [...list.querySelectorAll<HTMLElement>('[role=menuitem]')]
  const show = (yes: boolean): void => {
    list.hidden = !yes
    button.setAttribute('aria-expanded', String(yes))
    if (yes) items()[0]?.focus()
  }
  const close = (): void => {
    show(false)
    button.focus()
  }
  on(button, { click: () => show(list.hidden !== false) })
  const element = el('div', { class: 'menuplace' }, button, list)
  on(element, {
    focusout: (event) => {
      if (!element.contains(event.relatedTarget as Node | null)) show(false)
    },
    keydown: (event) => {
      if (list.hidden) return
      const all = items()
      const at = all.indexOf(document.activeElement as HTMLElement)
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
      if (event.key === 'Escape') close()
      if (to === undefined && event.key !== 'Escape') return
      event.preventDefault()
      if (to !== undefined) all[(to + all.length) % all.length]?.focus()
    },
  })
  return {
    element,
    offer: (label, menu) => {
      button.setAttribute('aria-label', label)
      button.title = label
      list.setAttribute('aria-label', label)
      list.replaceChildren(
        ...menu.map(({ command, label: text }) =>
          on(
            el('button', { type: 'button', role: 'menuitem', tabindex: '-1' }, text, el('code', { 'aria-hidden': 'true' }, `/${command}`)),
            {
              click: () => {
                show(false)
                pick(command)
              },
            },
          ),
        ),
      )
    },
  }
}
