import type { Update } from 'grammy/types'
import type { Logger } from 'pino'
import type { AdapterDeps } from '../adapter.ts'
import { leaving } from '../leaving.ts'
import { longer, pause } from '../pause.ts'
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
  /** Whether Telegram takes us, and answered when it was asked for updates last. */
  reached(): boolean
  /** Telegram refused a call because of our token: it is asked whether it still knows us, until it does. */
  refused(error: unknown): void
}

/** A connection that stood for so long, in milliseconds, was a good one: what ends it is a new trouble. */
const STOOD = 600_000

/** How often it is looked whether the webhook hangs still, in milliseconds. */
const LOOK = 120_000

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
        webhook ? sentTo(deps, webhook, refused) : polling(deps, down, { refused, leave }),
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
  const stays = leaving(leave)
  const stands = (well: boolean): void => {
    if (well) down.delete('polling')
    else down.add('polling')
    stays(well)
  }
  const led = poll({ ...deps, stands }, over.signal).then((refusal) => refusal && refused(refusal))
  return async () => {
    over.abort()
    await led
    stands(true)
  }
}

/**
 * Nobody polls any more: what somebody who did took away is hung up again, and what they left on the shelf is done by this one of all
 * processes. With a webhook nothing new comes on the shelf.
 */
async function sentTo(
  deps: ConnectionDeps,
  webhook: NonNullable<ConnectionDeps['webhook']>,
  refused: (error: unknown) => void,
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
  void watch(deps, webhook, over.signal).catch(refused)
  return async () => {
    over.abort()
    await pending.end()
  }
}

/** Until the signal: what hangs there is asked for again and again, and a webhook that somebody took away or changed is hung up again. */
async function watch(deps: ConnectionDeps, webhook: NonNullable<ConnectionDeps['webhook']>, signal: AbortSignal): Promise<void> {
  for (;;) {
    await pause(LOOK, signal)
    if (signal.aborted) return
    const { url } = await deps.client.soon((api) => api.getWebhookInfo())
    if (url === webhook.url || signal.aborted) continue
    deps.log.warn('somebody took the webhook away from Telegram: another program with the same token? It is hung up again')
    await hang(deps, webhook)
  }
}

async function hang({ client }: ConnectionDeps, { url, secret }: { url: string; secret: string }): Promise<void> {
  await client.soon((api) => api.setWebhook(url, { secret_token: secret, allowed_updates: [...UPDATES] }))
}
