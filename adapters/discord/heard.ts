import type { Logger } from 'pino'
import type { Database } from '../../src/db.ts'

/** How far each person was heard in their direct messages, in the database: it outlives every connection and every process. */
export interface Heard {
  /** This channel is there: what comes in it from this message on (from now on) is to be heard. False where that could not be noted. */
  opened(user: string, channel: string, message?: string): Promise<boolean>
  /** Everything that this person wrote up to this message is done with. */
  upTo(user: string, message: string): Promise<void>
  /** There is no such channel any more, or it is another bot's. */
  forget(user: string, channel: string): Promise<void>
  /** Where something may have been missed, by person: who wrote last first. */
  all(): Promise<Map<string, Place>>
}

/** A person's channel, and the last message there that is done with. */
export interface Place {
  readonly channel: string
  readonly heard: string
}

/** So many people are looked after, who wrote last before all others. */
const MOST = 2_000
const EPOCH = 1_420_070_400_000n

/** The id of whatever Discord makes at this moment: ids hold the time. */
const idAt = (moment: Date): bigint => (BigInt(moment.getTime()) - EPOCH) << 22n

export function createHeard(db: Database, clock: () => Date, log: Logger): Heard {
  /** That it cannot be noted keeps nobody from an answer. */
  const gently = <T>(deed: () => Promise<T>): Promise<T | undefined> =>
    deed().catch((error: unknown) => void log.warn({ err: error }, 'how far people on Discord were heard could not be noted'))
  return {
    opened: async (userId, channel, message) => {
      const heard = message === undefined ? idAt(clock()) : BigInt(message) - 1n
      // Another bot has other channels with the same people.
      const noted = await gently(
        () => db.$executeRaw`
          insert into discord_direct (user_id, channel, heard) values (${userId}, ${channel}, ${heard})
          on conflict (user_id) do update set channel = excluded.channel, heard = excluded.heard
          where discord_direct.channel <> excluded.channel`,
      )
      return noted !== undefined
    },
    upTo: async (userId, message) => {
      const heard = BigInt(message)
      await gently(() => db.discordDirect.updateMany({ where: { userId, heard: { lt: heard } }, data: { heard } }))
    },
    forget: async (userId, channel) => {
      await gently(() => db.discordDirect.deleteMany({ where: { userId, channel } }))
    },
    all: async () => {
      const rows = await db.discordDirect.findMany({ orderBy: { heard: 'desc' }, take: MOST })
      return new Map(rows.map(({ userId, channel, heard }) => [userId, { channel, heard: String(heard) }]))
    },
  }
}
