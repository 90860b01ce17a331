import type { Logger } from 'pino'
import type { Database } from '../../src/db.ts'

/** How far each person was heard in their direct messages, in the database: it outlives every connection and every process. */
export interface Heard {
  /** This channel is there: what comes in it from this (from now on) is to be heard. False where that could not be noted. */
  opened(user: string, channel: string, from?: string): Promise<boolean>
  /** This message was taken up: nothing from it on counts as heard before it is done. */
  takes(user: string, message: string): void
  /** Nothing more is to be done for this message. True where something before it, which could not be said, is given up by that. */
  done(user: string, message: string): boolean
  /** This message could not be said, for as long as that is tried: it counts as not done until something later is, or is given up (true). */
  unsaid(user: string, message: string): boolean
  /** This message was left: nothing more is to be done for it, or for what was written before it and not taken up. */
  skips(user: string, message: string): void
  /** What this person wrote after that message is not read yet, and does not count as heard; undefined: everything is read. */
  reads(user: string, after?: string): void
  /** Notes how far this person was heard: everything before what was taken up is known, and what was taken up and is not done is the limit. */
  note(user: string): Promise<void>
  /** There is no such channel any more, or it is another bot's. */
  forget(user: string, channel: string): Promise<void>
  /** Where something may have been missed, by person: who wrote last first. */
  all(): Promise<Map<string, Place>>
  of(user: string): Promise<Place | undefined>
}

/** A person's channel, and after what it is to be read. */
export interface Place {
  readonly channel: string
  readonly heard: string
}

/** So many people are looked after, who wrote last before all others. */
const MOST = 2_000
/** Older words are answered no more, in milliseconds: what an update did is remembered for longer than that. */
const AGE = 2 * 24 * 3_600_000
/** A channel that we opened is read from so long ago: this machine's clock may be ahead of Discord's. */
const AHEAD = 3_600_000
const EPOCH = 1_420_070_400_000n

/** Of one person: what was taken up and is not done, what of that was tried in vain, the last that is done, and after what nothing is read yet. */
interface Progress {
  readonly open: Set<bigint>
  readonly unsaid: Set<bigint>
  last: bigint
  read: bigint | undefined
}

/** Whoever was answered since is spoken to: were an earlier one to hold the mark down, all later ones would be answered again. */
function givenUp({ open, unsaid, last }: Progress): boolean {
  const gone = [...unsaid].filter((id) => id <= last)
  for (const id of gone) {
    unsaid.delete(id)
    open.delete(id)
  }
  return gone.length > 0
}

export function createHeard(db: Database, clock: () => Date, log: Logger): Heard {
  /** That it cannot be noted keeps nobody from an answer. */
  const gently = <T>(deed: () => Promise<T>): Promise<T | undefined> =>
    deed().catch((error: unknown) => void log.warn({ err: error }, 'how far people on Discord were heard could not be noted'))
  const under = new Map<string, Progress>()
  const progress = (user: string): Progress => {
    const found: Progress = under.get(user) ?? { open: new Set(), unsaid: new Set(), last: 0n, read: undefined }
    under.set(user, found)
    return found
  }
  /** The id of whatever Discord made so long ago: ids hold the time. */
  const idBefore = (ago: number): bigint => (BigInt(clock().getTime() - ago) - EPOCH) << 22n
  const place = ({ channel, heard }: { channel: string; heard: bigint }): Place => {
    const oldest = idBefore(AGE)
    return { channel, heard: String(heard < oldest ? oldest : heard) }
  }
  return {
    opened: async (userId, channel, from) => {
      const heard = from === undefined ? idBefore(AHEAD) : BigInt(from) - 1n
      // Another bot has other channels with the same people.
      const noted = await gently(
        () => db.$executeRaw`
          insert into discord_direct (user_id, channel, heard) values (${userId}, ${channel}, ${heard})
          on conflict (user_id) do update set channel = excluded.channel, heard = excluded.heard
          where discord_direct.channel <> excluded.channel`,
      )
      return noted !== undefined
    },
    takes: (user, message) => void progress(user).open.add(BigInt(message)),
    done: (user, message) => {
      const mine = progress(user)
      const id = BigInt(message)
      mine.open.delete(id)
      mine.unsaid.delete(id)
      if (id > mine.last) mine.last = id
      return givenUp(mine)
    },
    unsaid: (user, message) => {
      const mine = progress(user)
      mine.unsaid.add(BigInt(message))
      return givenUp(mine)
    },
    skips: (user, message) => {
      const mine = progress(user)
      if (BigInt(message) > mine.last) mine.last = BigInt(message)
    },
    reads: (user, after) => {
      progress(user).read = after === undefined ? undefined : BigInt(after)
    },
    note: async (userId) => {
      const mine = progress(userId)
      const { open, last, read } = mine
      const oldest = idBefore(AGE)
      let heard = read !== undefined && read < last ? read : last
      for (const id of open) {
        if (id < oldest) open.delete(id)
        else if (id <= heard) heard = id - 1n
      }
      const noted = await gently(() => db.discordDirect.updateMany({ where: { userId, heard: { lt: heard } }, data: { heard } }))
      if (noted && open.size === 0 && mine.last === last && mine.read === undefined) under.delete(userId)
    },
    forget: async (userId, channel) => {
      await gently(() => db.discordDirect.deleteMany({ where: { userId, channel } }))
    },
    all: async () => {
      const rows = await db.discordDirect.findMany({ orderBy: { heard: 'desc' }, take: MOST })
      return new Map(rows.map((row) => [row.userId, place(row)]))
    },
    of: async (userId) => {
      const row = await db.discordDirect.findUnique({ where: { userId } })
      return row ? place(row) : undefined
    },
  }
}
