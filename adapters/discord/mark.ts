import { createHash } from 'node:crypto'
import type { REST } from '@discordjs/rest'
import { ComponentType, Routes } from 'discord-api-types/v10'
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

/** What Purser reads of a message that stands in a channel: it may be one of ours. */
export const writtenBody = sentBody.extend({
  components: z.array(z.looseObject({ type: z.number(), id: z.number().optional() })).default([]),
})
export type Written = z.infer<typeof writtenBody>

/** Those of them that were sent by these keys: nobody else's message has such a number. */
export const sentAs = (messages: readonly Written[], keys: readonly string[]): readonly (Written | undefined)[] =>
  keys.map((key) => messages.find(({ components }) => components.some((each) => isContainer(each) && each.id === markOf(key))))

/** The newest messages of a channel; none where the bot may not look: then what is sent there may stand twice. */
export async function newestOf({ rest, log }: { readonly rest: REST; readonly log: Logger }, channel: string): Promise<readonly Written[]> {
  try {
    const query = new URLSearchParams({ limit: String(LOOKED) })
    const found = z.array(z.unknown()).parse(await rest.get(Routes.channelMessages(channel), { query }))
    return found.flatMap((each) => writtenBody.safeParse(each).data ?? [])
  } catch (error) {
    if (!isShut(error)) throw error
    log.warn({ err: explained(error) }, 'Discord does not say whether a message stands already: it may come twice')
    return []
  }
}
