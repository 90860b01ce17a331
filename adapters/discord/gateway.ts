import type { REST } from '@discordjs/rest'
import {
  DefaultWebSocketManagerOptions,
  type IContextFetchingStrategy,
  type SessionInfo,
  WebSocketShard,
  WebSocketShardEvents,
} from '@discordjs/ws'
import { GatewayCloseCodes, GatewayDispatchEvents, GatewayIntentBits } from 'discord-api-types/v10'
import type { Logger } from 'pino'
import { longer, pause, within } from '../pause.ts'
import { explained, type Reach, statusOf } from './client.ts'
import type { Packet } from './listen.ts'
import { isGateway, theGateway } from './people.ts'
import { openRelay } from './relay.ts'

/** No intent that Discord must grant: commands and buttons need none, and what is said in direct messages is told with its words. */
const INTENTS = GatewayIntentBits.DirectMessages | GatewayIntentBits.GuildMessages

/** A connection that does not stand for so long is given up for a new one, in milliseconds. */
const LOST = 45_000
/** How long a goodbye may take, in milliseconds. */
const GOODBYE = 2_000

export interface GatewayDeps {
  readonly rest: REST
  readonly reach: Reach
  readonly log: Logger
  readonly take: (packet: Packet) => void
  readonly shard: number
  readonly shards: number
  /** Resolves when a session may begin: Discord takes so many within five seconds. Rejects where the signal comes before that. */
  readonly turn: (signal: AbortSignal) => Promise<void>
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

/** One connection with all its returns, until it is over. */
async function connected(deps: GatewayDeps, signal: AbortSignal, stands: (well: boolean) => void): Promise<Ended> {
  const { reach, log, take } = deps
  const relay = reach.proxy === undefined ? undefined : await openRelay(reach.proxy)
  const line = new AbortController()
  let end = (_: Ended): void => undefined
  const over = new Promise<Ended>((resolve) => {
    end = resolve
  })
  const lost = createWatch(deps.lost ?? LOST, () => {
    log.warn('The connection to Discord does not stand; it is begun anew')
    end({ code: undefined })
  })
  /** The line is broken, and nobody has answered since. */
  let broken = false
  const turn = async (closed: AbortSignal): Promise<void> => {
    // Our own line is no fault of the connection.
    lost.hold()
    await deps.turn(closed)
    if (!line.signal.aborted) lost.go()
  }
  try {
    const shard = new WebSocketShard(
      await strategyOf({ ...deps, turn }, relay?.through ?? same, { over: line.signal, isBroken: () => broken }),
      deps.shard,
    )
    if (signal.aborted) return { code: undefined }
    signal.addEventListener('abort', () => end({ code: undefined }), { signal: line.signal })
    shard.on(WebSocketShardEvents.Closed, ({ code }) => {
      if (line.signal.aborted) return
      if (FINAL.has(code)) return end({ code })
      if (code === BROKEN) broken = true
      stands(false)
      lost.go()
    })
    shard.on(WebSocketShardEvents.Hello, () => {
      broken = false
    })
    shard.on(WebSocketShardEvents.Error, ({ error }) => log.warn(`Discord's connection: ${error.message}`))
    shard.on(WebSocketShardEvents.Dispatch, ({ data }) => {
      if (line.signal.aborted) return
      if (data.t === GatewayDispatchEvents.Ready || data.t === GatewayDispatchEvents.Resumed) {
        lost.off()
        stands(true)
      }
      take(data)
    })
    lost.go()
    const connects = shard.connect().then(() => {
      log.info(`Connected to Discord${deps.shards > 1 ? `, shard ${deps.shard} of ${deps.shards}` : ''}`)
      return over
    })
    try {
      // The end may come before the connection stands.
      return await Promise.race([connects, over])
    } finally {
      // Also of the signal, which outlives many connections.
      line.abort()
      lost.off()
      await leave(shard)
    }
  } finally {
    line.abort()
    await relay?.close()
  }
}

const same = (url: string): string => url

/** The library's code for a line that broke without a word (RFC 6455). */
const BROKEN = 1006

/** Calls `late` once it was on for so long, time on hold apart. Off, it begins from the start. */
function createWatch(milliseconds: number, late: () => void) {
  let left = milliseconds
  let since = 0
  let timer: NodeJS.Timeout | undefined
  const hold = (): void => {
    if (!timer) return
    clearTimeout(timer)
    timer = undefined
    left -= performance.now() - since
  }
  return {
    go: () => {
      if (timer) return
      since = performance.now()
      timer = setTimeout(late, Math.max(left, 0))
    },
    hold,
    off: () => {
      hold()
      left = milliseconds
    },
  }
}

/**
 * What the library asks of whoever holds a connection. `through`: the way to an address. Nothing connects after `over`. While the line is
 * broken the session is kept, which the library gives up as soon as it is refused once: Discord tells what came meanwhile when it resumes.
 */
async function strategyOf(
  deps: GatewayDeps,
  through: (url: string) => string,
  { over, isBroken }: { over: AbortSignal; isBroken: () => boolean },
): Promise<IContextFetchingStrategy> {
  const told = await theGateway(deps.rest)
  const { remaining, reset_after: wait } = told.session_start_limit
  if (remaining < 1)
    throw new Error(`Discord takes no new session of this bot for ${Math.ceil(wait / 60_000)} minutes: it began too many today`)
  let session: SessionInfo | null = null
  return {
    options: {
      ...DefaultWebSocketManagerOptions,
      token: deps.reach.token,
      intents: INTENTS,
      shardCount: deps.shards,
      gatewayInformation: { ...told, url: through(told.url) },
    },
    // A connection that is on its way back does not hear its end: it would stand again beside the next, and take what is told twice.
    retrieveSessionInfo: () => (over.aborted ? new Promise(() => undefined) : session),
    updateSessionInfo: (_shard, next) => {
      if (!next && isBroken()) return
      const begun = next && next.sessionId !== session?.sessionId
      session = begun ? { ...next, resumeURL: through(isGateway(next.resumeURL) ? next.resumeURL : told.url) } : next
    },
    waitForIdentify: (_shard, signal) => deps.turn(signal),
  }
}

/** Closed by these, a connection does not come back by itself. */
const FINAL: ReadonlySet<number> = new Set([
  GatewayCloseCodes.AuthenticationFailed,
  GatewayCloseCodes.InvalidShard,
  GatewayCloseCodes.ShardingRequired,
  GatewayCloseCodes.InvalidAPIVersion,
  GatewayCloseCodes.InvalidIntents,
  GatewayCloseCodes.DisallowedIntents,
])

/** Ends a connection for good. The library leaves a socket that is still connecting, and waits long for a goodbye: neither may keep the process. */
async function leave(shard: WebSocketShard): Promise<void> {
  const { connection } = shard as unknown as { connection: (WebSocket & { terminate(): void }) | null }
  // It forgets to listen for the goodbye where it is told twice to end.
  const gone = new Promise<void>((resolve) => connection?.addEventListener('close', () => resolve()))
  await within(GOODBYE, Promise.race([shard.destroy(), gone]))
  if (!connection) return
  connection.onerror = () => undefined
  connection.terminate()
}

/** What somebody must do about it; undefined for what passes by itself. */
export function advice(error: unknown): string | undefined {
  if (statusOf(error) === 401) return 'Discord refuses DISCORD_TOKEN: reset it on the page "Bot" of the application, copy it'
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
