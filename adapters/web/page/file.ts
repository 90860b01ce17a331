import { el, on } from './dom.ts'
import type { House } from './house.ts'
import { load, type SlotOf } from './slot.ts'

/** A file that is made and fetched when it is asked for: whoever may no longer have it is told so then. */
export function file(house: House, of: SlotOf, label: string): HTMLElement {
  const button = el('button', { type: 'button', class: 'button' }, house.t.download)
  const said = el('p', { class: 'quiet', role: 'status' })
  const fetched = async (): Promise<void> => {
    button.disabled = true
    said.textContent = house.t.working
    const found = await load(house, 'file', of).catch(() => undefined)
    button.disabled = false
    said.textContent = found ? '' : house.t.fileGone
    if (found) save(found)
  }
  on(button, { click: () => void fetched() })
  return el('div', { class: 'file' }, el('p', {}, label), button, said)
}

function save({ blob, name }: { blob: Blob; name: string }): void {
  const url = URL.createObjectURL(blob)
  el('a', { href: url, download: name }).click()
  // The browser has taken it up by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
