import { type REST, Routes } from 'discord.js'
import type { Logger } from 'pino'
import { z } from 'zod'
import { pause } from '../pause.ts'
import { explained, isShut } from './client.ts'
import type { Heard, Place } from './heard.ts'
import { type Message, messageBody } from './payload.ts'
import type { Turns } from './turns.ts'

/** What people wrote while no connection stood: Discord tells it to nobody, so it is read. */
export interface Missed {
  /** A connection begins: reads, person by person, what was written before it. Resolves when nothing is left to be read. */
  begin(): Promise<void>
  /** Reads what this person wrote before the connection stood. False where that cannot be read yet: what follows it is not all. */
  before(user: string): Promise<boolean>
}

export interface MissedDeps {
  readonly rest: REST
  readonly heard: Heard
  readonly turns: Turns
  readonly log: Logger
  readonly signal: AbortSignal
  /** Does what a message says, unless that is being done or was done. */
  readonly hear: (message: Message) => Promise<'done' | 'seen' | 'left'>
}

/** People whose messages are read at the same time. */
const AT_ONCE = 4
/** Messages that Discord hands out in one answer. */
const PAGE = 100
/** How long a person waits for the list of those who are to be read, in milliseconds. */
const PATIENCE = 2_000
const AGAIN = 30_000

type Places = Map<string, Place>

export function createMissed({ rest, heard, turns, log, signal, hear }: MissedDeps): Missed {
  let places: Promise<Places> = Promise.resolve(new Map())

  async function listed(): Promise<Places> {
    for (let wait = 1_000; !signal.aborted; wait = Math.min(wait * 2, AGAIN)) {
      const found = await heard
        .all()
        .catch((error: unknown) => void log.warn({ err: error }, 'who wrote on Discord could not be looked up'))
      if (found) return found
      await pause(wait, signal)
    }
    return new Map()
  }

  async function read(user: string, left: Places): Promise<boolean> {
    const place = left.get(user)
    if (!place) return true
    try {
      if (!(await readFrom(user, place))) return false
    } catch (error) {
      if (!isShut(error)) {
        log.warn({ err: explained(error) }, 'what was written on Discord before the connection stood could not be read; trying again')
        return false
      }
      // Each refusal counts against the bot: it is asked for once.
      await heard.forget(user, place.channel)
    }
    left.delete(user)
    return true
  }

  async function readFrom(user: string, { channel, heard: last }: Place): Promise<boolean> {
    for (let after = last; ; ) {
      const query = new URLSearchParams({ after, limit: String(PAGE) })
      const page = pageBody.parse(await rest.get(Routes.channelMessages(channel), { query })).sort(byAge)
      let passed = true
      for (const message of page) {
        const state = message.read ? await hear(message.read) : 'done'
        if (state === 'left') return false
        passed &&= state === 'done'
      }
      const { id } = page.at(-1) ?? {}
      if (id === undefined) return true
      // What is still being done says for itself when it is done.
      if (passed) await heard.upTo(user, id)
      if (page.length < PAGE) return true
      after = id
    }
  }

  /** Everybody once, until one cannot be read: what refuses them may refuse all, and too many refusals shut the door. That one is last then. */
  async function round(left: Places): Promise<void> {
    const users = [...left.keys()]
    const reader = async (): Promise<void> => {
      for (let user = users.shift(); user !== undefined && !signal.aborted; user = users.shift()) {
        const who = user
        if (await turns(who, () => read(who, left))) continue
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
      const left = await list
      for (let wait = 500; !signal.aborted && places === list && left.size > 0; wait = Math.min(wait * 2, AGAIN)) {
        await round(left)
        if (left.size > 0) await pause(wait, signal)
      }
    },
    before: async (user) => {
      const left = await Promise.race([places, pause(PATIENCE, signal)])
      return left ? read(user, left) : false
    },
  }
}

/** A message that cannot be read is passed over as an event would be. */
const pageBody = z.array(
  z.looseObject({ id: z.string() }).transform((each) => ({ id: each.id, read: messageBody.safeParse(each).data as Message | undefined })),
)

const byAge = (one: { readonly id: string }, other: { readonly id: string }): number => (BigInt(one.id) < BigInt(other.id) ? -1 : 1)
