import { el, freshId, on } from './dom.ts'
import type { House } from './house.ts'
import { createMenu } from './menu.ts'
import { createUpload, receive, type Upload } from './upload.ts'
import type { PaneView } from './view.ts'

/** Where a person writes, picks a command and adds pictures. */
export interface Composer {
  readonly element: HTMLElement
  readonly upload: Upload
  focus(): void
  /** After the language or the person changed. */
  relabel(menu: PaneView['menu']): void
}

const PICTURES = 3

/** How high the line to write in grows before it scrolls, in pixels. */
const HIGHEST = 160

export function createComposer(
  house: House,
  deeds: { say(text: string, files: readonly File[]): void; command(name: string): void },
): Composer {
  const area = el('textarea', { rows: '1', maxlength: '4000', id: freshId(), enterkeyhint: 'send' })
  const upload = createUpload(house, PICTURES, [], () => void refresh())
  const attach = on(el('button', { type: 'button', class: 'round attach' }, icon('+')), { click: () => upload.input.click() })
  const send = el('button', { type: 'submit', class: 'round send' }, icon('↑'))
  const menu = createMenu((name) => {
    deeds.command(name)
    area.focus()
  })
  const refresh = (): void => {
    send.disabled = area.value.trim() === '' && upload.files().length === 0
    area.style.height = 'auto'
    // With its border, which the height of what is in it leaves out: else it scrolls by that much.
    const whole = area.scrollHeight + area.offsetHeight - area.clientHeight
    area.style.height = `${Math.min(whole, HIGHEST)}px`
    area.style.overflowY = whole > HIGHEST ? 'auto' : 'hidden'
  }
  const say = (): void => {
    const text = area.value.trim()
    const files = upload.files()
    if (text === '' && files.length === 0) return
    area.value = ''
    upload.clear()
    refresh()
    deeds.say(text, files)
  }
  on(area, {
    input: refresh,
    keydown: (event) => {
      // While an input method composes, Enter chooses a word.
      if (event.isComposing || event.keyCode === 229) return
      if (event.key === 'Enter' && !event.shiftKey) {
        event.preventDefault()
        say()
      }
      if (event.key === 'Escape') area.blur()
    },
  })
  const row = el('div', { class: 'row' }, menu.element, attach, area, send, upload.input)
  const made = on(el('form', { class: 'composer', autocomplete: 'off' }, upload.tray, row), {
    submit: (event) => {
      event.preventDefault()
      say()
    },
  })
  receive(made, upload.add)
  refresh()
  return {
    element: made,
    upload,
    focus: () => area.focus(),
    relabel: (offered) => {
      area.placeholder = house.t.message
      area.setAttribute('aria-label', house.t.message)
      name(attach, house.t.attach)
      name(send, house.t.send)
      menu.offer(house.t.menu, offered)
    },
  }
}

const icon = (sign: string): HTMLElement => el('span', { 'aria-hidden': 'true' }, sign)

function name(button: HTMLElement, label: string): void {
  button.setAttribute('aria-label', label)
  button.title = label
}
