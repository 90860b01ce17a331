import type { Words } from './view.ts'

type Child = Node | string | undefined | false
type Events = { readonly [K in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[K]) => void }

/** An element. Text is always set as text: nothing that arrives is ever read as HTML. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    made.setAttribute(name, value === true ? '' : value)
  }
  made.append(...children.filter((child): child is Node | string => child !== undefined && child !== false && child !== ''))
  return made
}

/** Adds listeners, and returns the element. */
export function on<E extends HTMLElement>(element: E, events: Events): E {
  for (const [name, listen] of Object.entries(events)) element.addEventListener(name, listen as EventListener)
  return element
}

/** Formatted words: amounts and times do not break, somebody's own words cannot turn the direction of ours. */
export function words(text: Words): readonly (Node | string)[] {
  return text.map((part) => (typeof part === 'string' ? part : el(part.is === 'said' ? 'bdi' : 'span', { class: part.is }, part.text)))
}

/** The same as one plain string. */
export const plain = (text: Words): string => text.map((part) => (typeof part === 'string' ? part : part.text)).join('')

/** Puts a number or a name in the place of `{n}`. */
export const fill = (text: string, n: string | number): string => text.replace('{n}', String(n))

let last = 0
/** An id for labels. */
export const freshId = (): string => `i${++last}`
