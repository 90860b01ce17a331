import { createHash } from 'node:crypto'
import { ComponentType, type REST, Routes } from 'discord.js'
import type { Logger } from 'pino'
import { z } from 'zod'
import { explained, isShut } from './client.ts'
import type { Ready } from './files.ts'
import { sentBody } from './payload.ts'

/** Messages that are looked through, the newest first: as many as Discord hands out in one answer. */
const LOOKED = 100

/** The number of a message's container: Discord keeps it and shows it to nobody. Those that Discord gives by itself are small. */
const markOf = (key: string): number => (createHash('sha256').update(key).digest().readUInt32BE() & 0x3fffffff) | 0x40000000

/** A message that is known again by its key. */
export const marked = ({ body, files }: Ready, key: string): Ready => ({
  files,
  body: { ...body, components: body.components.map((one) => (isContainer(one) ? { ...one, id: markOf(key) } : one)) },
})

const isContainer = (component: unknown): component is object => (component as { type?: unknown }).type === ComponentType.Container

const written = z.array(
  z.looseObject({
    author: z.object({ id: z.string() }),
    components: z.array(z.object({ type: z.number(), id: z.number().optional() })).default([]),
  }),
)

/**
 * The messages of ours that stand in a channel by these keys; undefined for one that does not, and for all where the bot may not look: then
 * it is sent, and may stand twice.
 */
export async function standing(
  { rest, me, log }: { readonly rest: REST; readonly me: () => string; readonly log: Logger },
  channel: string,
  keys: readonly string[],
): Promise<readonly (z.infer<typeof sentBody> | undefined)[]> {
  try {
    const query = new URLSearchParams({ limit: String(LOOKED) })
    const { data: found = [] } = written.safeParse(await rest.get(Routes.channelMessages(channel), { query }))
    const own = found.filter(({ author }) => author.id === me())
    return keys.map((key) => {
      const one = own.find(({ components }) => components.some((each) => isContainer(each) && each.id === markOf(key)))
      return one && sentBody.parse(one)
    })
  } catch (error) {
    if (!isShut(error)) throw error
    log.warn({ err: explained(error) }, 'Discord does not say whether a message stands already: it may come twice')
    return []
  }
}
