import { get } from './api.ts'
import { createComposer } from './composer.ts'
import { createDoing } from './deeds.ts'
import { el, on } from './dom.ts'
import type { House } from './house.ts'
import { createLog } from './log.ts'
import { createPerson } from './person.ts'
import { follow } from './stream.ts'
import type { History, MessageView, PageTexts, PaneView, People, Side, Start } from './view.ts'

/** One side of the page: a person, their conversation, and where they write. */
export interface Pane {
  readonly element: HTMLElement
  readonly house: House
}

/** Commands that an empty conversation shows as buttons. */
const OFFERED = 6

const offer = (label: string, click: () => void): HTMLElement => on(el('button', { type: 'button', class: 'button' }, label), { click })

/** `news`: something new was said here. `relabelled`: its language changed. */
export function createPane(start: Start, side: Side, people: People, tell: { news(): unknown; relabelled(): void }): Pane {
  const house: House = { side, user: '', locale: start.locale, zone: 'UTC', t: start.texts[start.locale] as PageTexts }
  const take = (message: MessageView, mine: boolean): void => {
    log.show(message, mine)
    // An answer is written in the language of the person it is for: that is how a pane learns of a change.
    const lang = message.reply?.lang
    if (lang && !message.shared && lang !== house.locale) void relabel().catch(() => {})
  }
  const doing = createDoing(
    house,
    () => log,
    (message) => take(message, true),
  )
  const log = createLog(
    house,
    {
      press: (message, wire) => doing.on(message, { type: 'press', message: message.id, wire }),
      submit: (message, input, files) => doing.on(message, { type: 'form', message: message.id, input }, files),
    },
    () => void page(history.oldest).catch(() => log.trouble(house.t.failed)),
  )
  const composer = createComposer(house, doing)
  const person = createPerson(start, house, people, {
    person: () => void enter(),
    language: (locale) => doing.command('language', { locale }),
  })
  const lost = el('p', { class: 'lost', role: 'status', hidden: true })
  const element = el('section', { class: `pane ${side}`, id: `pane-${side}` }, person.element, lost, log.element, composer.element)

  const relabel = async (): Promise<void> => {
    const { user } = house
    const pane = await get<PaneView>('/api/pane', { side, user })
    if (user !== house.user) return
    house.locale = pane.locale
    house.zone = pane.zone
    house.t = start.texts[pane.locale] ?? house.t
    element.lang = pane.locale
    element.setAttribute('aria-label', house.t[side])
    lost.textContent = house.t.offline
    person.relabel()
    composer.relabel(pane.menu)
    log.offer(pane.menu.slice(0, OFFERED).map(({ command, label }) => offer(label, () => doing.command(command))))
    log.relabel()
    tell.relabelled()
  }
  const history: { oldest: string | undefined; stop(): void } = { oldest: undefined, stop: () => {} }
  /** Undefined when somebody else was chosen meanwhile: what was read is not for them. */
  const page = async (before?: string): Promise<History | undefined> => {
    const { user } = house
    const read = await get<History>('/api/messages', { side, user, ...(before ? { before } : {}) })
    if (user !== house.user) return undefined
    if (before === undefined) log.clear()
    history.oldest = read.messages[0]?.id ?? before
    log.before(read.messages, read.more)
    return read
  }
  let entered = 0
  const enter = async (): Promise<void> => {
    const mine = ++entered
    const { user } = house
    history.stop()
    try {
      await relabel()
      const read = mine === entered ? await page() : undefined
      if (!read || mine !== entered) return
      log.toEnd()
      const message = (seen: MessageView): void => {
        take(seen, seen.own !== undefined)
        tell.news()
      }
      history.stop = follow({ side, user }, read.seq, { message, online: (yes) => lost.toggleAttribute('hidden', yes) })
    } catch {
      if (mine !== entered) return
      lost.textContent = house.t.offline
      lost.hidden = false
      setTimeout(() => mine === entered && void enter(), 2_000)
    }
  }
  if (person.choose()) void enter()
  else {
    composer.element.hidden = true
    person.relabel()
    log.trouble(house.t.noStaff)
  }
  return { element, house }
}
