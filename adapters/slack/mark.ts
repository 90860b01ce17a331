import type { webApi } from '@slack/bolt'
import type { Logger } from 'pino'
import { isRefused, refusalOf } from './client.ts'
import type { Self } from './self.ts'

/** How Slack keeps our marks apart from those of other apps. */
const KIND = 'purser_message'
/** Messages that are looked through, the newest first: what is in doubt was sent a moment ago, or before an outage in which hardly any came. */
const LOOKED = 200

/** The mark of one message of a reply, by which it is known again: Slack keeps it, and shows it to apps alone. */
export const marked = (key: string | undefined, page: number) =>
  key === undefined ? {} : { metadata: { event_type: KIND, event_payload: { key, page } } }

/**
 * The messages of ours that stand in a channel by this key, from the first on: Slack knows no other way to send something once. None where
 * the app may not look: then it is sent, and may stand twice.
 */
export async function standing(
  { client, self, log }: { client: webApi.WebClient; self: () => Promise<Self>; log: Logger },
  channel: string,
  key: string,
): Promise<readonly string[]> {
  try {
    const { bot: own } = await self()
    const { messages = [] } = await client.conversations.history({ channel, limit: LOOKED, include_all_metadata: true })
    const pages = new Map<unknown, string>()
    for (const { ts, bot_id: author, metadata } of messages) {
      const { key: known, page } = metadata?.event_type === KIND ? (metadata.event_payload as Mark) : {}
      if (known === key && author === own && ts !== undefined) pages.set(page, ts)
    }
    const found: string[] = []
    for (let ts = pages.get(0); ts !== undefined; ts = pages.get(found.length)) found.push(ts)
    return found
  } catch (error) {
    if (refusalOf(error) === undefined || !isRefused(error)) throw error
    log.warn({ refused: refusalOf(error) }, 'Slack does not say whether a message stands already: it may come twice')
    return []
  }
}

interface Mark {
  readonly key?: unknown
  readonly page?: unknown
}
