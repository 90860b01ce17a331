import { fail } from '../../src/errors.ts'
import type { IncomingFile } from '../../src/update.ts'
import { storable } from '../../src/words/storable.ts'
import { capped, tooLarge } from '../capped.ts'
import type { Way } from '../proxy.ts'
import type { Attachment } from './payload.ts'

const SECONDS = 60
/** Where Discord keeps what people send. */
const HOSTS: ReadonlySet<string> = new Set(['cdn.discordapp.com', 'media.discordapp.net'])

/** How Purser fetches what people sent: from Discord's hosts (or that of the API) alone, never beyond the limit. */
export const createDownload =
  (deps: { readonly apiUrl: string; readonly way: Pick<Way, 'fetch'> }) =>
  ({ filename, size, url }: Attachment): IncomingFile => ({
    name: storable(filename, 200),
    read: async (limit) => {
      if (size > limit) tooLarge(limit)
      if (!mayFetch(url, deps.apiUrl)) return fail('file_not_image', {})
      return fetchBytes(deps.way, url, limit)
    },
  })

function mayFetch(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, host } = new URL(address)
  return (protocol === 'https:' && HOSTS.has(hostname)) || host === new URL(apiUrl).host
}

async function fetchBytes({ fetch }: Pick<Way, 'fetch'>, address: string, limit: number): Promise<Uint8Array> {
  const response = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(SECONDS * 1000) })
  if (!response.ok || !response.body) {
    await response.body?.cancel()
    if (response.status === 404) return fail('file_not_image', {})
    throw new Error(`Discord did not hand out a file (${response.status})`)
  }
  return capped(response.body, limit)
}
