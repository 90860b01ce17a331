import { LogLevel, type Logger as SlackLogger, webApi } from '@slack/bolt'
import type { Logger } from 'pino'
import type { Way } from '../proxy.ts'

/** Where Slack's Web API is, and how it is reached. */
export interface Reach {
  readonly apiUrl: string
  readonly way: Pick<Way, 'fetch'>
  readonly logger: SlackLogger
}

/** For what a person waits for: two more tries, and none of them long. */
export const interactive = ({ apiUrl, way, logger }: Reach): webApi.WebClientOptions => ({
  slackApiUrl: apiUrl,
  fetch: way.fetch as webApi.FetchFunction,
  retryConfig: { retries: 2, minTimeout: 300, factor: 2 },
  timeout: 8_000,
  logger,
})

/** For jobs, which have their own retries: a lost answer is not asked for again, and a limit does not hold up who is waiting. */
export const patient = ({ apiUrl, way, logger }: Reach): webApi.WebClientOptions => ({
  slackApiUrl: apiUrl,
  fetch: way.fetch as webApi.FetchFunction,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  timeout: 20_000,
  logger,
})

/** Calls Slack; when it says to wait for no longer than this many seconds, waits and calls again. */
export async function afterLimits<T>(call: () => Promise<T>, most = 60): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof webApi.WebAPIRateLimitedError) || error.retryAfter > most || tries >= 5) throw error
      await new Promise((resolve) => setTimeout(resolve, error.retryAfter * 1000))
    }
  }
}

/** Slack's own word for why it refused: "invalid_auth". Undefined where it did not answer. */
export const refusalOf = (error: unknown): string | undefined =>
  error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined

/** Bolt's log as ours, from warnings on: below it writes whole payloads, with what people say and open. */
export function slackLogger(log: Logger): SlackLogger {
  const words = (parts: readonly unknown[]): string => parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ')
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
