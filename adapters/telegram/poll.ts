import type { Update } from 'grammy/types'
import type { Logger } from 'pino'
import { pause } from '../pause.ts'
import { advice, type Client, isFinal, isWebhookThere, refusalOf } from './client.ts'
import { UPDATES } from './listen.ts'

/** How long Telegram may wait for something to happen, in seconds. */
const PATIENCE = 25
/** What came is worked on side by side; this often it is looked whether more has come meanwhile. */
const LOOK = 400
const LONGEST = 30_000

export interface PollDeps {
  readonly client: Client
  readonly log: Logger
  readonly take: (update: Update) => Promise<void>
}

/**
 * Asks Telegram for updates until the signal. An update is confirmed, by asking for later ones, only when it and all before it
 * are done: what a crash interrupts comes again. Who is slow holds up nobody else.
 */
export async function poll(deps: PollDeps, signal: AbortSignal): Promise<void> {
  const { client, take } = deps
  const doing = new Map<number, Promise<void>>()
  const done = new Set<number>()
  let last = 0
  await withoutWebhook(deps)

  /** The first that is not done; when all are, what Telegram has: its numbers may begin anew after a quiet week. */
  const offset = (): number => (doing.size > 0 ? Math.min(...doing.keys()) : last === 0 ? 0 : last + 1)

  function begin(updates: readonly Update[]): number {
    const fresh = updates.filter(({ update_id: id }) => !doing.has(id) && !done.has(id))
    for (const update of fresh) {
      last = update.update_id
      const finished = take(update).finally(() => {
        doing.delete(update.update_id)
        done.add(update.update_id)
      })
      doing.set(update.update_id, finished)
    }
    return fresh.length
  }

  for (let wait = 1_000; !signal.aborted; ) {
    const from = offset()
    for (const id of done) if (id < from) done.delete(id)
    const busy = doing.size > 0
    const options = { offset: from, limit: 100, timeout: busy ? 0 : PATIENCE, allowed_updates: UPDATES }
    const updates = await client.once((api) => api.getUpdates(options, signal as never)).catch((error: unknown) => error)
    if (signal.aborted) break
    if (!Array.isArray(updates)) {
      if (!(await mayGoOn(updates, wait, deps, signal))) break
      wait = Math.min(wait * 2, LONGEST)
      continue
    }
    wait = 1_000
    const fresh = begin(updates)
    if (fresh === 0 && !busy && doing.size === 0) last = 0
    if (doing.size > 0) await within(LOOK, Promise.all(doing.values()), signal)
  }
  await Promise.all(doing.values())
  // What is done need not come again to whoever asks next.
  if (last > 0) await client.once((api) => api.getUpdates({ offset: last + 1, limit: 1, timeout: 0 })).catch(() => undefined)
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

/** Waits for something, but not for long. */
async function within(milliseconds: number, what: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const done = new AbortController()
  await Promise.race([what, pause(milliseconds, AbortSignal.any([signal, done.signal]))])
  done.abort()
}
