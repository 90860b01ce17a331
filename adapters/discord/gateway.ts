import { Client, Events, GatewayCloseCodes, GatewayDispatchEvents, GatewayIntentBits, Options } from 'discord.js'
import type { Logger } from 'pino'
import { z } from 'zod'
import { longer, pause } from '../pause.ts'
import { explained, type Reach, reached, statusOf } from './client.ts'
import type { Packet } from './listen.ts'
import { openRelay, type Relay } from './relay.ts'
import { adapted } from './request.ts'

/** No intent that Discord must grant: commands and buttons need none, and what is said in direct messages is told with its words. */
const INTENTS = [GatewayIntentBits.DirectMessages, GatewayIntentBits.GuildMessages]

/** A connection that does not stand for so long is given up for a new one, in milliseconds. */
const LOST = 45_000
/** How long an end waits for a connection that is just being made, in milliseconds. */
const SETTLED = 5_000

export interface GatewayDeps {
  readonly reach: Reach
  readonly log: Logger
  readonly take: (packet: Packet) => void
  readonly shard: number
  readonly shards: number
  /** Begins a session when it may: Discord takes so many within five seconds. Undefined where the signal comes before that. */
  readonly inTurn: <T>(begin: () => Promise<T>, signal: AbortSignal) => Promise<T | undefined>
  /** After how many milliseconds without it a connection is given up for a new one. */
  readonly lost?: number
  /** Whether the connection stands now. */
  readonly stands?: (well: boolean) => void
}

/**
 * Holds one shard's connection until the signal: the library resumes it, and where that fails a new one is made. Resolves before the
 * signal with what somebody must do about a refusal.
 */
export async function hold(deps: GatewayDeps, signal: AbortSignal): Promise<string | undefined> {
  const { stands = () => undefined } = deps
  stands(false)
  for (let wait = 1_000; !signal.aborted; wait = longer(wait)) {
    const ended = await connected(deps, signal, (well) => {
      stands(well)
      if (well) wait = 1_000
    }).catch((error: unknown) => ({ error }))
    if (signal.aborted) break
    stands(false)
    const remedy = 'code' in ended ? adviceOn(ended.code) : advice(ended.error)
    if (remedy) return remedy
    if ('error' in ended) deps.log.warn({ err: explained(ended.error) }, `Discord cannot be reached; trying again in ${wait / 1000} s`)
    await pause(wait, signal)
  }
  return undefined
}

type Ended = { readonly code: number | undefined } | { readonly error: unknown }

/** One client from login to its end. */
async function connected(deps: GatewayDeps, signal: AbortSignal, stands: (well: boolean) => void): Promise<Ended> {
  const { reach, log, take, shard, shards, inTurn } = deps
  const relay = reach.proxy === undefined ? undefined : await openRelay(reach.proxy)
  const client = createClient(reach, { shard, shards, relay })
  let lost: NodeJS.Timeout | undefined
  let ended = false
  const listening = new AbortController()
  const over = new Promise<Ended>((resolve) => {
    signal.addEventListener('abort', () => resolve({ code: undefined }), { signal: listening.signal })
    client.on(Events.ShardDisconnect, ({ code }) => resolve({ code }))
    client.on(Events.Invalidated, () => resolve({ code: undefined }))
    client.on(Events.ShardReconnecting, () => {
      if (ended) return
      stands(false)
      lost ??= setTimeout(() => resolve({ code: undefined }), deps.lost ?? LOST)
    })
  })
  const found = (): void => {
    clearTimeout(lost)
    lost = undefined
    stands(true)
  }
  client.on(Events.ShardError, (error) => log.warn(`Discord's connection: ${error.message}`))
  client.on(Events.Error, (error) => log.warn(`Discord's library: ${error.message}`))
  client.on(
    Events.Raw as never,
    ((packet: Packet) => {
      if (ended) return
      if (packet.t === GatewayDispatchEvents.Ready || packet.t === GatewayDispatchEvents.Resumed) found()
      if (packet.t === GatewayDispatchEvents.Ready && relay) resumeThrough(client, shard, relay)
      take(packet)
    }) as never,
  )
  const connects = async (): Promise<void> => {
    await client.login(reach.token)
    log.info(`Connected to Discord${shards > 1 ? `, shard ${shard} of ${shards}` : ''}`)
  }
  const login = inTurn(connects, signal)
  try {
    // The end may come before the connection stands.
    return (await Promise.race([login, over])) ?? (await over)
  } finally {
    ended = true
    // The signal outlives many clients.
    listening.abort()
    // While it connects the library cannot be told to end: it would connect all the same, and keep the process.
    await Promise.race([login.catch(() => undefined), waited(SETTLED)])
    await end(client)
    void login.then(() => end(client)).catch(() => undefined)
    // Its end looks like a loss to the library too: what waits for its return would keep the process.
    clearTimeout(lost)
    await relay?.close()
  }
}

/** What of the library's shards it keeps to itself. */
interface Inner {
  readonly _ws?: {
    readonly strategy?: {
      readonly shards?: ReadonlyMap<number, { internalConnect: () => Promise<void>; readonly connection?: WebSocket | null }>
    }
  }
}

/**
 * Ends a client for good. One that is on its way back does not hear the library's own end, and would stand again when Discord is there: a
 * second connection beside the next, which takes what is told twice and keeps the process.
 */
async function end(client: Client): Promise<void> {
  const shards = [...((client.ws as unknown as Inner)._ws?.strategy?.shards?.values() ?? [])]
  for (const shard of shards) shard.internalConnect = async () => undefined
  await client.destroy().catch(() => undefined)
  for (const { connection } of shards) {
    if (!connection) continue
    connection.onerror = () => undefined
    connection.close()
  }
}

const waited = (milliseconds: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, milliseconds).unref())

/** Purser reads events as they come: of what the library would remember it needs nothing. */
const createClient = (reach: Reach, how: { shard: number; shards: number; relay: Relay | undefined }): Client => {
  const limits = Object.fromEntries(FORGOTTEN.map((manager) => [manager, 0]))
  return new Client({
    intents: INTENTS,
    shards: [how.shard],
    shardCount: how.shards,
    makeCache: Options.cacheWithLimits(limits),
    allowedMentions: { parse: [] },
    rest: { ...reached(reach), timeout: 8_000, ...(how.relay ? { makeRequest: relayed(adapted(reach.way.fetch), how.relay) } : {}) },
  })
}

const gatewayBody = z.looseObject({ url: z.string() })

/** Where Discord says what to connect to, the way there. */
const relayed =
  (ask: ReturnType<typeof adapted>, relay: Relay): ReturnType<typeof adapted> =>
  async (url, init) => {
    const response = await ask(url, init)
    if (!url.endsWith('/gateway/bot') || !response.ok) return response
    const told = gatewayBody.parse(await response.json())
    return new Response(JSON.stringify({ ...told, url: relay.through(told.url) }), {
      headers: { 'content-type': 'application/json' },
    }) as unknown as Awaited<ReturnType<ReturnType<typeof adapted>>>
  }

/** The library connects again to where Discord said, which leads past the proxy: it is told the way. */
function resumeThrough(client: Client, shard: number, relay: Relay): void {
  const { sessionInfo } = (client.ws.shards.get(shard) ?? {}) as { sessionInfo?: { resumeURL: string } | null }
  if (sessionInfo) sessionInfo.resumeURL = relay.through(sessionInfo.resumeURL)
}

const FORGOTTEN = [
  'MessageManager',
  'UserManager',
  'GuildMemberManager',
  'DMMessageManager',
  'GuildMessageManager',
  'PresenceManager',
  'ReactionManager',
  'VoiceStateManager',
  'ThreadManager',
] as const

/** What somebody must do about it; undefined for what passes by itself. */
export function advice(error: unknown): string | undefined {
  const { code } = error as { code?: unknown }
  if (statusOf(error) === 401 || code === 'TokenInvalid')
    return 'Discord refuses DISCORD_TOKEN: reset it on the page "Bot" of the application, copy it'
  return undefined
}

function adviceOn(code: number | undefined): string | undefined {
  switch (code) {
    case GatewayCloseCodes.AuthenticationFailed:
      return 'Discord refuses DISCORD_TOKEN (it was reset): copy the new one from the page "Bot" of the application'
    case GatewayCloseCodes.InvalidShard:
    case GatewayCloseCodes.ShardingRequired:
      return 'Discord wants more shards for this bot: raise DISCORD_SHARDS'
    case GatewayCloseCodes.DisallowedIntents:
    case GatewayCloseCodes.InvalidIntents:
      return 'Discord refuses the intents of this version: update Purser'
    default:
      return undefined
  }
}
