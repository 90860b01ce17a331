import { el, freshId, on } from './dom.ts'
import type { House } from './house.ts'
import type { People, PersonView, Start } from './view.ts'

/** The head of a pane: which side it is, who one is there, and in which language. */
export function createPerson(
  start: Start,
  house: House,
  people: People,
  changed: { person(): void; language(locale: string): void },
): { readonly element: HTMLElement; choose(): boolean; relabel(): void } {
  const { side } = house
  const remembered = `purser.${side}`
  const visitors = side === 'customer'
  const title = el('h2', {})
  const who = el('select', { id: freshId() })
  const language = el(
    'select',
    { id: freshId() },
    ...Object.entries(start.locales).map(([value, name]) => el('option', { value, lang: value }, name)),
  )
  const fillIn = (): void => {
    const known = people[side]
    const stranger = house.user && !known.some(({ user }) => user === house.user)
    who.replaceChildren(
      ...known.map((person) => el('option', { value: person.user }, nameOf(house, person))),
      ...(stranger ? [el('option', { value: house.user }, `${house.t.visitor} ${house.user.slice(-4)}`)] : []),
      ...(visitors ? [el('option', { value: '' }, `+ ${house.t.visitor}`)] : []),
    )
    who.value = house.user
  }
  on(who, {
    change: () => {
      house.user = who.value || `visitor-${crypto.randomUUID().slice(0, 8)}`
      localStorage.setItem(remembered, house.user)
      fillIn()
      changed.person()
    },
  })
  on(language, { change: () => changed.language(language.value) })
  return {
    element: el('header', { class: 'head' }, title, el('div', { class: 'choices' }, who, language)),
    choose: () => {
      const wanted = new URLSearchParams(location.search).get(side) ?? localStorage.getItem(remembered) ?? ''
      const allowed = /^[A-Za-z0-9_-]{1,40}$/.test(wanted) && (visitors || people[side].some(({ user }) => user === wanted))
      house.user = allowed ? wanted : (people[side][0]?.user ?? (visitors ? `visitor-${crypto.randomUUID().slice(0, 8)}` : ''))
      if (house.user) localStorage.setItem(remembered, house.user)
      fillIn()
      return house.user !== ''
    },
    relabel: () => {
      title.textContent = house.t[side]
      who.setAttribute('aria-label', house.t.person)
      language.setAttribute('aria-label', house.t.language)
      language.value = house.locale
      fillIn()
    },
  }
}

/** A customer with their number, a staff member with their role. */
const nameOf = ({ t }: House, { name, detail }: PersonView): string =>
  `${name} · ${detail === 'agent' || detail === 'lead' || detail === 'admin' ? t[detail] : detail}`
