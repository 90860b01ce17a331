import { longer, pause, within } from '../pause.ts'
import { type Client, isFinal, isWebhookThere, refusalOf } from './client.ts'
import { UPDATES } from './listen.ts'
import { createPending, type PendingDeps } from './pending.ts'

/** How long Telegram may wait for something to happen, in seconds. */
const PATIENCE = 25
/** What came is worked on side by side; this often it is looked whether more has come meanwhile. */
const LOOK = 400
/** Updates that Telegram tells at once. */
const MOST = 100

export interface PollDeps extends PendingDeps {
  readonly client: Client
  /** Whether Telegram answered when it was asked last. */
  readonly stands: (well: boolean) => void
}

/**
 * Asks Telegram for updates until the signal. An update is confirmed, by asking for later ones, only when it and all before it
 * are done or on the shelf: what a crash interrupts comes again. Who is slow holds up nobody else. Resolves before the signal with a
 * refusal that asking again at once does not mend.
 */
export async function poll(deps: PollDeps, signal: AbortSignal): Promise<unknown> {
  const { client, stands } = deps
  let refusal: unknown
  const pending = createPending(deps)
  let looked = false
  await withoutWebhook(deps)

  for (let wait = 1_000; !signal.aborted; ) {
    if (!looked) looked = await pending.takeUp()
    if (!pending.busy()) await pending.tidy()
    const from = pending.offset()
    const busy = pending.busy()
    const options = { offset: from, limit: MOST, timeout: busy ? 0 : PATIENCE, allowed_updates: UPDATES }
    const updates = await client.once((api) => api.getUpdates(options, signal as never)).catch((error: unknown) => error)
    if (signal.aborted) break
    if (!Array.isArray(updates)) {
      stands(false)
      if (isFinal(updates)) {
        refusal = updates
        break
      }
      await wayCleared(updates, wait, deps, signal)
      wait = longer(wait)
      continue
    }
    stands(true)
    wait = 1_000
    const fresh = pending.begin(updates)
    if (updates.length === 0 && !busy) pending.forget()
    if (fresh === 0 && updates.length === MOST) await pending.shelve()
    if (pending.busy()) await within(LOOK, pending.finished(), signal)
  }
  await pending.end()
  // What is done need not come again to whoever asks next.
  const next = pending.offset()
  if (next > 0) await client.once((api) => api.getUpdates({ offset: next, limit: 1, timeout: 0 })).catch(() => undefined)
  return refusal
}

/** Takes away what an earlier configuration hung up; false where that fails. */
async function withoutWebhook({ client, log }: PollDeps): Promise<boolean> {
  try {
    return await client.once((api) => api.deleteWebhook())
  } catch (error) {
    log.warn({ err: error }, 'a webhook could not be removed')
    return false
  }
}

/** Waits until asking again may be of use. */
async function wayCleared(error: unknown, wait: number, deps: PollDeps, signal: AbortSignal): Promise<void> {
  const { log } = deps
  if (isWebhookThere(error) && (await withoutWebhook(deps))) return
  const refused = refusalOf(error)
  if (refused?.code === 409)
    log.warn('somebody else asks Telegram for the updates of this bot (409): another program with the same token? Trying again')
  else log.warn({ err: error }, `Telegram does not answer; trying again in ${wait / 1000} s`)
  await pause((refused?.retryAfter ?? 0) * 1000 || (refused?.code === 409 ? 3_000 : wait), signal)
}
