import { el, fill, freshId, on } from './dom.ts'
import type { House } from './house.ts'
import { draw } from './picture.ts'

const MOST_BYTES = 10 * 1024 * 1024
const ACCEPTED = 'image/png,image/jpeg,image/webp,image/heic,image/heif,.heic,.heif'

/** Pictures that somebody is about to send: chosen, pasted or dropped, with previews, each removable. */
export interface Upload {
  /** Previews, and what was wrong with a file that was left out. */
  readonly tray: HTMLElement
  readonly input: HTMLInputElement
  files(): readonly File[]
  kept(): readonly string[]
  add(files: Iterable<File>): void
  clear(): void
}

/** `kept`: what the server has already, with a preview. `most`: of both together. */
export function createUpload(
  house: House,
  most: number,
  kept: readonly { readonly id: string; readonly preview: HTMLElement }[] = [],
  changed: () => void = () => {},
): Upload {
  let chosen: readonly File[] = []
  let still = kept
  const tray = el('ul', { class: 'tray' })
  const problem = el('p', { class: 'problem', role: 'alert' })
  const input = el('input', { type: 'file', accept: ACCEPTED, multiple: most > 1, id: freshId(), class: 'unseen' })
  const draw = (): void => {
    tray.replaceChildren(
      ...still.map(({ id, preview }, i) =>
        item(preview, `${i + 1}`, () =>
          set(
            chosen,
            still.filter((other) => other.id !== id),
          ),
        ),
      ),
      ...chosen.map((file) =>
        item(previewOf(file), file.name, () =>
          set(
            chosen.filter((other) => other !== file),
            still,
          ),
        ),
      ),
    )
    tray.hidden = tray.children.length === 0
  }
  const item = (preview: HTMLElement, name: string, remove: () => void): HTMLElement => {
    const label = fill(house.t.remove, name)
    const button = el('button', { type: 'button', class: 'remove', 'aria-label': label, title: label }, '×')
    on(button, { click: remove })
    return el('li', {}, preview, button)
  }
  const set = (files: readonly File[], keep: typeof kept): void => {
    chosen = files
    still = keep
    problem.textContent = ''
    draw()
    changed()
  }
  const add = (files: Iterable<File>): void => {
    const offered = [...files]
    const large = offered.find((file) => file.size > MOST_BYTES)
    const fitting = offered.filter((file) => file.size <= MOST_BYTES)
    const room = most - still.length - chosen.length
    set([...chosen, ...fitting.slice(0, Math.max(0, room))], still)
    if (large) problem.textContent = fill(house.t.tooLarge, large.name)
    else if (fitting.length > room) problem.textContent = fill(house.t.tooMany, most)
  }
  on(input, {
    change: () => {
      add(input.files ?? [])
      input.value = ''
    },
  })
  draw()
  return {
    tray: el('div', {}, tray, problem),
    input,
    files: () => chosen,
    kept: () => still.map(({ id }) => id),
    add,
    clear: () => set([], []),
  }
}

/** Takes what is pasted into or dropped on an element. */
export function receive(element: HTMLElement, add: (files: Iterable<File>) => void): void {
  const over = (yes: boolean) => (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    element.classList.toggle('over', yes)
  }
  on(element, {
    dragenter: over(true),
    dragover: over(true),
    dragleave: over(false),
    drop: (event) => {
      over(false)(event)
      if (event.dataTransfer?.files.length) add(event.dataTransfer.files)
      event.stopPropagation()
    },
    paste: (event) => {
      const files = event.clipboardData?.files
      if (!files?.length) return
      event.preventDefault()
      event.stopPropagation()
      add(files)
    },
  })
}

function previewOf(file: File): HTMLElement {
  const image = el('img', { alt: file.name })
  // HEIC is taken, though browsers cannot draw it.
  void draw(image, file).catch(() => image.replaceWith(el('span', { class: 'name' }, file.name)))
  return image
}
