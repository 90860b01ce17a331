import type { Logger } from 'pino'
import { createTurns } from '../turns.ts'

/** `left`: whoever comes next shall do it, since we stop. */
export type Taken = 'done' | 'left'

/** What is in flight. */
export interface Work {
  /**
   * Does one update, after those that the same person sent before, unless it is being done or was done here: Telegram sends
   * some twice. Resolves when it is done or left, and never rejects. `owns`: tells them that something of theirs was not answered, once,
   * when they are answered again.
   */
  take(id: number, person: string, deed: () => Promise<void>, owns?: () => Promise<void>): Promise<Taken>
  /** Something of this person's was not answered. */
  owe(person: string): void
  /** Does something of this person's after everything that they sent before. */
  turn(person: string, deed: () => Promise<void>): Promise<void>
  /** Anything else to be waited for at the end. */
  also(deed: Promise<unknown>): void
  /** Waits for what is being done now. */
  settled(): Promise<void>
  /** Takes nothing more. */
  close(): void
  open(): boolean
}

/** Updates that are remembered, so that one that comes twice is answered once. The core remembers effects for ever. */
const REMEMBERED = 10_000

/** `isPassing`: what came between may pass, and was no refusal. */
export function createWork(log: Logger, isPassing: (error: unknown) => boolean): Work {
  const doing = new Set<Promise<unknown>>()
  const seen = new Map<number, Promise<Taken>>()
  const turns = createTurns()
  /** Who sent more than is taken, or what could not be answered for long. Of too many the oldest are forgotten. */
  const unanswered = new Set<string>()
  const owe = (person: string): void => {
    const [oldest] = unanswered.add(person)
    if (unanswered.size > REMEMBERED && oldest !== undefined) unanswered.delete(oldest)
  }
  let open = true
  async function done(id: number, person: string, deed: () => Promise<void>, owns?: () => Promise<void>): Promise<Taken> {
    if (!open) return 'left'
    try {
      await deed()
      if (owns && unanswered.has(person) && turns.last(person))
        await owns().then(
          () => unanswered.delete(person),
          (err: unknown) => log.warn({ err }, 'somebody on Telegram could not be told that they were not answered'),
        )
    } catch (error) {
      if (!open && isPassing(error)) return 'left'
      log.error({ err: error, update: id }, 'an answer could not be shown on Telegram')
    }
    return 'done'
  }
  const held = (deed: Promise<unknown>): void => {
    doing.add(deed)
    void deed.finally(() => doing.delete(deed)).catch(() => undefined)
  }
  return {
    take: (id, person, deed, owns) => {
      const before = seen.get(id)
      if (before) return before
      if (turns.full(person)) {
        log.warn({ update: id }, 'somebody sends faster than they can be answered: what goes beyond that is not taken')
        owe(person)
        return Promise.resolve('done')
      }
      const taken = turns.take(person, () => done(id, person, deed, owns))
      seen.set(id, taken)
      const [oldest] = seen.keys()
      if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest)
      held(taken)
      return taken
    },
    owe,
    turn: turns.take,
    also: held,
    settled: async () => {
      while (doing.size > 0) await Promise.allSettled([...doing])
    },
    close: () => {
      open = false
    },
    open: () => open,
  }
}
