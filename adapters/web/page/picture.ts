import { el, fill, on } from './dom.ts'
import type { House } from './house.ts'
import { load, type SlotOf } from './slot.ts'

/** A picture that loads when it comes into view; a click shows it large. */
export function picture(house: House, of: SlotOf, alt: string): HTMLElement {
  const button = el('button', { type: 'button', class: 'picture loading', 'aria-label': fill(house.t.enlarge, alt) })
  const show = async (): Promise<void> => {
    const found = await load(house, 'picture', of).catch(() => undefined)
    if (!found) {
      button.replaceWith(el('p', { class: 'quiet' }, house.t.pictureGone))
      return
    }
    const image = el('img', { alt })
    await draw(image, found.blob)
    // Its size is known now: what is below moves once, and for a phone's screenshot not at all.
    button.classList.toggle('tall', image.naturalHeight > image.naturalWidth * 1.4)
    button.append(image)
    button.classList.remove('loading')
    on(button, { click: () => enlarge(house, found, alt) })
  }
  const watch = new IntersectionObserver((seen) => {
    if (!seen.some((entry) => entry.isIntersecting)) return
    watch.disconnect()
    void show()
  })
  watch.observe(button)
  return el('figure', {}, button, el('figcaption', {}, alt))
}

/** A small picture without a way to enlarge it, for what a form has kept. */
export function thumbnail(house: House, of: SlotOf, alt: string): HTMLElement {
  const image = el('img', { alt })
  void load(house, 'picture', of)
    .then((found) => found && draw(image, found.blob))
    .catch(() => {})
  return image
}

/** Sets an image's bytes. Once it is drawn, their address is not needed any more and would keep them for ever. */
export async function draw(image: HTMLImageElement, blob: Blob): Promise<void> {
  const url = URL.createObjectURL(blob)
  image.src = url
  await image.decode().finally(() => URL.revokeObjectURL(url))
}

function enlarge(house: House, { blob, name }: { blob: Blob; name: string }, alt: string): void {
  const url = URL.createObjectURL(blob)
  const image = el('img', { src: url, alt })
  const close = el('button', { type: 'button', class: 'button', autofocus: true }, house.t.close)
  const save = el('a', { href: url, download: name, class: 'button' }, house.t.save)
  const frame = el('div', { class: 'frame', tabindex: '0' }, image)
  const dialog = el(
    'dialog',
    { class: 'large', lang: house.locale, 'aria-label': alt },
    frame,
    el('div', { class: 'actions' }, close, save),
  )
  on(close, { click: () => dialog.close() })
  // A second click shows every pixel: order numbers are small print.
  on(image, { click: () => void frame.classList.toggle('actual') })
  on(dialog, {
    click: (event) => {
      if (event.target === dialog || event.target === frame) dialog.close()
    },
    close: () => {
      dialog.remove()
      URL.revokeObjectURL(url)
    },
  })
  document.body.append(dialog)
  dialog.showModal()
}
