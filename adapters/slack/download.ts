import type { webApi } from '@slack/bolt'
import { fail } from '../../src/errors.ts'
import type { IncomingFile } from '../../src/update.ts'
import { storable } from '../../src/words/storable.ts'
import { capped, tooLarge } from '../capped.ts'
import type { Way } from '../proxy.ts'
import { type SlackFile, slackFile } from './payload.ts'

const SECONDS = 60

/** How Purser fetches what people uploaded: with its token, from Slack's hosts (or that of the API) alone, never beyond the limit. */
export function createDownload(deps: {
  client: webApi.WebClient
  botToken: string
  apiUrl: string
  way: Pick<Way, 'fetch'>
}): (file: SlackFile) => IncomingFile {
  return (file) => ({
    name: storable(file.name ?? 'picture', 200),
    read: async (limit) => {
      if ((file.size ?? 0) > limit) tooLarge(limit)
      const known = file.file_access === 'check_file_info' || !addressOf(file) ? await inquire(deps.client, file) : file
      const address = addressOf(known)
      // A file that lies with somebody else (Drive, Dropbox), or that is gone.
      if (!address || known.mode === 'external' || !mayFetch(address, deps.apiUrl)) return fail('file_not_image', {})
      return fetchBytes(deps.way, address, deps.botToken, limit)
    },
  })
}

const addressOf = (file: SlackFile): string | undefined => file.url_private_download ?? file.url_private ?? undefined

async function inquire(client: webApi.WebClient, { id }: SlackFile): Promise<SlackFile> {
  const { file } = await client.files.info({ file: id })
  return slackFile.parse(file)
}

/** The token goes to nobody else. */
function mayFetch(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname, origin } = new URL(address)
  const atSlack = protocol === 'https:' && (hostname === 'slack.com' || hostname.endsWith('.slack.com'))
  return atSlack || origin === new URL(apiUrl).origin
}

async function fetchBytes({ fetch }: Pick<Way, 'fetch'>, address: string, token: string, limit: number): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(SECONDS * 1000)
  // Followed, a redirect would take the token along.
  const response = await fetch(address, { headers: { authorization: `Bearer ${token}` }, redirect: 'manual', signal })
  const type = response.headers.get('content-type') ?? ''
  if (!response.ok || !response.body || /^text\/html\b/i.test(type)) {
    await response.body?.cancel()
    if (response.status === 404) return fail('file_not_image', {})
    throw new Error(`Slack did not hand out a file (${response.status} ${type}): give the app the scope files:read and install it again`)
  }
  return capped(response.body, limit)
}
