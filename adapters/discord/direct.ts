import { type REST, Routes } from 'discord.js'
import { AppError } from '../../src/errors.ts'
import { sentBody } from './payload.ts'

/** Direct messages by person: Discord gives each a channel, which stays. */
export interface Direct {
  /** Throws AppError('chat_closed') for a while after Discord has said that this person takes none: to ask on would count against us. */
  of(rest: REST, user: string): Promise<string>
  /** This person writes to us there. */
  met(user: string, channel: string): void
  /** This person takes no messages. */
  closed(user: string): void
}

const MOST = 20_000
/** How long somebody is left in peace, in milliseconds. */
const PEACE = 10 * 60_000

export function createDirect(clock: () => Date): Direct {
  const known = new Map<string, string>()
  const shut = new Map<string, number>()
  const remember = <V>(map: Map<string, V>, user: string, value: V): void => {
    if (map.size >= MOST) map.clear()
    map.set(user, value)
  }
  return {
    of: async (rest, user) => {
      if ((shut.get(user) ?? 0) > clock().getTime()) throw new AppError('chat_closed', {})
      const before = known.get(user)
      if (before) return before
      const { id } = sentBody.parse(await rest.post(Routes.userChannels(), { body: { recipient_id: user } }))
      remember(known, user, id)
      return id
    },
    met: (user, channel) => {
      shut.delete(user)
      remember(known, user, channel)
    },
    closed: (user) => remember(shut, user, clock().getTime() + PEACE),
  }
}
