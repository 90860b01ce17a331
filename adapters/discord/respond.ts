import type { REST } from '@discordjs/rest'
import { type APIModalInteractionResponseCallbackData, InteractionResponseType, MessageFlags, Routes } from 'discord-api-types/v10'
import type { Callback } from './callback.ts'
import { isAnswered, isGone, isRefused } from './client.ts'
import type { Ready } from './files.ts'
import type { Insist } from './insist.ts'
import type { Interaction } from './payload.ts'

/** How one interaction is answered: once within three seconds, by messages for a quarter of an hour. */
export interface Responder {
  /** For the person's eyes alone: asked in a shared place. */
  readonly eyes: boolean
  /** Whether the first answer may still be a window. */
  readonly mayOpen: () => boolean
  /** Says that we are at work, where nothing was said yet. */
  defer(): Promise<void>
  /** `replace`: the first takes the place of the message that was pressed, if that is the person's own. */
  show(pages: readonly Ready[], replace: boolean): Promise<void>
  /** Says something below the answer. */
  also(pages: readonly Ready[]): Promise<void>
  open(window: APIModalInteractionResponseCallbackData): Promise<void>
}

/** What Discord took as the first answer; fresh: nothing yet, or it refused it. */
type State = 'fresh' | 'message' | 'update'

/** Whether it happened between the person and the bot alone. */
export const isDirect = ({ context, guild_id }: Pick<Interaction, 'context' | 'guild_id'>): boolean =>
  context === 1 || (context == null && guild_id == null)

export interface RespondDeps {
  readonly rest: REST
  readonly callback: Callback
  /** For what comes after the first answer, which Discord waits for a quarter of an hour. */
  readonly insist: Insist
}

export function createResponder({ rest, callback: say, insist }: RespondDeps, sent: Interaction): Responder {
  const eyes = !isDirect(sent)
  const own = 'message' in sent && sent.message !== undefined && (!eyes || (sent.message.flags & MessageFlags.Ephemeral) !== 0)
  let state: State = 'fresh'
  /** The first answer may be another process's, which is told the same by the core, or could not reach it. */
  let others = false
  const webhook = `${Routes.webhook(sent.application_id, sent.token)}` as const

  async function callback(body: Parameters<Callback>[1]): Promise<void> {
    // Discord takes one answer. A second is refused: ours, whose receipt was lost, or another process's, which is as good.
    await say(sent, body).catch((error: unknown) => {
      if (!isAnswered(error)) throw error
      others = true
    })
  }
  const forEyes = ({ body }: Ready) => ({ ...body, flags: body.flags | (eyes ? MessageFlags.Ephemeral : 0) })
  const follow = (page: Ready) => insist(() => rest.post(webhook, { auth: false, body: forEyes(page), files: [...page.files] }))
  const original = ({ body, files }: Ready) =>
    insist(() => rest.patch(Routes.webhookMessage(sent.application_id, sent.token), { auth: false, body, files: [...files] }))

  /**
   * One answer is seen: ours, whoever gave the first. Where that was a window, is no message of this version, or was dismissed before it
   * held the answer, ours stands below.
   */
  const inTheirPlace = (page: Ready): Promise<unknown> =>
    original(page).catch((error: unknown) => (isGone(error) || isRefused(error) ? follow(page) : Promise.reject(error)))

  async function defer(): Promise<void> {
    if (state !== 'fresh') return
    if (own) await callback({ type: InteractionResponseType.DeferredMessageUpdate })
    else
      await callback({
        type: InteractionResponseType.DeferredChannelMessageWithSource,
        data: eyes ? { flags: MessageFlags.Ephemeral } : {},
      })
    state = own ? 'update' : 'message'
  }

  return {
    eyes,
    mayOpen: () => state === 'fresh' && sent.type !== 5,
    defer,
    show: async ([first, ...rest], replace) => {
      if (!first) return
      // Pictures take longer to send than Discord waits.
      if (first.files.length > 0) await defer()
      if (state === 'fresh') {
        const update = own && replace
        if (update) await callback({ type: InteractionResponseType.UpdateMessage, data: first.body })
        else await callback({ type: InteractionResponseType.ChannelMessageWithSource, data: forEyes(first) })
        state = update ? 'update' : 'message'
        if (others && replace) await inTheirPlace(first)
      } else if (!replace && (others || state === 'update')) await follow(first)
      else await inTheirPlace(first)
      for (const page of rest) await follow(page)
    },
    also: async (pages) => {
      for (const page of pages) await follow(page)
    },
    open: async (window) => {
      await callback({ type: InteractionResponseType.Modal, data: window })
      state = 'message'
    },
  }
}
