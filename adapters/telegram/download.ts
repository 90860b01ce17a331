import { fail } from '../../src/errors.ts'
import type { IncomingFile } from '../../src/update.ts'
import { storable } from '../../src/words/storable.ts'
import { capped, tooLarge } from '../capped.ts'
import type { Way } from '../proxy.ts'
import { type Client, refusalOf } from './client.ts'

const SECONDS = 60

/** A picture as Telegram tells of it. */
export interface TelegramFile {
  readonly id: string
  readonly name: string
  /** In bytes, where Telegram says. */
  readonly size?: number
}

/** How Purser fetches what people sent: from the Bot API's own server alone, never beyond the limit. The address holds the token. */
export function createDownload(how: {
  readonly client: Client
  readonly token: string
  readonly apiUrl: string
  readonly way: Pick<Way, 'fetch'>
}): (file: TelegramFile) => IncomingFile {
  return ({ id, name, size }) => ({
    name: storable(name, 200),
    read: async (limit) => {
      if ((size ?? 0) > limit) tooLarge(limit)
      const path = await pathOf(how.client, id, limit)
      return fetchBytes(how.way, `${how.apiUrl}/file/bot${how.token}/${path}`, limit)
    },
  })
}

async function pathOf(client: Client, id: string, limit: number): Promise<string> {
  const file = await client
    .soon((api) => api.getFile(id))
    .catch((error: unknown) => {
      // Telegram hands out 20 MB at most, which is more than we take.
      if (/too big/i.test(refusalOf(error)?.why ?? '')) return tooLarge(limit)
      throw error
    })
  if ((file.file_size ?? 0) > limit) tooLarge(limit)
  const path = file.file_path ?? ''
  if (path.startsWith('/')) throw new Error('the Bot API server keeps files to itself: run it without --local')
  if (path === '' || !/^[\w./-]+$/.test(path) || path.includes('..')) return fail('file_not_image', {})
  return path
}

async function fetchBytes({ fetch }: Pick<Way, 'fetch'>, address: string, limit: number): Promise<Uint8Array> {
  const response = await fetch(address, { redirect: 'error', signal: AbortSignal.timeout(SECONDS * 1000) }).catch((error: unknown) => {
    // Its own message may hold the address, and so the token.
    const { name } = error instanceof Error ? error : { name: 'unknown' }
    throw new Error(`a file could not be fetched from Telegram (${name})`)
  })
  if (!response.ok || !response.body) {
    await response.body?.cancel()
    throw new Error(`Telegram did not hand out a file (${response.status})`)
  }
  return capped(response.body, limit)
}
