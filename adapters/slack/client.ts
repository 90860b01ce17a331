import { LogLevel, type Logger as SlackLogger, webApi } from '@slack/bolt'
import { AppError } from '../../src/errors.ts'
import { pause } from '../pause.ts'
import type { Way } from '../proxy.ts'

/** Where Slack's Web API is, and how it is reached. */
export interface Reach {
  readonly apiUrl: string
  readonly way: Pick<Way, 'fetch'>
  readonly logger: SlackLogger
}

/** Slack takes our token no more, whichever call it is asked for. */
const OF_TOKEN: ReadonlySet<unknown> = new Set(['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired'])

/** The same way, which tells of each call that Slack refuses because of our token, by Slack's own word for it. */
export const watched = (way: Reach['way'], refused: (why: string) => void): Reach['way'] => ({
  fetch: async (...call) => {
    const response = await way.fetch(...call)
    const told = response.clone().json() as Promise<{ error?: unknown } | null>
    void told.then(
      (answer) => OF_TOKEN.has(answer?.error) && refused(String(answer?.error)),
      () => undefined,
    )
    return response
  },
})

/** How long one try of what a person waits for may take, in milliseconds. */
const TRY = 8_000
/** How long it waits where Slack says when to ask again, and a window, which Slack opens within three seconds or not at all. */
const LIMITED = 300_000
const OPENING = 3_000

const options = ({ apiUrl, way, logger }: Reach): webApi.WebClientOptions => ({
  slackApiUrl: apiUrl,
  fetch: way.fetch as webApi.FetchFunction,
  // By itself the library would let all calls wait for the one that is limited.
  rejectRateLimitedCalls: true,
  logger,
})

/** For what a person waits for: two more tries, and none of them long. One that Slack limits waits alone, unless it is over. */
export const interactive = (reach: Reach, over: AbortSignal): webApi.WebClientOptions => ({
  ...options({ ...reach, way: waiting(reach.way, over) }),
  retryConfig: { retries: 2, minTimeout: 300, factor: 2 },
  maxRequestConcurrency: 500,
})

/** For a socket, which is asked for until one stands. */
export const connecting = (reach: Reach): webApi.WebClientOptions => ({ ...options(reach), retryConfig: { retries: 0 }, timeout: TRY })

/** For jobs, which have their own retries: a lost answer is not asked for again. */
export const patient = (reach: Reach): webApi.WebClientOptions => ({ ...options(reach), retryConfig: { retries: 0 }, timeout: 20_000 })

/** The same way, with a limit for each try, which asks again when Slack says so. */
const waiting = (way: Reach['way'], over: AbortSignal): Reach['way'] => ({
  fetch: async (what, init) => {
    const most = String(what).endsWith('views.open') ? OPENING : LIMITED
    for (let waited = 0; ; ) {
      const response = await way.fetch(what, { ...init, signal: AbortSignal.timeout(TRY) })
      const wait = response.status === 429 ? Number(response.headers.get('retry-after') ?? Number.NaN) * 1000 : Number.NaN
      waited += Math.max(wait, 1_000)
      if (!(waited <= most) || over.aborted) return response
      await response.body?.cancel()
      await pause(Math.max(wait, 1_000), over)
    }
  },
})

/** Whether Slack says to ask again later than anybody waits. */
export const isLimited = (error: unknown): boolean => error instanceof webApi.WebAPIRateLimitedError

/** What Slack refuses to a job in the core's words: when to ask again, and whom not to write to, where it is refused for that (`closes`). */
export async function inOurWords<T>(call: () => Promise<T>, clock: () => Date, closes = isClosed): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof webApi.WebAPIRateLimitedError)
      throw new AppError('too_many', { retryAt: new Date(clock().getTime() + error.retryAfter * 1000) }, error)
    if (closes(error)) throw new AppError('chat_closed', {}, error)
    throw error
  }
}

/** A person who takes no direct messages from the app, or is no longer there. */
const isClosed = (error: unknown): boolean => CLOSED.has(refusalOf(error) ?? '')
const CLOSED: ReadonlySet<string> = new Set([
  'cannot_dm_bot',
  'messages_tab_disabled',
  'user_disabled',
  'user_not_found',
  'account_inactive_user',
  'user_not_visible',
  'invalid_user_combination',
])

/** A channel where the app or the person is not (any more): nothing can be shown to them there. */
export const isShut = (error: unknown): boolean => isClosed(error) || SHUT.has(refusalOf(error) ?? '')
const SHUT: ReadonlySet<string> = new Set([
  'user_not_in_channel',
  'not_in_channel',
  'channel_not_found',
  'is_archived',
  'restricted_action',
])

/** Slack's own word for why it refused: "invalid_auth". Undefined where it did not answer. */
export const refusalOf = (error: unknown): string | undefined =>
  error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined

/** Whether Slack refused, so that nothing was shown: not so where its answer was lost, or it broke with the deed perhaps done. */
export const isRefused = (error: unknown): boolean => !BROKEN.has(refusalOf(error) ?? 'lost')
const BROKEN: ReadonlySet<string> = new Set(['lost', 'internal_error', 'fatal_error', 'request_timeout', 'service_unavailable'])

/** Whether Slack refused what was drawn: in messages by one word, in windows and on the Home tab by another. */
export const isMisdrawn = (error: unknown): boolean => ['invalid_blocks', 'invalid_arguments'].includes(refusalOf(error) ?? '')

/** Whether a refusal of what was drawn is one of tables: the word for windows and the Home tab means other things too. */
export const blamesTables = (error: unknown): boolean =>
  error instanceof webApi.WebAPIPlatformError &&
  (error.data.error === 'invalid_blocks' || (error.data.response_metadata?.messages ?? []).some((message) => message.includes('table')))

/** Bolt's log as ours, from warnings on: below it writes whole payloads, with what people say and open. */
export function slackLogger(log: { warn(message: string): void; error(message: string): void }): SlackLogger {
  const words = (parts: readonly unknown[]): string =>
    parts
      .map((part) => (part instanceof Error ? part.message : typeof part === 'string' ? part : ''))
      .join(' ')
      .slice(0, 300)
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...parts: unknown[]) => log.warn(`Slack: ${words(parts)}`),
    error: (...parts: unknown[]) => log.error(`Slack: ${words(parts)}`),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  }
}
