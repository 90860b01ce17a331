import type { Update } from 'grammy/types'
import type { Logger } from 'pino'
import type { AdapterDeps } from '../adapter.ts'
import { pause } from '../pause.ts'
import { advice, type Client, isFinal } from './client.ts'
import { UPDATES } from './listen.ts'
import { createPending } from './pending.ts'
import { poll } from './poll.ts'
import type { Shelf } from './shelf.ts'
import type { Taken } from './work.ts'

/** A connection that stays. */
export interface Connection {
  /** Resolves when it stands, or when the first attempt failed. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Whether Telegram has said that the token is right. */
  ready(): boolean
}

const LONGEST = 30_000

export interface ConnectionDeps {
  readonly client: Client
  readonly log: Logger
  readonly elect: AdapterDeps['elect']
  readonly take: (update: Update) => Promise<Taken>
  readonly shelf: Shelf
  /** What is done once Telegram knows us: menus, abilities. */
  readonly met: () => Promise<void>
  /** Where Telegram shall send to; else it is asked. */
  readonly webhook?: { readonly url: string; readonly secret: string } | undefined
}

/** Keeps in touch with Telegram: one process asks for updates, or Telegram sends them. A wrong token ends this adapter alone. */
export function keepConnected(deps: ConnectionDeps): Connection {
  const stopping = new AbortController()
  let known = false
  let candidacy: ReturnType<AdapterDeps['elect']> | undefined

  async function run(first: () => void): Promise<void> {
    for (let wait = 1_000; !stopping.signal.aborted; wait = Math.min(wait * 2, LONGEST)) {
      try {
        await deps.met()
        if (deps.webhook) await hang(deps, deps.webhook)
        known = true
        first()
        const { webhook } = deps
        candidacy = deps.elect('telegram polling', async () => (webhook ? sentTo(deps, webhook) : polling(deps)))
        await candidacy.start()
        return deps.log.info(webhook ? 'Telegram knows us: it sends to TELEGRAM_WEBHOOK_URL' : 'Telegram knows us')
      } catch (error) {
        const remedy = advice(error)
        if (isFinal(error)) return deps.log.error(`${remedy}, then start Purser again. The others serve.`)
        // Telegram looks an address up itself, and may not find it today.
        if (remedy) deps.log.error(`${remedy}. Trying again in ${wait / 1000} s; the others serve.`)
        else deps.log.warn({ err: error }, `Telegram cannot be reached; trying again in ${wait / 1000} s`)
        first()
        await pause(wait, stopping.signal)
      }
    }
  }

  return {
    ready: () => known,
    start: () => new Promise((resolve) => void run(resolve).finally(resolve)),
    stop: async () => {
      stopping.abort()
      await candidacy?.stop()
    },
  }
}

/** Asks until it is told to end. */
function polling(deps: ConnectionDeps): () => Promise<void> {
  const over = new AbortController()
  const led = poll(deps, over.signal)
  return async () => {
    over.abort()
    await led
  }
}

/**
 * Nobody polls any more: what somebody who did took away is hung up again, and what they left on the shelf is done by this one of all
 * processes. With a webhook nothing new comes on the shelf.
 */
async function sentTo(deps: ConnectionDeps, webhook: NonNullable<ConnectionDeps['webhook']>): Promise<() => Promise<void>> {
  await hang(deps, webhook)
  const over = new AbortController()
  const pending = createPending(deps)
  const deed = async (): Promise<void> => {
    for (let wait = 1_000, taken = false; !over.signal.aborted; wait = Math.min(wait * 2, LONGEST)) {
      taken ||= await pending.takeUp()
      if (taken && (await pending.tidy()) && !pending.busy()) return
      await pause(wait, over.signal)
    }
  }
  void deed()
  return async () => {
    over.abort()
    await pending.end()
  }
}

async function hang({ client }: ConnectionDeps, { url, secret }: { url: string; secret: string }): Promise<void> {
  await client.soon((api) => api.setWebhook(url, { secret_token: secret, allowed_updates: [...UPDATES] }))
}
