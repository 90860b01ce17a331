import type { REST } from '@discordjs/rest'
import { ComponentType, Routes } from 'discord-api-types/v10'
import type { Logger } from 'pino'
import type { Command } from '../../src/command.ts'
import { AppError, fail } from '../../src/errors.ts'
import type { Viewer } from '../../src/format.ts'
import type { Asker } from '../../src/pictures/types.ts'
import type { Reply } from '../../src/reply.ts'
import { isGone, isRefused, nonceOf } from './client.ts'
import { type Dress, type Ready, withoutStanding } from './files.ts'
import { marked, newestOf, sentAs, type Written } from './mark.ts'
import { type Standing, sentBody } from './payload.ts'
import { render } from './render.ts'

/** Messages in channels, written with the bot's token. A reply may take several; their ids are joined by commas. */
export interface Post {
  /** What is sent again by the same `key` is one message: Discord remembers for some minutes. What is among `before` stands already. */
  put(rest: REST, channel: string, pages: readonly Ready[], key: string, before?: readonly Written[]): Promise<string>
  /** As `put`, of a reply. `again`: it is looked for among the newest of the channel. */
  send(rest: REST, channel: string, reply: Reply, how: Shown & { readonly key: string; readonly again: boolean }): Promise<string>
  /** As `send`, below the name of one person, who is called by it. */
  call(rest: REST, channel: string, user: string, reply: Reply, how: Shown & { readonly key: string }): Promise<string>
  /** Replaces a message. Throws message_gone where somebody deleted it or it takes more than it did: then nothing of it is left. */
  edit(rest: REST, channel: string, message: string, reply: Reply, how: Shown): Promise<void>
}

export interface Shown {
  readonly viewer: Viewer
  /** Whose right to see pictures counts. */
  readonly asker: Asker
}

/** Messages whose files are remembered. */
const MOST = 5_000

export interface PostDeps {
  readonly dress: Dress
  readonly commands: ReadonlyMap<string, Command>
  readonly log: Logger
}

export function createPost({ dress, commands, log }: PostDeps): Post {
  const known = new Map<string, Standing>()
  function noted(sent: unknown): string {
    const { id, attachments } = sentBody.parse(sent)
    if (known.size >= MOST) known.clear()
    if (attachments.length > 0) known.set(id, attachments)
    return id
  }
  async function create(rest: REST, channel: string, page: Ready, key: string): Promise<string> {
    const { body, files } = marked(page, key)
    const sent = await rest.post(Routes.channelMessages(channel), {
      body: { ...body, nonce: nonceOf(key), enforce_nonce: true },
      files: [...files],
    })
    return noted(sent)
  }
  /** A picture that stands there stays: it is sent along only where Discord does not take that. */
  async function change(rest: REST, channel: string, id: string, page: Ready): Promise<void> {
    const patch = async ({ body, files }: Ready): Promise<string> =>
      noted(await rest.patch(Routes.channelMessage(channel, id), { body, files: [...files] }))
    const lighter = withoutStanding(page, known.get(id) ?? [])
    if (lighter.files.length === page.files.length) return void (await patch(page))
    await patch(lighter).catch((error: unknown) => {
      if (!isRefused(error)) throw error
      known.delete(id)
      return patch(page)
    })
  }
  const put: Post['put'] = async (rest, channel, pages, key, before = []) => {
    const keys = pages.map((_, index) => `${key}/${index}`)
    const standing = sentAs(before, keys)
    const ids: string[] = []
    for (const [index, page] of pages.entries()) {
      const there = standing[index]
      ids.push(there ? noted(there) : await create(rest, channel, page, keys[index] ?? ''))
    }
    return ids.join(',')
  }
  const drawn = (reply: Reply, { viewer, asker }: Shown) =>
    Promise.all(render(reply, { viewer, commands }).map((page) => dress(page, asker)))
  return {
    put,
    send: async (rest, channel, reply, how) =>
      put(rest, channel, await drawn(reply, how), how.key, how.again ? await newestOf({ rest, log }, channel) : []),
    call: async (rest, channel, user, reply, how) => put(rest, channel, (await drawn(reply, how)).map(calling(user)), how.key),
    edit: async (rest, channel, message, reply, how) => {
      const before = message.split(',')
      const pages = await drawn(reply, how)
      const remove = async (ids: readonly string[]): Promise<void> => void (await Promise.all(ids.map((id) => removed(rest, channel, id))))
      try {
        // What no longer fits is sent anew as a whole: its ids are written down with it.
        if (pages.length > before.length) fail('message_gone', {})
        for (const [index, page] of pages.entries()) await replaced(() => change(rest, channel, before[index] ?? '', page))
      } catch (error) {
        // Of a message that is sent anew nothing stays that could still be pressed.
        if (error instanceof AppError && error.is('message_gone')) await remove(before)
        throw error
      }
      await remove(before.slice(pages.length))
    },
  }
}

const removed = (rest: REST, channel: string, id: string): Promise<unknown> =>
  rest.delete(Routes.channelMessage(channel, id)).catch((error: unknown) => {
    if (!isGone(error)) throw error
  })

/** Puts a person's name above a message. */
const calling =
  (user: string) =>
  ({ body, files }: Ready): Ready => {
    const name = { type: ComponentType.TextDisplay, content: `<@${user}>` }
    return { body: { ...body, allowed_mentions: { parse: [], users: [user] }, components: [name, ...body.components] }, files }
  }

async function replaced(edit: () => Promise<unknown>): Promise<void> {
  try {
    await edit()
  } catch (error) {
    if (isGone(error)) fail('message_gone', {}, error)
    throw error
  }
}
