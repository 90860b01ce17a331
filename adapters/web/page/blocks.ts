import { el, plain, words } from './dom.ts'
import { file } from './file.ts'
import type { House } from './house.ts'
import { picture } from './picture.ts'
import type { BlockView, MessageView, Words } from './view.ts'

/** One block of a reply, after another one. An unknown one does not compile. */
export function block(house: House, message: MessageView, view: BlockView, before?: BlockView): HTMLElement {
  switch (view.type) {
    case 'title':
      return el('h3', { class: view.tone }, ...words(view.words))
    case 'text':
      return el('p', { class: view.tone }, ...words(view.words))
    case 'notice':
      return el('div', { class: `notice ${view.tone}`, role: 'note' }, el('p', {}, ...words(view.words)))
    case 'list':
      return el(view.ordered ? 'ol' : 'ul', { class: 'points' }, ...view.items.map((item) => el('li', {}, ...words(item))))
    case 'facts':
      return el('dl', {}, ...view.facts.map(({ label, value }) => el('div', {}, el('dt', {}, label), el('dd', {}, ...words(value)))))
    case 'table':
      return table(view, before?.type === 'title' && plain(before.words).startsWith(plain(view.caption)))
    case 'image':
      return picture(house, { message: message.id, version: message.version, slot: view.slot }, view.alt)
    case 'file':
      return file(house, { message: message.id, version: message.version, slot: view.slot }, view.label)
  }
}

/**
 * Where there is no room for columns, each row becomes a small card: the cells carry their column's name for that. A
 * caption that the title says already is left to those who hear the page.
 */
function table({ caption, columns, rows }: Extract<BlockView, { type: 'table' }>, titled: boolean): HTMLElement {
  const cell = (row: readonly Words[], i: number): HTMLElement =>
    el('td', { class: columns[i]?.align ?? 'start', 'data-label': columns[i]?.label ?? '' }, el('span', {}, ...words(row[i] ?? [])))
  return el(
    'table',
    {},
    el('caption', {}, el('span', titled ? { class: 'unseen' } : {}, ...words(caption))),
    el('thead', {}, el('tr', {}, ...columns.map(({ label, align }) => el('th', { scope: 'col', class: align }, label)))),
    el('tbody', {}, ...rows.map((row) => el('tr', {}, ...row.map((_, i) => cell(row, i))))),
  )
}
