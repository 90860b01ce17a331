import type { LocaleName } from '../../locales/index.ts'
import type { Bot } from '../../src/bot.ts'
import type { Command } from '../../src/command.ts'
import type { Database } from '../../src/db.ts'
import type { Reply } from '../../src/reply.ts'
import type { Update } from '../../src/update.ts'
import { storable } from '../../src/words/storable.ts'
import type { MessageView } from './page/view.ts'
import { type Files, parse, type Sent, TEXT_LIMIT } from './parse.ts'
import { labelOf, moveStaff, type Seat, STAFF } from './people.ts'
import { type Rendered, render } from './render.ts'
import { type Message, messageView, type Store } from './store.ts'

/** Takes one action: keeps the person's words, asks the core, keeps the answer. */
export type Talk = (how: {
  sent: Sent
  files: Files
  seat: Seat
  /** The browser's language (BCP 47). */
  hint: string | undefined
  locale: LocaleName
}) => Promise<{ readonly messages: readonly MessageView[] }>

/**
 * The same action arriving again (its answer was lost on the way) keeps nothing twice: if it was answered, the answer is
 * told again; if the process died in between, the core is asked again, which has a memory of its own.
 */
export function createTalk(deps: {
  db: Database
  store: Store
  bot: Bot
  commands: ReadonlyMap<string, Command>
  clock: () => Date
}): Talk {
  const { db, store, bot, commands, clock } = deps
  return async ({ sent, files, seat, hint, locale }) => {
    const { act } = sent
    const named = 'message' in act ? await store.find(act.message, seat.chats) : undefined
    const pressed = named && 'view' in named.body ? named : undefined
    const own = await keepWords(store, sent, files, seat, locale, clock())
    const told = own ? [messageView(own)] : []
    const before = (await store.answer(seat.chats, sent.id)) ?? (pressed && answeredBy(pressed, sent.id) ? pressed : undefined)
    if (before) return { messages: [...told, messageView(before)] }
    const update: Update = parse(sent, files, { seat, locale: hint, commands, on: pressed })
    const { reply, viewer } = await bot.handle(update)
    const answer = await place(store, render(reply, viewer, commands), { reply, seat, pressed, update: sent.id, at: clock() })
    await moveStaff(db, seat)
    return { messages: [...told, messageView(answer)] }
  }
}

const answeredBy = ({ body }: Message, update: string): boolean => 'answered' in body && body.answered.includes(update)

/** What a person typed or picked from the menu stands in the chat as their own words; a pressed button and a sent form speak for themselves. */
async function keepWords(
  store: Store,
  { id, act }: Sent,
  files: Files,
  seat: Seat,
  locale: LocaleName,
  at: Date,
): Promise<Message | undefined> {
  if (act.type !== 'text' && act.type !== 'command') return undefined
  const text = act.type === 'text' ? storable(act.text, TEXT_LIMIT).trim() : labelOf(act.command, locale)
  const names = Object.values(files)
    .flat()
    .map((file) => file.name)
  if (text === undefined) return undefined
  return store.add(seat.own, 'person', { text, files: names }, { at, update: id })
}

/**
 * An answer to a button or a form takes the place of that message. A shared card is left standing, whatever the answer:
 * only its job changes it.
 */
function place(
  store: Store,
  rendered: Rendered,
  how: { reply: Reply; seat: Seat; pressed: Message | undefined; update: string; at: Date },
): Promise<Message> {
  const { reply, seat, pressed, update, at } = how
  if (pressed && pressed.chat === seat.own && !reply.aside) return store.edit(pressed.id, rendered, update)
  const chat = reply.audience === 'staff' && seat.side === 'staff' ? STAFF : seat.own
  return store.add(chat, 'purser', { ...rendered, answered: [] }, { at, update })
}
