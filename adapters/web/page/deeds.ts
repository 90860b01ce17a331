import { type Action, type Files, send } from './api.ts'
import type { House } from './house.ts'
import type { Log } from './log.ts'
import type { MessageView } from './view.ts'

/** Everything a person can do in a pane. */
export interface Doing {
  say(text: string, files: readonly File[]): void
  command(command: string, input?: Readonly<Record<string, string>>): void
  /** On a message as it stands: a second press before the answer came is the same press. Drawn anew meanwhile, it is another message to press. */
  on(message: MessageView, act: Action['act'], files?: Files): void
}

/** Sends actions, shows that they are under way, and offers to send again what got no answer: with the same id, so that it counts once. */
export function createDoing(house: House, log: () => Log, take: (message: MessageView) => void): Doing {
  const act = async (action: Action['act'], files: Files = {}, id: string = crypto.randomUUID()): Promise<void> => {
    const { user, side } = house
    const pressed = 'message' in action ? action.message : undefined
    log().calm()
    log().working(true, pressed)
    const answer = await send({ id, side, user, act: action }, files).catch(() => 'lost' as const)
    if (user !== house.user) return
    // Shown first: the answer takes over the focus from the message that waits for it.
    if (typeof answer !== 'string') answer.forEach(take)
    log().working(false, pressed)
    if (typeof answer !== 'string') return
    const again = { label: house.t.retry, again: () => void act(action, files, id) }
    if (answer === 'refused') log().trouble(house.t.failed)
    else log().trouble(answer === 'fast' ? house.t.tooFast : [house.t.notSent, wordsOf(action)].filter(Boolean).join(' · '), again)
  }
  const busy = new Set<string>()
  return {
    say: (text, files) => void act({ type: 'text', text }, { files }),
    command: (command, input) => void act({ type: 'command', command, ...(input ? { input } : {}) }),
    on: (message, action, files) => {
      const pressed = `${message.id} ${message.version}`
      if (busy.has(pressed)) return
      busy.add(pressed)
      void act(action, files).finally(() => busy.delete(pressed))
    },
  }
}

/** What the person would lose sight of. */
const wordsOf = (act: Action['act']): string => (act.type === 'text' ? act.text : '')
