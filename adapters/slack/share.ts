import type { webApi } from '@slack/bolt'
import type { Files } from '../../src/files/types.ts'
import type { Asker } from '../../src/pictures/types.ts'
import { isDirect } from './place.ts'
import type { File } from './render.ts'
import { plain, section } from './words.ts'

/**
 * Shares a file in a person's direct messages, with what it is. Slack shows one to everybody in a channel, so that nowhere else is anything
 * shared; it does not say which message it becomes.
 */
export type Share = (client: webApi.WebClient, channel: string, file: File, asker: () => Promise<Asker>) => Promise<void>

export const createShare =
  (files: Files): Share =>
  async (client, channel, { source, label, gone, busy }, asker) => {
    const found = isDirect(channel) ? await files.file(source, await asker()) : undefined
    if (!found || found === 'busy') {
      const instead = found ? busy : gone
      const blocks = [label, instead].filter(Boolean).map((words) => ({ type: 'context' as const, elements: [plain(words)] }))
      await client.chat.postMessage({ channel, text: instead, blocks })
      return
    }
    await client.filesUploadV2({
      channel_id: channel,
      file: Buffer.from(found.bytes),
      filename: found.name,
      title: found.name,
      blocks: [section([{ type: 'text', text: label }])],
    })
  }
