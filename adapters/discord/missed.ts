import type { REST } from '@discordjs/rest'
import { Routes } from 'discord-api-types/v10'
import type { Logger } from 'pino'
import { z } from 'zod'
import { pause, within } from '../pause.ts'
import type { Turns } from '../turns.ts'
import { codeOf, explained } from './client.ts'
import type { Direct } from './direct.ts'
import type { Heard, Place } from './heard.ts'
import { type Written, writtenBody } from './mark.ts'
import { type Message, messageBody } from './payload.ts'

/** What people wrote while no connection stood: Discord tells it to nobody, so it is read. */
export interface Missed {
  /** A connection begins: reads, person by person, what was written before it. Resolves when nothing is left to be read. */
  begin(): Promise<void>
  /** Reads what this person wrote before this message. False where that cannot be read yet: what follows it is not all. */
  before(user: string, message: string): Promise<boolean>
}

/** What became of a message: it was no word (none), is being done or was (seen), cannot be answered for a while (late), or is left to the next process. */
export type Heeded = 'done' | 'seen' | 'late' | 'left' | 'none'

export interface MissedDeps {
  readonly rest: REST
  readonly heard: Heard
  readonly direct: Pick<Direct, 'gone'>
  readonly turns: Turns
  readonly log: Logger
  readonly signal: AbortSignal
  /** Does what a message says, unless that is being done or was done. `before`: messages among which its answer may stand. */
  readonly hear: (message: Message, before: readonly Written[]) => Promise<Heeded>
  /** Leaves a message for good, and remembers that its sender is to be told. */
  readonly pass: (message: Message) => Promise<Heeded>
}

/** People whose messages are read at the same time. */
const AT_ONCE = 4
/** Messages that Discord hands out in one answer. */
const PAGE = 100
/** So many words of one person are answered: nobody waits for more, and others wait meanwhile. */
const WORDS = 100
/** No such channel, or one that is another bot's. A proxy's refusal carries no number of Discord's. */
const LOST: ReadonlySet<number | undefined> = new Set([10003, 50001])
/** How long a person waits for the list of those who are to be read, in milliseconds. */
const PATIENCE = 2_000
const AGAIN = 30_000

/** Who is to be read on this connection, and who was. */
interface Places {
  readonly left: Map<string, Place>
  readonly read: Set<string>
}
const nobody = (): Places => ({ left: new Map(), read: new Set() })

export function createMissed({ rest, heard, direct, turns, log, signal, hear, pass }: MissedDeps): Missed {
  let places: Promise<Places> = Promise.resolve(nobody())

  async function listed(): Promise<Places> {
    for (let wait = 1_000; !signal.aborted; wait = Math.min(wait * 2, AGAIN)) {
      const found = await heard
        .all()
        .catch((error: unknown) => void log.warn({ err: error }, 'who wrote on Discord could not be looked up'))
      if (found) return { left: found, read: new Set() }
      await pause(wait, signal)
    }
    return nobody()
  }

  /** `below`: what follows that message comes by itself. */
  async function read(user: string, { left, read: over }: Places, below?: string): Promise<boolean> {
    if (over.has(user)) return true
    try {
      // The list ends with those who wrote last.
      const place = left.get(user) ?? (await heard.of(user))
      if (place && !(await readAll(user, place, below))) return false
    } catch (error) {
      log.warn({ err: explained(error) }, 'what was written on Discord before the connection stood could not be read; trying again')
      return false
    }
    left.delete(user)
    over.add(user)
    return true
  }

  async function readAll(user: string, place: Place, below?: string): Promise<boolean> {
    try {
      if (!(await readFrom(user, place, below))) return false
    } catch (error) {
      if (!LOST.has(codeOf(error))) throw error
      // Each refusal counts against the bot: it is asked for once.
      await direct.gone(user, place.channel)
    }
    heard.reads(user)
    await heard.note(user)
    return true
  }

  async function readFrom(user: string, { channel, heard: last }: Place, below?: string): Promise<boolean> {
    let words = 0
    heard.reads(user, last)
    for (let after = last; below === undefined || BigInt(after) + 1n < BigInt(below); ) {
      const page = await pageOf(channel, { after, limit: PAGE })
      // What was answered already stands behind many words.
      const more = page.length < PAGE ? [] : await pageOf(channel, { limit: PAGE })
      const before = [...page, ...more].flatMap(({ written }) => written ?? [])
      for (const { id, read: message } of page) {
        if (below !== undefined && BigInt(id) >= BigInt(below)) return true
        const beyond = words >= WORDS
        const state = message ? await (beyond ? pass(message) : hear(message, before)) : 'none'
        if (state === 'left' || state === 'late') return false
        if (beyond && state === 'done') return passOver(user, channel, below)
        if (state === 'none') heard.skips(user, id)
        else words += 1
        after = id
      }
      heard.reads(user, after)
      // What is still being done, or could not be said, is the limit of this.
      await heard.note(user)
      if (page.length < PAGE) return true
    }
    return true
  }

  /** The rest of what somebody wrote is done by no process. What is told by the connection meanwhile is taken up by itself. */
  async function passOver(user: string, channel: string, below: string | undefined): Promise<true> {
    log.warn({ user }, 'somebody wrote more on Discord than is answered afterwards; the rest is passed over')
    const [newest] = await pageOf(channel, { limit: 1 })
    const end = below === undefined ? newest?.id : String(BigInt(below) - 1n)
    if (end !== undefined) heard.skips(user, end)
    return true
  }

  const pageOf = async (channel: string, how: { readonly after?: string; readonly limit: number }) => {
    const query = new URLSearchParams({ ...how, limit: String(how.limit) })
    return pageBody.parse(await rest.get(Routes.channelMessages(channel), { query })).sort(byAge)
  }

  /** Everybody once, until one cannot be read or answered: what refuses them may refuse all, and too many refusals shut the door. That one is last then. */
  async function round(at: Places): Promise<void> {
    const { left } = at
    const users = [...left.keys()]
    const reader = async (): Promise<void> => {
      for (let user = users.shift(); user !== undefined && !signal.aborted; user = users.shift()) {
        const who = user
        if (await turns.take(who, () => read(who, at))) continue
        users.length = 0
        const place = left.get(who)
        left.delete(who)
        if (place) left.set(who, place)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, reader))
  }

  return {
    begin: async () => {
      const list = listed()
      places = list
      const at = await list
      const { left } = at
      for (let wait = 500; !signal.aborted && places === list && left.size > 0; wait = Math.min(wait * 2, AGAIN)) {
        await round(at)
        if (left.size > 0) await pause(wait, signal)
      }
    },
    before: async (user, message) => {
      const found: Places[] = []
      await within(
        PATIENCE,
        places.then((at) => found.push(at)),
        signal,
      )
      const [at] = found
      return at ? read(user, at, message) : false
    },
  }
}

/** A message that cannot be read is passed over as an event would be. */
const pageBody = z.array(
  z.looseObject({ id: z.string() }).transform((each) => ({
    id: each.id,
    read: messageBody.safeParse(each).data as Message | undefined,
    written: writtenBody.safeParse(each).data,
  })),
)

const byAge = (one: { readonly id: string }, other: { readonly id: string }): number => (BigInt(one.id) < BigInt(other.id) ? -1 : 1)
