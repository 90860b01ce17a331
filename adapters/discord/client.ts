import { createHash } from 'node:crypto'
import { DiscordAPIError, HTTPError, RateLimitError, REST, type RESTOptions } from '@discordjs/rest'
import { AppError } from '../../src/errors.ts'
import { withoutEcho } from '../echo.ts'
import type { Way } from '../proxy.ts'
import { adapted } from './request.ts'

/** Where Discord's API is, and how it is reached. */
export interface Reach {
  readonly token: string
  readonly apiUrl: string
  readonly way: Pick<Way, 'fetch' | 'dispatcher'>
  /** The forward proxy, if there is one: for the gateway's connection. */
  readonly proxy?: string | undefined
}

/** What both kinds of calls have in common. */
export const reached = ({ apiUrl, way }: Omit<Reach, 'token'>): Partial<RESTOptions> => ({
  api: apiUrl,
  version: '10',
  ...(way.dispatcher ? { makeRequest: adapted(way.fetch) } : {}),
})

/**
 * For what a person waits for: one more try, and none of them long. Answers to interactions are outside the fifty calls a second that a
 * bot has, so they do not wait for one another.
 */
export const interactive = (reach: Reach): REST =>
  holding(reach.token, new REST({ ...reached(reach), timeout: 8_000, retries: 1, globalRequestsPerSecond: 1_000 }))

/** One answer 401 makes the library forget its token for good, and it may pass: Discord's own, or that of a proxy on the way. */
const holding = (token: string, rest: REST): REST => Object.assign(rest.setToken(token), { setToken: () => rest })

/** Jobs wait this long for a limit to pass, in milliseconds; what takes longer is asked for again later. */
const PATIENCE = 2_000

/** For jobs, which have their own retries. */
export const patient = (reach: Reach): REST =>
  holding(
    reach.token,
    new REST({ ...reached(reach), timeout: 20_000, retries: 0, rejectOnRateLimit: ({ retryAfter }) => retryAfter > PATIENCE }),
  )

/** Discord's own number for why it refused; undefined where it did not answer. */
export const codeOf = (error: unknown): number | undefined =>
  error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : undefined

/** The status of the answer, if there was one. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof DiscordAPIError || error instanceof HTTPError ? error.status : undefined

/** A message or a channel that somebody deleted. */
export const isGone = (error: unknown): boolean => [10003, 10008].includes(codeOf(error) ?? 0)

/** A person who takes no messages from the bot, shares no server with it, or is no longer there. */
export const isClosed = (error: unknown): boolean => [50007, 50278, 10013].includes(codeOf(error) ?? 0)

/** The person has waited too long: what they pressed is answered no more. */
export const isLate = (error: unknown): boolean => [10062, 50027, 10015].includes(codeOf(error) ?? 0)

/** Discord takes what was sent for wrong, so that it stands nowhere. */
export const isRefused = (error: unknown): boolean => codeOf(error) !== undefined && statusOf(error) === 400

/** It was answered before: by another process, or by a call whose answer was lost. */
export const isAnswered = (error: unknown): boolean => codeOf(error) === 40060

/** A place where the bot may not write, or that is no longer there; or a thread that was put away. */
export const isShut = (error: unknown): boolean => [403, 404].includes(statusOf(error) ?? 0) || [50083, 160005].includes(codeOf(error) ?? 0)

/** What Discord refuses to a job in the core's words: when to ask again, whom not to write to, what is gone. */
export async function inOurWords<T>(call: () => Promise<T>, clock: () => Date): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof RateLimitError) throw new AppError('too_many', { retryAt: new Date(clock().getTime() + error.retryAfter) }, error)
    if (isClosed(error)) throw new AppError('chat_closed', {}, error)
    throw explained(error)
  }
}

/** An error for logs. The library's own hold what was to be sent, and the addresses of answers. */
export function explained(error: unknown): unknown {
  if (error instanceof DiscordAPIError)
    return new Error(
      `Discord refused ${error.method} (${error.status}, ${error.code}): ${withoutEcho(error.message, error.requestBody.json)}`,
    )
  if (error instanceof HTTPError) return new Error(`Discord did not do ${error.method} (${error.status})`)
  return error
}

/** What is sent again by the same key is one message at Discord, which compares at most 25 characters. */
export const nonceOf = (key: string): string => createHash('sha256').update(key).digest('base64url').slice(0, 25)
