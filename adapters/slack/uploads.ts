import type { types, webApi } from '@slack/bolt'
import type { Logger } from 'pino'
import type { Asker, Picture as Bytes, Pictures } from '../../src/pictures/types.ts'
import type { ImageSource } from '../../src/reply.ts'
import { short } from '../cut.ts'
import type { Drawn, Picture } from './render.ts'
import { plain } from './words.ts'

/** Files that are remembered as uploaded already. */
const MOST = 500
/** Slack works on a file after the upload; until then no message can show it. */
const LOOKS = 20
const BETWEEN = 250

/**
 * Puts pictures where Slack can show them: uploaded by the app, shown by the message alone. `asker` is looked up where there are any; `fresh`:
 * what was uploaded before is uploaded again. Of a file, which no block shows, what it is.
 */
export type Uploads = (
  blocks: readonly Drawn[],
  asker: () => Promise<Asker>,
  client: webApi.WebClient,
  fresh?: boolean,
) => Promise<types.KnownBlock[]>

/** Asks for each picture anew, since who may see it changes, and uploads each only once in a process, unless Slack keeps it no more. */
export function createUploads(pictures: Pick<Pictures, 'picture'>, log: Logger): Uploads {
  const uploaded = new Map<string, string>()
  async function upload(source: ImageSource, found: Bytes, client: webApi.WebClient, fresh: boolean): Promise<string> {
    const key = JSON.stringify(source)
    const before = fresh ? undefined : uploaded.get(key)
    if (before) return before
    const filename = `picture.${found.type.replace('image/', '')}`
    const done = await client.filesUploadV2({ file: Buffer.from(found.bytes), filename, title: filename })
    const id = done.files.flatMap(({ files }) => files ?? [])[0]?.id
    if (!id) throw new Error('Slack took a picture and did not say what it is called')
    await ready(client, id)
    if (uploaded.size >= MOST) uploaded.clear()
    uploaded.set(key, id)
    return id
  }
  async function place(picture: Picture, asker: () => Promise<Asker>, client: webApi.WebClient, fresh: boolean): Promise<types.KnownBlock> {
    const found = await pictures.picture(picture.source, await asker())
    if (!found) return { type: 'context', elements: [{ type: 'plain_text', text: short(picture.alt, 200), emoji: false }] }
    return { type: 'image', slack_file: { id: await upload(picture.source, found, client, fresh) }, alt_text: picture.alt || '-' }
  }
  return async (blocks, asker, client, fresh = false) => {
    const placed: types.KnownBlock[] = []
    for (const block of blocks)
      if (block.type === 'picture') placed.push(await place(block, asker, client, fresh))
      else placed.push(block.type === 'shared file' ? { type: 'context', elements: [plain(block.label)] } : block)
    if (blocks.some(({ type }) => type === 'picture')) log.debug('pictures of a message are with Slack')
    return placed
  }
}

async function ready(client: webApi.WebClient, id: string): Promise<void> {
  for (let look = 1; look <= LOOKS; look += 1) {
    const { file } = await client.files.info({ file: id })
    if (file?.mimetype) return
    await new Promise((resolve) => setTimeout(resolve, BETWEEN))
  }
}
