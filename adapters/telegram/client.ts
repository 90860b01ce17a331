import { Api, GrammyError, HttpError } from 'grammy'
import { AppError } from '../../src/errors.ts'
import { withoutEcho } from '../echo.ts'
import { pause } from '../pause.ts'
import type { Way } from '../proxy.ts'

/** The Bot API, whose refusals are errors that hold neither the token nor what people write. */
export interface Client {
  /** For the answer to what was done: tried again for about five minutes, so that a trouble of Telegram's takes it from nobody. */
  insist<T>(call: (api: Api) => Promise<T>): Promise<T>
  /** For what a person waits for: tried again a few times, shortly. */
  soon<T>(call: (api: Api) => Promise<T>): Promise<T>
  /** For jobs, which have their own retries: waits as long as Telegram asks for, if that is not long. */
  patiently<T>(call: (api: Api) => Promise<T>): Promise<T>
  /** Once, as it is. */
  once<T>(call: (api: Api) => Promise<T>): Promise<T>
}

/** Why Telegram did not do it. `code` 0: it did not answer, and it is not known whether it was done. */
export interface Refusal {
  readonly code: number
  readonly why: string
  /** Seconds after which it may be asked again. */
  readonly retryAfter?: number
  /** The group became this supergroup. */
  readonly movedTo?: number
}

/** What the client needs; `seconds`: the longest that a call may take. */
export interface Reach {
  readonly token: string
  readonly apiUrl: string
  readonly way: Way
  readonly seconds?: number
  /** Nothing is insisted on after it. */
  readonly over?: AbortSignal
  /** Told of each call that Telegram refuses because of our token (401). */
  readonly refused?: (error: unknown) => void
}

/** Whoever an answer is for keeps their own later words waiting: after so long no call more is made, whether Telegram names limits or is silent. In milliseconds. */
const LONGEST = 300_000
/** Pauses of whoever insists, in seconds. */
const PAUSES = [0.3, 0.7, 2, 5, 10, 20, 30, 60, 60, 60]

export function createClient({ token, apiUrl, way, seconds = 60, over = new AbortController().signal, refused }: Reach): Client {
  const proxied = way.dispatcher ? { fetch: adapted(way.fetch) as never } : {}
  const api = new Api(token, { apiRoot: apiUrl, timeoutSeconds: seconds, ...proxied })
  const once: Client['once'] = async (call) => {
    try {
      return await call(api)
    } catch (error) {
      const told = explained(error)
      if (refusalOf(told)?.code === 401) refused?.(told)
      throw told
    }
  }
  return {
    once,
    insist: async (call) => {
      const end = performance.now() + LONGEST
      for (const step of PAUSES) {
        try {
          return await once(call)
        } catch (error) {
          const wait = Math.max(step, refusalOf(error)?.retryAfter ?? 0) * 1000
          if (!mayPass(error) || over.aborted || performance.now() + wait > end) throw error
          await pause(wait, over)
        }
      }
      return once(call)
    },
    soon: (call) => again(() => once(call), { tries: 3, longest: 5, unknown: true }),
    patiently: (call) => again(() => once(call), { tries: 3, longest: 5, unknown: false }),
  }
}

/** The library brings a signal of its own, which no fetch but the one it brings along takes. */
function adapted(get: typeof fetch): (input: string, init: RequestInit & { agent?: unknown; compress?: unknown }) => Promise<Response> {
  return (input, { signal, agent: _agent, compress: _compress, ...init }) => {
    const over = new AbortController()
    if (signal?.aborted) over.abort()
    else signal?.addEventListener('abort', () => over.abort())
    return get(input, { ...init, signal: over.signal })
  }
}

/** Calls again after limits of at most `longest` seconds, and where `unknown` after silence too, which may do it twice. */
async function again<T>(call: () => Promise<T>, how: { tries: number; longest: number; unknown: boolean }): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call()
    } catch (error) {
      const { code, retryAfter } = refusalOf(error) ?? { code: -1 }
      const wait = code === 429 ? (retryAfter ?? 1) : how.unknown && (code === 0 || code >= 500) ? 0.3 * tries : Number.POSITIVE_INFINITY
      if (tries >= how.tries || wait > how.longest) throw error
      await new Promise((resolve) => setTimeout(resolve, wait * 1000))
    }
  }
}

/** An error for logs and jobs. The library's own hold the address with the token in it, and the words that were to be sent. */
function explained(error: unknown): unknown {
  if (error instanceof GrammyError) {
    const { retry_after: retryAfter, migrate_to_chat_id: movedTo } = error.parameters
    const refusal: Refusal = {
      code: error.error_code,
      why: error.description,
      ...(retryAfter === undefined ? {} : { retryAfter }),
      ...(movedTo === undefined ? {} : { movedTo }),
    }
    const told = new Error(`Telegram refused ${error.method} (${error.error_code}): ${withoutEcho(error.description, error.payload)}`)
    return Object.assign(told, { telegram: refusal }, retryAfter === undefined ? {} : { retryAfter })
  }
  if (!(error instanceof HttpError)) return error
  const { code, name } = (error.error ?? {}) as { code?: unknown; name?: unknown }
  const why = String(code ?? name ?? 'no reason given')
  return Object.assign(new Error(`Telegram did not answer (${why})`), { telegram: { code: 0, why } satisfies Refusal })
}

/** Telegram's refusal, where the error is one. */
export function refusalOf(error: unknown): Refusal | undefined {
  return error instanceof Error && 'telegram' in error ? (error.telegram as Refusal) : undefined
}

/** Telegram did not answer, or asks for patience. */
export function mayPass(error: unknown): boolean {
  const code = refusalOf(error)?.code
  return code !== undefined && (code === 0 || code === 429 || (code >= 500 && code !== 501))
}

const refuses = (error: unknown, code: number, words: RegExp): boolean => {
  const refusal = refusalOf(error)
  return refusal?.code === code && words.test(refusal.why)
}

/** It stands there already as it should. */
export const isUnchanged = (error: unknown): boolean => refuses(error, 400, /message is not modified/i)

/** The message is not there any more, or not as a message of ours that can be changed. */
export const isGone = (error: unknown): boolean =>
  refuses(error, 400, /message (to edit|to delete)? ?(not found|can't be edited)|message_id_invalid|there is no media in the message/i)

/** What stands there is of the other kind: a picture was put to words since they were written down. */
export const isOtherKind = (error: unknown): boolean => refuses(error, 400, /there is no (text|caption) in the message to edit/i)

/** This person takes no messages: blocked us, never started us, or is gone. */
export const isClosed = (error: unknown): boolean =>
  refuses(error, 403, /./) || refuses(error, 400, /chat not found|PEER_ID_INVALID|USER_IS_BLOCKED|INPUT_USER_DEACTIVATED/i)

/** A server that does not know the newer kinds of buttons. */
export const isAboutButtons = (error: unknown): boolean => refuses(error, 400, /button|BUTTON|inline keyboard|reply_markup/)

/** A picture that can only be a document: too long, too large, or nothing that Telegram can draw. */
export const isNoPhoto = (error: unknown): boolean =>
  refuses(error, 400, /PHOTO_INVALID_DIMENSIONS|IMAGE_PROCESS_FAILED|PHOTO_SAVE_FILE_INVALID|too big for a photo/i)

/** In the core's words, for jobs. `shared`: a group, which is no person to be met again: what it does not take now is tried again. */
export function inWords(error: unknown, now: Date, shared = false): unknown {
  if (isClosed(error) && !shared) return new AppError('chat_closed', {}, error)
  const wait = refusalOf(error)?.retryAfter
  if (wait !== undefined) return new AppError('too_many', { retryAt: new Date(now.getTime() + wait * 1000) }, error)
  return isGone(error) ? new AppError('message_gone', {}, error) : error
}

/** The token is wrong, or the server that is asked does not know it yet. */
export const isFinal = (error: unknown): boolean => [401, 404].includes(refusalOf(error)?.code ?? 0)

/** Another way of ours to get updates stands: it is taken away first. */
export const isWebhookThere = (error: unknown): boolean => refuses(error, 409, /webhook/i)

/** What to do about it; undefined for what passes by itself. */
export function advice(error: unknown): string | undefined {
  const refused = refusalOf(error)
  if (refused?.code === 401) return `Telegram refuses TELEGRAM_TOKEN (${refused.why}): copy it again from BotFather`
  if (refused?.code === 404)
    return `Telegram does not know TELEGRAM_TOKEN (${refused.why}): copy it again from BotFather, or look at the server that TELEGRAM_API_URL names`
  if (refused?.code === 400 && /webhook/i.test(refused.why)) return `Telegram refuses TELEGRAM_WEBHOOK_URL (${refused.why}): correct it`
  return undefined
}
