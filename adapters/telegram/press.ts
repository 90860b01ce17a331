import type { CallbackQuery } from 'grammy/types'
import { locales } from '../../locales/index.ts'
import { answer } from './answer.ts'
import { decodeDeed } from './form-page.ts'
import type { ListenDeps } from './listen.ts'
import { pressAct, senderOf } from './parse.ts'
import { type GroupPlace, written } from './place.ts'
import type { Sent } from './post.ts'

/** The circle on a pressed button turns until it is answered: longer than this nobody waits for words with it. */
const PATIENCE = 2_500

/** A pressed button. */
export async function press(deps: ListenDeps, id: number, query: CallbackQuery): Promise<void> {
  const { message, data = '', from: user } = query
  if (!message || user.is_bot) return void (await acknowledge(deps, query.id))
  if (message.chat.type !== 'private') return inGroup(deps, id, query, message)
  const from = senderOf(user)
  const replace = sentOf(message)
  const step = { id: String(id), from, place: { in: 'private' as const, chat: message.chat.id, ...(replace ? { replace } : {}) } }
  const asked = decodeDeed(data)
  if (asked) {
    const circle = circleOf(deps, query.id)
    try {
      if ((await deps.dialogs.presses(step, asked.version, asked.deed)) === 'done') return
      const { locale } = await deps.reader(from)
      return void (await circle.stop({ text: locales[locale].telegram.over.join('') }))
    } finally {
      await circle.end()
    }
  }
  const acknowledged = acknowledge(deps, query.id)
  if (deps.menu.isNew(user.id)) await deps.menu.fit(user.id, await deps.reader(from))
  await answer(deps, { ...step, act: pressAct(data, deps.commands) })
  await acknowledged
}

/** The circle on a pressed button, which turns until it is told to stop: with words, or after a while without any. */
function circleOf(deps: ListenDeps, query: string) {
  let stopped = false
  const stop = async (how: { text?: string; url?: string; show_alert?: boolean } = {}): Promise<boolean> => {
    if (stopped) return false
    stopped = true
    return acknowledge(deps, query, how)
  }
  const timer = setTimeout(() => void stop(), PATIENCE)
  return {
    /** False when it is too late for words. */
    stop,
    end: async (): Promise<void> => {
      clearTimeout(timer)
      await stop()
    },
  }
}

async function inGroup(deps: ListenDeps, id: number, query: CallbackQuery, message: NonNullable<CallbackQuery['message']>): Promise<void> {
  const act = pressAct(query.data ?? '', deps.commands)
  const circle = circleOf(deps, query.id)
  const toast = (how: { text?: string; url?: string }): Promise<boolean> =>
    circle.stop({ ...how, ...(how.text ? { show_alert: true } : {}) })
  const ephemeral = 'ephemeral_message_id' in message ? message.ephemeral_message_id : undefined
  const thread = 'is_topic_message' in message && message.is_topic_message ? message.message_thread_id : undefined
  const kind = kindOf(message)
  const place: GroupPlace = {
    in: 'group',
    chat: message.chat.id,
    user: query.from.id,
    ...(thread === undefined ? {} : { thread }),
    ...((await deps.groups.whispers({ in: 'group', chat: message.chat.id, user: query.from.id, callback: query.id }))
      ? { callback: query.id }
      : {}),
    ...(ephemeral === undefined ? {} : { own: { kind, id: ephemeral } }),
    toast,
  }
  try {
    const sent = sentOf(message)
    const configured = deps.staffChat
    // A whisper is nobody's copy of a card.
    const pressed =
      sent && ephemeral === undefined && configured && deps.staff.of(configured) === message.chat.id
        ? { pressed: { chat: configured, message: written(message.chat.id, [sent]) } }
        : {}
    await answer(deps, { id: String(id), from: senderOf(query.from), act, place, ...pressed })
  } finally {
    await circle.end()
  }
}

/** Too late is not too bad: the circle has stopped by itself. */
async function acknowledge(
  deps: ListenDeps,
  id: string,
  how: { text?: string; url?: string; show_alert?: boolean } = {},
): Promise<boolean> {
  return deps.client.soon((api) => api.answerCallbackQuery(id, how)).catch(() => false)
}

type Pressed = NonNullable<CallbackQuery['message']>

const kindOf = (message: Pressed): Sent['kind'] => ('photo' in message || 'document' in message ? 'photo' : 'text')

/** A message that is too old tells nothing of itself: its answer comes as a new one. */
const sentOf = (message: Pressed): Sent | undefined => (message.date === 0 ? undefined : { kind: kindOf(message), id: message.message_id })
