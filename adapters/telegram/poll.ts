import { pause, within } from '../pause.ts'
import { advice, type Client, isFinal, isWebhookThere, refusalOf } from './client.ts'
import { UPDATES } from './listen.ts'
import { createPending, type PendingDeps } from './pending.ts'

/** How long Telegram may wait for something to happen, in seconds. */
const PATIENCE = 25
/** What came is worked on side by side; this often it is looked whether more has come meanwhile. */
const LOOK = 400
const LONGEST = 30_000
/** Updates that Telegram tells at once. */
const MOST = 100

export interface PollDeps extends PendingDeps {
  readonly client: Client
}

/**
 * Asks Telegram for updates until the signal. An update is confirmed, by asking for later ones, only when it and all before it
 * are done or on the shelf: what a crash interrupts comes again. Who is slow holds up nobody else.
 */
export async function poll(deps: PollDeps, signal: AbortSignal): Promise<void> {
  const { client } = deps
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
      if (!(await mayGoOn(updates, wait, deps, signal))) break
      wait = Math.min(wait * 2, LONGEST)
      continue
    }
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
}

/** Takes away what an earlier configuration hung up; false where that fails. */
async function withoutWebhook({ client, log }: PollDeps): Promise<boolean> {
  try {
    return await client.soon((api) => api.deleteWebhook())
  } catch (error) {
    log.warn({ err: error }, 'a webhook could not be removed')
    return false
  }
}

/** False when asking again is of no use. */
async function mayGoOn(error: unknown, wait: number, deps: PollDeps, signal: AbortSignal): Promise<boolean> {
  const { log } = deps
  if (isFinal(error)) {
    log.error(`${advice(error)}, then start Purser again. The others serve.`)
    return false
  }
  if (isWebhookThere(error) && (await withoutWebhook(deps))) return true
  const refused = refusalOf(error)
  if (refused?.code === 409)
    log.warn('somebody else asks Telegram for the updates of this bot (409): another program with the same token? Trying again')
  else log.warn({ err: error }, `Telegram does not answer; trying again in ${wait / 1000} s`)
  await pause((refused?.retryAfter ?? 0) * 1000 || (refused?.code === 409 ? 3_000 : wait), signal)
  return true
}
