import type { REST } from '@discordjs/rest'
import { Routes } from 'discord-api-types/v10'
import { AppError } from '../../src/errors.ts'
import type { Heard } from './heard.ts'
import { sentBody } from './payload.ts'

/** Direct messages by person: Discord gives each a channel, which stays. */
export interface Direct {
  /** Throws AppError('chat_closed') for a while after Discord has said that this person takes none: to ask on would count against us. */
  of(rest: REST, user: string): Promise<string>
  /** This person does something there. `sent`: the id of what they did. */
  met(user: string, channel: string, sent: string): Promise<void>
  /** There is no such channel any more, or it is another bot's. */
  gone(user: string, channel: string): Promise<void>
  /** This person takes no messages. */
  closed(user: string): void
  /** Whether this person may be called by name in a shared place: once in a while. */
  mayCall(user: string): boolean
}

const MOST = 20_000
/** How long somebody is left in peace, in milliseconds. */
const PEACE = 10 * 60_000

export function createDirect(clock: () => Date, heard: Pick<Heard, 'opened' | 'forget'>): Direct {
  const known = new Map<string, string>()
  const shut = new Map<string, number>()
  const called = new Map<string, number>()
  const remember = <V>(map: Map<string, V>, user: string, value: V): void => {
    if (map.size >= MOST) map.clear()
    map.set(user, value)
  }
  /** What this person writes there from now on is missed by nobody. */
  async function note(user: string, channel: string, sent?: string): Promise<void> {
    if (known.get(user) === channel) return
    if (await heard.opened(user, channel, sent)) remember(known, user, channel)
  }
  return {
    of: async (rest, user) => {
      if ((shut.get(user) ?? 0) > clock().getTime()) throw new AppError('chat_closed', {})
      const before = known.get(user)
      if (before) return before
      const { id } = sentBody.parse(await rest.post(Routes.userChannels(), { body: { recipient_id: user } }))
      await note(user, id)
      return id
    },
    met: async (user, channel, sent) => {
      shut.delete(user)
      await note(user, channel, sent)
    },
    gone: async (user, channel) => {
      if (known.get(user) === channel) known.delete(user)
      await heard.forget(user, channel)
    },
    closed: (user) => remember(shut, user, clock().getTime() + PEACE),
    mayCall: (user) => {
      if ((called.get(user) ?? 0) > clock().getTime()) return false
      remember(called, user, clock().getTime() + PEACE)
      return true
    },
  }
}
