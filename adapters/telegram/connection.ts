import type { Update } from 'grammy/types'
import type { Logger } from 'pino'
import type { AdapterDeps } from '../adapter.ts'
import { AWAY, leaving } from '../leaving.ts'
import { longer, pause, within } from '../pause.ts'
import { advice, type Client, isFinal, mayPass } from './client.ts'
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
  /** Whether Telegram takes us, and answered when it was asked for updates last. */
  reached(): boolean
  /** Telegram refused a call because of our token: it is asked whether it still knows us, until it does. */
  refused(error: unknown): void
}

/** A connection that stood for so long, in milliseconds, was a good one: what ends it is a new trouble. */
const STOOD = 600_000

/** How often it is looked whether the webhook hangs still, in milliseconds. */
const LOOK = 120_000

/** How long an end waits for a webhook that is just being hung up: it would take away what the next one does. In milliseconds. */
const END = 8_000

export interface ConnectionDeps {
  readonly client: Client
  readonly log: Logger
  readonly elect: AdapterDeps['elect']
  readonly take: (update: Update) => Promise<Taken>
  readonly shelf: Shelf
  /** What is done once Telegram knows us: menus, abilities. */
  readonly met: () => Promise<void>
  /** Where Telegram shall send to; else it is asked. */
  readonly webhook?: Webhook | undefined
}

interface Webhook {
  readonly url: string
  readonly secret: string
}

/** Keeps in touch with Telegram: one process asks for updates, or Telegram sends them. What it refuses is tried again, and concerns this adapter alone. */
export function keepConnected(deps: ConnectionDeps): Connection {
  const stopping = new AbortController()
  const down = new Set(['contact'])
  let known = false
  let candidacy: ReturnType<AdapterDeps['elect']> | undefined
  let end: ((error: unknown) => void) | undefined

  async function run(first: () => void): Promise<void> {
    for (let wait = 1_000; !stopping.signal.aborted; ) {
      const begun = performance.now()
      const error = await touch(first).catch((why: unknown) => why)
      if (stopping.signal.aborted) return
      down.add('contact')
      // Another process may have better luck meanwhile.
      await candidacy?.stop()
      if (performance.now() - begun > STOOD) wait = 1_000
      const remedy = advice(error)
      if (remedy) deps.log.error(`${remedy}. Trying again in ${wait / 1000} s; the others serve.`)
      else deps.log.warn({ err: error }, `Telegram cannot be reached; trying again in ${wait / 1000} s`)
      first()
      await pause(wait, stopping.signal)
      wait = longer(wait, isFinal(error))
    }
  }

  /** Stays in touch; resolves, or rejects, with what Telegram has against it. */
  async function touch(first: () => void): Promise<unknown> {
    const { webhook } = deps
    await deps.met()
    if (stopping.signal.aborted) return undefined
    if (webhook) await hang(deps, webhook)
    known = true
    down.clear()
    first()
    if (stopping.signal.aborted) return undefined
    return new Promise((refused, failed) => {
      end = refused
      candidacy = deps.elect('telegram polling', async (leave) =>
        webhook ? sentTo(deps, webhook, { down, refused }) : polling(deps, down, { refused, leave }),
      )
      const told = webhook ? 'Telegram knows us: it sends to TELEGRAM_WEBHOOK_URL' : 'Telegram knows us'
      candidacy.start().then(() => deps.log.info(told), failed)
    })
  }

  return {
    ready: () => known,
    reached: () => down.size === 0,
    refused: (error) => end?.(error),
    start: () => new Promise((resolve) => void run(resolve).finally(resolve)),
    stop: async () => {
      stopping.abort()
      await candidacy?.stop()
    },
  }
}

/** What ends the asking: Telegram refuses it, or another process may do it. */
interface Ends {
  readonly refused: (error: unknown) => void
  readonly leave: () => void
}

/** Asks until it is told to end, or Telegram refuses. */
function polling(deps: ConnectionDeps, down: Set<string>, { refused, leave }: Ends): () => Promise<void> {
  const over = new AbortController()
  const stays = leaving(leave, AWAY)
  // A call that is swallowed fails late: the minute runs from the last good answer on.
  stays(false)
  const stands = (well: boolean): void => {
    if (!well) return void down.add('polling')
    down.delete('polling')
    stays(true)
    stays(false)
  }
  const led = poll({ ...deps, stands }, over.signal).then((refusal) => refusal && refused(refusal))
  return async () => {
    over.abort()
    await led
    down.delete('polling')
    stays(true)
  }
}

/**
 * Nobody polls any more: what somebody who did took away is hung up again, and what they left on the shelf is done by this one of all
 * processes. With a webhook nothing new comes on the shelf.
 */
async function sentTo(
  deps: ConnectionDeps,
  webhook: Webhook,
  { down, refused }: Pick<Ends, 'refused'> & { readonly down: Set<string> },
): Promise<() => Promise<void>> {
  await hang(deps, webhook).catch(refused)
  const over = new AbortController()
  const pending = createPending(deps)
  const deed = async (): Promise<void> => {
    for (let wait = 1_000, taken = false; !over.signal.aborted; wait = longer(wait)) {
      taken ||= await pending.takeUp()
      if (taken && (await pending.tidy()) && !pending.busy()) return
      await pause(wait, over.signal)
    }
  }
  void deed()
  const watching = watch(deps, webhook, down, over.signal).catch(refused)
  return async () => {
    over.abort()
    await Promise.all([pending.end(), within(END, watching)])
    down.delete('webhook')
  }
}

/** Until the signal: what hangs there is asked for again and again. Rejects with a refusal that asking again does not mend. */
async function watch(deps: ConnectionDeps, webhook: Webhook, down: Set<string>, signal: AbortSignal): Promise<void> {
  for (;;) {
    await pause(LOOK, signal)
    if (signal.aborted) return
    try {
      await look(deps, webhook, signal)
      down.delete('webhook')
    } catch (error) {
      if (!mayPass(error)) throw error
      deps.log.warn({ err: error }, 'Telegram does not say where it sends to; it is asked again')
      down.add('webhook')
    }
  }
}

/** A webhook that somebody took away or changed is hung up again. */
async function look(deps: ConnectionDeps, webhook: Webhook, signal: AbortSignal): Promise<void> {
  const { url } = await deps.client.soon((api) => api.getWebhookInfo())
  if (url === webhook.url || signal.aborted) return
  deps.log.warn('somebody took the webhook away from Telegram: another program with the same token? It is hung up again')
  await hang(deps, webhook)
}

async function hang({ client }: ConnectionDeps, { url, secret }: Webhook): Promise<void> {
  await client.soon((api) => api.setWebhook(url, { secret_token: secret, allowed_updates: [...UPDATES] }))
}
