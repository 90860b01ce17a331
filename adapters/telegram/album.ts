import type { Logger } from 'pino'
import { z } from 'zod'
import type { Database, FullDb } from '../../src/db.ts'
import { unreached } from '../unreached.ts'
import { isClosed } from './client.ts'
import type { Work } from './work.ts'

/** Telegram sends each picture of an album by itself and does not say which is the last: this long after one there is no other. */
const QUIET = 1_200
/** So long after its last picture an album that nobody took is one that an earlier life has left. */
const GATHERED = 5_000
/** Who took an album says so again and again until it is done; who has not for this long has died: then it is taken again. */
const BEAT = 5_000
const LEASE = 4 * BEAT
/** For this long an album that cannot be answered is tried again; then its person is told so when they are answered again. */
const PATIENCE = 10 * 60_000
const DAY = 24 * 3600_000

/** One picture of an album, with what is needed to go on after a restart. */
export const albumPart = z.object({
  from: z.object({
    id: z.number(),
    is_bot: z.boolean(),
    first_name: z.string(),
    last_name: z.string().optional(),
    username: z.string().optional(),
    language_code: z.string().optional(),
  }),
  chat: z.number(),
  text: z.string(),
  file: z.object({ id: z.string(), name: z.string(), size: z.number().optional() }),
})
export type AlbumPart = z.infer<typeof albumPart>

/** Pictures of albums, in the database from the moment they came. */
export interface Albums {
  /** Keeps one picture; resolves when it is safe. The album is taken a moment after its last picture. */
  add(update: number, album: string, part: AlbumPart): Promise<void>
  /** Takes what an earlier life has left. */
  recover(): Promise<void>
  forgetOld(): Promise<void>
  stop(): void
}

/** `take`: the album with its pictures in order, by the number of its first update, in its person's turn. */
export function createAlbums(how: {
  readonly db: Database
  readonly clock: () => Date
  readonly take: (first: number, parts: readonly AlbumPart[]) => Promise<void>
  readonly work: Pick<Work, 'turn' | 'owe' | 'also'>
  readonly log: Logger
}): Albums {
  const { db, clock } = how
  const waiting = new Map<string, { timer: NodeJS.Timeout; now: () => void }>()

  async function take(album: string): Promise<void> {
    const now = clock()
    const rows = await claim(db, album, now, new Date(now.getTime() - LEASE))
    const [first] = rows
    if (!first) return
    const where = { updateId: { in: rows.map(({ id }) => BigInt(id)) } }
    const person = String(first.part.from.id)
    const beat = setInterval(() => void db.telegramAlbum.updateMany({ where, data: { takenAt: clock() } }).catch(() => undefined), BEAT)
    const parts = rows.map(({ part }) => part)
    try {
      await how.work.turn(person, () => how.take(first.id, parts))
    } catch (error) {
      how.log.warn({ err: error, album }, 'an album could not be answered')
      if (!isClosed(error)) {
        if (now.getTime() - first.createdAt.getTime() < PATIENCE) return
        how.work.owe(person)
      }
    } finally {
      clearInterval(beat)
    }
    await db.telegramAlbum.updateMany({ where, data: { doneAt: clock() } })
  }

  /** Whoever waits for what is in flight waits for this too. */
  function later(album: string): void {
    const before = waiting.get(album)
    if (before) {
      clearTimeout(before.timer)
      before.timer = setTimeout(before.now, QUIET)
      return
    }
    how.work.also(
      new Promise<void>((resolve) => {
        const now = (): void => {
          waiting.delete(album)
          resolve()
        }
        waiting.set(album, { timer: setTimeout(now, QUIET), now })
      }).then(() => take(album)),
    )
  }

  return {
    add: async (update, album, part) => {
      const row = { updateId: BigInt(update), album, body: JSON.parse(JSON.stringify(part)), createdAt: clock() }
      await db.telegramAlbum.createMany({ data: [row], skipDuplicates: true }).catch(unreached)
      later(album)
    },
    recover: async () => {
      // Whoever gathers an album of this moment may be another process.
      const having = { createdAt: { _max: { lt: new Date(clock().getTime() - GATHERED) } } }
      const rows = await db.telegramAlbum.groupBy({ by: ['album'], where: { doneAt: null }, having })
      for (const { album } of rows) later(album)
    },
    forgetOld: async () => {
      await db.telegramAlbum.deleteMany({ where: { createdAt: { lt: new Date(clock().getTime() - 2 * DAY) } } })
    },
    stop: () => {
      for (const { timer, now } of waiting.values()) {
        clearTimeout(timer)
        now()
      }
    },
  }
}

/** In one step, so that of several processes one has it. */
async function claim(
  db: FullDb,
  album: string,
  now: Date,
  dead: Date,
): Promise<readonly { id: number; part: AlbumPart; createdAt: Date }[]> {
  const rows = await db.$queryRaw<{ update_id: bigint; body: unknown; created_at: Date }[]>`
    update telegram_album set taken_at = ${now} where album = ${album} and done_at is null and (taken_at is null or taken_at < ${dead})
    returning update_id, body, created_at`
  return rows
    .map(({ update_id, body, created_at }) => ({ id: Number(update_id), part: albumPart.parse(body), createdAt: created_at }))
    .sort((one, two) => one.id - two.id)
}
