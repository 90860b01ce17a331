import type { webApi } from '@slack/bolt'
import type { Logger } from 'pino'
import type { Command } from '../../src/command.ts'
import { fail } from '../../src/errors.ts'
import type { Viewer } from '../../src/format.ts'
import type { Asker } from '../../src/pictures/types.ts'
import type { Block, Reply } from '../../src/reply.ts'
import type { Way } from '../proxy.ts'
import { blamesTables, isMisdrawn, isRefused, refusalOf } from './client.ts'
import { marked, standing } from './mark.ts'
import { type Drawing, type File, type Page, render } from './render.ts'
import type { Self } from './self.ts'
import type { Share } from './share.ts'
import type { Uploads } from './uploads.ts'

/** What every message is sent with: nothing in it opens a preview of a page. */
const QUIET = { unfurl_links: false, unfurl_media: false } as const

/** What Slack takes at one address for answers. */
const ANSWERS = 5

/** Messages in channels, as Purser puts them there. A reply may take several; their ids are joined by commas. */
export interface Post {
  /** `again`: it, or a part of it, may stand already by that key. */
  send(client: webApi.WebClient, channel: string, reply: Reply, how: Shown & { again?: boolean }): Promise<string>
  /**
   * Replaces a message, or posts it where there is none any more; resolves with its ids now. `strict`: throws message_gone instead, also
   * where it takes more than it did; then nothing of it is left.
   */
  edit(client: webApi.WebClient, channel: string, message: string, reply: Reply, how: Shown & { strict?: boolean }): Promise<string>
  /** For one person in a shared channel, by the address that Slack gave for answers; false where it takes none, or not so many. */
  respond(url: string, reply: Reply, viewer: Viewer, replace: boolean): Promise<boolean>
  /** As `respond`, without such an address. */
  whisper(client: webApi.WebClient, where: { channel: string; user: string }, reply: Reply, viewer: Viewer): Promise<void>
  /** Does something with a reply's blocks, and again with tables as lines where the workspace refuses tables. */
  plainly<T>(reply: Reply, attempt: (tables: boolean) => Promise<T>): Promise<T>
}

export interface Shown {
  readonly viewer: Viewer
  /** By this it is known again in its channel. */
  readonly key?: string | undefined
  /** Whose right to see pictures and files counts. */
  readonly asker: () => Promise<Asker>
}

export function createPost(deps: {
  self: () => Promise<Self>
  uploads: Uploads
  share: Share
  commands: ReadonlyMap<string, Command>
  way: Pick<Way, 'post'>
  log: Logger
}): Post {
  const { self, uploads, share, commands, log } = deps
  const drawing = (viewer: Viewer, tables: boolean): Drawing => ({ viewer, commands, tables })

  async function put(
    client: webApi.WebClient,
    channel: string,
    pages: readonly Page[],
    { before = [], asker, key, strict = false }: Omit<Shown, 'viewer'> & { before?: readonly string[]; strict?: boolean | undefined },
  ) {
    const ids: string[] = []
    const remove = async (gone: readonly string[]): Promise<void> => {
      for (const ts of gone)
        await client.chat.delete({ channel, ts }).catch((error: unknown) => {
          // Who tries again removes it then: of what nobody knows any more buttons would stay.
          if (strict && !isRefused(error)) throw error
        })
    }
    /** What is sent anew as a whole has its ids written down; of what stood before, nothing can be pressed any more. */
    const anew = async (): Promise<never> => {
      await remove(before)
      return fail('message_gone', {})
    }
    if (strict && pages.filter((page) => !fileOf(page)).length > before.length) return anew()
    for (const page of pages) {
      const file = fileOf(page)
      if (file) {
        await share(client, channel, file, asker)
        continue
      }
      // Slack does not say which message a file becomes: those that can be changed are counted without.
      const index = ids.length
      const ts = before[index]
      const say = async (fresh: boolean): Promise<string> => {
        const message = { channel, text: page.text, blocks: await uploads(page.blocks, asker, client, fresh) }
        const done = ts === undefined ? undefined : await update(client, { ...message, ts })
        if (strict && done === undefined) return anew()
        return done ?? (await client.chat.postMessage({ ...message, ...QUIET, ...marked(key, index) })).ts ?? ''
      }
      // Slack may keep a picture no more that we had uploaded.
      const lost = (error: unknown): boolean => isMisdrawn(error) && page.blocks.some(({ type }) => type === 'picture')
      ids.push(await say(false).catch((error: unknown) => (lost(error) ? say(true) : Promise.reject(error))))
    }
    await remove(before.slice(ids.length))
    return ids.join(',')
  }

  /** Some workspaces refuse tables: then they are sent as lines, from then on at once where Slack names them, and nothing is missing. */
  let taken = true
  async function plainly<T>(reply: Reply, attempt: (tables: boolean) => Promise<T>): Promise<T> {
    if (!taken || !hasTable(reply)) return attempt(false)
    try {
      return await attempt(true)
    } catch (error) {
      if (!isMisdrawn(error)) throw error
      const lines = await attempt(false)
      if (blamesTables(error)) {
        taken = false
        log.info('Slack refuses tables here: they are sent as lines')
      }
      return lines
    }
  }
  const drawn = <T>(reply: Reply, viewer: Viewer, attempt: (pages: readonly Page[]) => Promise<T>): Promise<T> =>
    plainly(reply, (tables) => attempt(render(reply, drawing(viewer, tables))))

  /** What Slack says to it: "ok", or why not. */
  async function answered(url: string, page: Page, replace: boolean): Promise<string> {
    const body = { response_type: 'ephemeral', replace_original: replace, text: page.text, blocks: page.blocks }
    const { status, text: said } = await deps.way.post(url, body, { patience: 8_000 })
    if (/invalid_blocks/.test(said)) return 'invalid_blocks'
    return status < 300 && /^(ok|\{"ok":\s*true)/.test(said) ? 'ok' : 'refused'
  }

  return {
    plainly,
    send: async (client, channel, reply, { viewer, asker, key, again }) => {
      const before = again && key !== undefined ? await standing({ client, self, log }, channel, key) : []
      return drawn(reply, viewer, (pages) => put(client, channel, pages, { before, asker, key }))
    },
    edit: (client, channel, message, reply, { viewer, asker, strict }) =>
      drawn(reply, viewer, (pages) => put(client, channel, pages, { before: message.split(','), asker, strict })),
    respond: async (url, reply, viewer, replace) => {
      const shown = withoutUploads(reply)
      for (const tables of taken && hasTable(shown) ? [true, false] : [false]) {
        const pages = render(shown, drawing(viewer, tables))
        // What does not fit is shown without it: all of it, rather than the rest alone.
        if (pages.length > ANSWERS) return false
        let said = 'ok'
        for (const [index, page] of pages.entries()) if (said === 'ok') said = await answered(url, page, replace && index === 0)
        if (said !== 'invalid_blocks') return said === 'ok'
      }
      return false
    },
    whisper: (client, { channel, user }, reply, viewer) =>
      drawn(withoutUploads(reply), viewer, async (pages) => {
        const nobody = async (): Promise<Asker> => ({ staff: false })
        for (const page of pages)
          await client.chat.postEphemeral({ channel, user, text: page.text, blocks: await uploads(page.blocks, nobody, client) })
      }),
  }
}

/** Slack shows no uploaded picture or file to one person alone: who asks for one is answered in direct messages. */
export const hasUploads = (reply: Reply): boolean => reply.blocks.some(isUpload)

/** No window shows a file. */
export const hasFiles = (reply: Reply): boolean => reply.blocks.some(({ type }) => type === 'file')

const isUpload = ({ type }: Block): boolean => type === 'image' || type === 'file'

const fileOf = ({ blocks: [first] }: Page): File | undefined => (first?.type === 'shared file' ? first : undefined)

const hasTable = (reply: Reply): boolean => reply.blocks.some(({ type }) => type === 'table')

const withoutUploads = (reply: Reply): Reply => ({ ...reply, blocks: reply.blocks.filter((block) => !isUpload(block)) })

/** Undefined when the message is gone: somebody deleted it, or it can be changed no more. */
async function update(
  client: webApi.WebClient,
  message: Parameters<webApi.WebClient['chat']['update']>[0] & { ts: string },
): Promise<string | undefined> {
  try {
    await client.chat.update(message)
    return message.ts
  } catch (error) {
    if (GONE.has(refusalOf(error))) return undefined
    throw error
  }
}
const GONE: ReadonlySet<string | undefined> = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed'])
