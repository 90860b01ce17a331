import { type Json, says } from './limits.ts'

export interface Waiting {
  readonly id: number
  readonly update: Json
  /** Sent once more although it was confirmed. */
  readonly again?: true
}

const RIVAL = 'terminated by other getUpdates request; make sure that only one bot instance is running'

/** What Telegram has to tell the bot, and how it is fetched or sent. */
export function createDelivery() {
  let queue: Waiting[] = []
  let held: Waiting[] | undefined
  let poller: { readonly stop: (why?: string) => void } | undefined
  let hook: { readonly url: string; readonly secret: string | undefined } | undefined
  let sending = Promise.resolve()
  const state = { lastError: '', delay: 0 }
  let wake = (): void => undefined

  /** One after the other, and again until it is taken: so Telegram does within one chat. */
  async function send(one: Waiting): Promise<void> {
    for (let tries = 1; hook && tries <= 20; tries += 1) {
      const headers = { 'content-type': 'application/json', ...(hook.secret ? { 'x-telegram-bot-api-secret-token': hook.secret } : {}) }
      const response = await fetch(hook.url, { method: 'POST', headers, body: JSON.stringify(one.update) }).catch(() => undefined)
      if (response?.ok) break
      state.lastError = `Wrong response from the webhook: ${response?.status ?? 'connection failed'}`
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    // Without an address it waits until it is asked for.
    if (!hook) return
    queue = queue.filter((each) => each !== one)
  }

  function push(one: Waiting): void {
    if (held) return void held.push(one)
    queue.push(one)
    if (hook) sending = sending.then(() => send(one))
    else wake()
  }

  return {
    push,
    /** Updates are kept back until `release`, which may put them in another order. */
    hold: () => {
      held = []
    },
    release: (order: (updates: readonly Waiting[]) => readonly Waiting[] = (updates) => updates) => {
      const kept = held ?? []
      held = undefined
      for (const one of order(kept)) push(one)
    },
    /** What is kept back, to be delivered by hand. */
    take: (): readonly Waiting[] => {
      const kept = held ?? []
      held = undefined
      return kept
    },
    /** What is not confirmed. */
    pending: () => queue.length,
    lastError: () => state.lastError,
    url: () => hook?.url ?? '',
    sent: () => sending,
    setWebhook: (url: string, secret: string | undefined) => {
      if (!/^https?:\/\//.test(url)) throw says(400, 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook')
      poller?.stop('terminated by setWebhook request')
      hook = { url, secret }
      for (const one of queue) sending = sending.then(() => send(one))
    },
    deleteWebhook: () => {
      hook = undefined
    },
    /** Somebody else asks with the same token: whoever waits now is turned away. */
    rival: () => poller?.stop(RIVAL),
    /** Resolves with updates from `offset` on; those before are confirmed by it. */
    poll: async (args: Json, gone: AbortSignal): Promise<readonly Json[]> => {
      if (hook)
        throw says(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
      poller?.stop(RIVAL)
      const offset = Number(args.offset ?? 0)
      if (offset > 0) queue = queue.filter(({ id, again }) => id >= offset || again)
      const take = (): Json[] => {
        const taken = queue.slice(0, Number(args.limit ?? 100))
        queue = queue.filter((one) => !one.again)
        return taken.map(({ update }) => update)
      }
      if (queue.length > 0 || Number(args.timeout ?? 0) === 0) return take()
      const conflict = await new Promise<string | undefined>((resolve) => {
        const timer = setTimeout(() => resolve(undefined), Number(args.timeout) * 1000)
        const end = (why?: string): void => {
          clearTimeout(timer)
          resolve(why)
        }
        poller = { stop: end }
        wake = end
        gone.addEventListener('abort', () => end())
      })
      poller = undefined
      if (conflict !== undefined) throw says(409, `Conflict: ${conflict}`)
      return gone.aborted ? [] : take()
    },
  }
}

export type Delivery = ReturnType<typeof createDelivery>
