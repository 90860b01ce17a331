import { get } from './api.ts'
import { el, on } from './dom.ts'
import { createPane, type Pane } from './pane.ts'
import type { People, Side, Start } from './view.ts'

/** The page: a ribbon, and one or two panes. `?pane=customer` or `?pane=staff` shows one alone. */
async function open(): Promise<void> {
  const [start, people] = await Promise.all([get<Start>('/api/start'), get<People>('/api/people')])
  const asked = new URLSearchParams(location.search).get('pane')
  const sides: readonly Side[] = asked === 'customer' || asked === 'staff' ? [asked] : ['customer', 'staff']
  const ribbon = el('p', { class: 'ribbon' })
  const tabs = el('div', { class: 'tabs', role: 'tablist' })
  const main = el('main', { class: `panes ${sides.length > 1 ? 'two' : 'one'}` })
  const made = new Map<Side, { pane: Pane; tab: HTMLElement; dot: HTMLElement }>()
  const choose = (side: Side): void => {
    for (const [each, { pane, tab, dot }] of made) {
      pane.element.classList.toggle('chosen', each === side)
      tab.setAttribute('aria-selected', String(each === side))
      tab.tabIndex = each === side ? 0 : -1
      if (each === side) dot.hidden = true
    }
  }
  const relabel = (): void => {
    const first = made.get(sides[0] as Side)?.pane.house
    if (!first) return
    document.documentElement.lang = first.locale
    ribbon.textContent = first.t.demo
    tabs.setAttribute('aria-label', first.t.conversation)
    for (const [side, { tab, dot }] of made) tab.replaceChildren(first.t[side], dot)
  }
  for (const side of sides) {
    const dot = el('span', { class: 'dot', hidden: true })
    const tab = el('button', { type: 'button', role: 'tab', id: `tab-${side}`, 'aria-controls': `pane-${side}` })
    const news = () => dot.toggleAttribute('hidden', made.get(side)?.pane.element.classList.contains('chosen') ?? true)
    const pane = createPane(start, side, people, { news, relabelled: relabel })
    on(tab, {
      click: () => choose(side),
      keydown: (event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
        const other = sides.find((each) => each !== side)
        if (other) choose(other)
        made.get(other ?? side)?.tab.focus()
      },
    })
    made.set(side, { pane, tab, dot })
    tabs.append(tab)
    main.append(pane.element)
  }
  choose(sides[0] as Side)
  relabel()
  const brand = el('h1', {}, start.brand)
  document.body.replaceChildren(el('header', { class: 'house' }, brand, start.demo && ribbon, sides.length > 1 && tabs), main)
  // A file dropped beside its place must not replace the page.
  for (const name of ['dragover', 'drop'] as const) window.addEventListener(name, (event) => event.preventDefault())
}

async function begin(): Promise<void> {
  try {
    await open()
  } catch (error) {
    console.error(error)
    setTimeout(() => void begin(), 2_000)
  }
}

void begin()
