import { DefaultUserAgent, DiscordAPIError, type DiscordErrorData, HTTPError } from '@discordjs/rest'
import { type InteractionResponseType, Routes } from 'discord-api-types/v10'
import { z } from 'zod'
import type { Way } from '../proxy.ts'

/** Gives the first answer to an interaction, which carries no file. Rejects as the library does: with what Discord refuses, or that it did not answer. */
export type Callback = (
  interaction: { readonly id: string; readonly token: string },
  body: { readonly type: InteractionResponseType; readonly data?: object },
) => Promise<void>

/** How long each part of Discord's answer may take, at the first try and at others, in milliseconds. A second may learn that the first was taken. */
const PATIENCE = 5_000
const AGAIN = 3_000
const TRIES = 3
/** Between two tries, and the longest that a limit is waited for: Discord takes no first answer after three seconds. In milliseconds. */
const PAUSE = 100
const LIMIT = 1_000

/**
 * What nearly all answers go by. They are outside of all limits that the library counts, and it takes three times as much of a core for
 * each of them, which is why they do not go by it. A second try may find the first one taken: Discord refuses it as answered.
 */
export const createCallback =
  (apiUrl: string, { post }: Pick<Way, 'post'>): Callback =>
  async ({ id, token }, body) => {
    const url = `${apiUrl}/v10${Routes.interactionCallback(id, token)}`
    const begun = performance.now()
    const isLast = (tries: number): boolean => tries === TRIES || (tries > 1 && performance.now() - begun > PATIENCE)
    for (let tries = 1; ; tries += 1) {
      const how = { patience: tries === 1 ? PATIENCE : AGAIN, headers: { 'user-agent': DefaultUserAgent } }
      const answer = await post(url, body, how).catch((error: unknown) => (isLast(tries) ? Promise.reject(error) : undefined))
      if (answer && answer.status < 300) return
      const wait = answer ? waitAfter(answer) : PAUSE
      if (answer && (isLast(tries) || wait > LIMIT)) throw refused(answer, url, body)
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }

const mayPass = (status: number): boolean => status === 429 || status >= 500

const limit = z.object({ retry_after: z.number() })
const refusal = z.looseObject({ code: z.number(), message: z.string() })

/** In how many milliseconds it may be tried again. A limit that says nothing of it is not one to be tried. */
function waitAfter({ status, text }: { status: number; text: string }): number {
  if (status >= 500) return PAUSE
  const told = limit.safeParse(read(text))
  return status === 429 && told.success ? told.data.retry_after * 1_000 : Number.POSITIVE_INFINITY
}

function refused({ status, text }: { status: number; text: string }, url: string, json: unknown): DiscordAPIError | HTTPError {
  const sent = { body: json, files: undefined }
  const said = refusal.safeParse(read(text))
  if (!said.success || mayPass(status)) return new HTTPError(status, 'refused', 'POST', url, sent)
  return new DiscordAPIError(said.data as DiscordErrorData, said.data.code, status, 'POST', url, sent)
}

function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
