import type { REST } from '@discordjs/rest'
import type { Logger } from 'pino'
import type { AdapterDeps } from '../adapter.ts'
import { AWAY, leaving } from '../leaving.ts'
import { longer, pause } from '../pause.ts'
import { createTurns } from '../turns.ts'
import { explained, type Reach } from './client.ts'
import { advice, type GatewayDeps, hold } from './gateway.ts'
import type { Packet } from './listen.ts'
import { type Me, theGateway, whoWeAre } from './people.ts'

/** Connections that stay. */
export interface Connection {
  /** Resolves when Discord knows us, or when the first attempt failed. */
  start(): Promise<void>
  stop(): Promise<void>
  /** Whether Discord knows us, and every connection of ours stands. */
  reached(): boolean
}

export interface ConnectionDeps {
  readonly rest: REST
  readonly reach: Reach
  readonly log: Logger
  readonly elect: AdapterDeps['elect']
  readonly take: (packet: Packet) => void
  /** What is done once Discord knows us. */
  readonly met: (me: Me) => Promise<void>
  readonly shards: number
  /** How long a connection may not stand before another process may have it, in milliseconds. */
  readonly away?: number
}

/** A connection that stood for so long, in milliseconds, was a good one: what ends it is a new trouble. */
const STOOD = 600_000
/** In so many milliseconds Discord takes as many new sessions as it says. */
const WINDOW = 5_000

/** Keeps in touch with Discord: of all processes one holds each shard. What it refuses is tried again, and concerns this adapter alone. */
export function keepConnected(deps: ConnectionDeps): Connection {
  const stopping = new AbortController()
  const down = new Set(['contact'])
  let candidacies: ReturnType<AdapterDeps['elect']>[] = []
  const turns = createTurns()
  let gap = WINDOW
  const turn: GatewayDeps['turn'] = (signal) =>
    new Promise((resolve, reject) => {
      void turns.take('session', async () => {
        if (signal.aborted) return reject(signal.reason)
        resolve()
        await pause(gap, stopping.signal)
      })
    })

  async function run(first: () => void): Promise<void> {
    for (let wait = 1_000; !stopping.signal.aborted; ) {
      const begun = performance.now()
      const ended = await touch(first).catch((error: unknown) => ({ error, remedy: advice(error) }))
      if (stopping.signal.aborted) return
      down.add('contact')
      // Another process may have better luck meanwhile.
      await Promise.all(candidacies.map((candidacy) => candidacy.stop()))
      if (performance.now() - begun > STOOD) wait = 1_000
      const { remedy } = ended
      if (remedy) deps.log.error(`${remedy}. Trying again in ${wait / 1000} s; the others serve.`)
      else if ('error' in ended)
        deps.log.warn({ err: explained(ended.error) }, `Discord cannot be reached; trying again in ${wait / 1000} s`)
      first()
      await pause(wait, stopping.signal)
      wait = longer(wait, remedy !== undefined)
    }
  }

  /** Stays in touch; resolves when Discord refuses one of the connections, with what somebody must do about it. */
  async function touch(first: () => void): Promise<{ readonly remedy: string }> {
    await deps.met(await whoWeAre(deps.rest))
    gap = WINDOW / (await theGateway(deps.rest)).session_start_limit.max_concurrency
    candidacies = []
    let refuse = (_remedy: string): void => undefined
    const refused = new Promise<string>((resolve) => {
      refuse = resolve
    })
    for (let shard = 0; shard < deps.shards && !stopping.signal.aborted; shard += 1) {
      const candidacy = deps.elect(`discord shard ${shard} of ${deps.shards}`, async (leave) =>
        holding({ ...deps, turn, shard, stands: standing(`shard ${shard}`, leave) }, refuse),
      )
      candidacies.push(candidacy)
      await candidacy.start()
    }
    // By now a connection of ours counts by itself.
    down.delete('contact')
    deps.log.info('Discord knows us')
    first()
    return { remedy: await refused }
  }

  function standing(shard: string, leave: () => void): (well: boolean) => void {
    // Our own line, in which sessions begin one after the other, is no reason to leave.
    const stays = leaving(leave, (deps.away ?? AWAY) + deps.shards * gap)
    return (well) => {
      if (well) down.delete(shard)
      else down.add(shard)
      stays(well)
    }
  }

  return {
    start: () => new Promise((resolve) => void run(resolve).finally(resolve)),
    stop: async () => {
      stopping.abort()
      await Promise.all(candidacies.map((candidacy) => candidacy.stop()))
    },
    reached: () => down.size === 0,
  }
}

/** Holds a shard until it is told to end, or Discord refuses it. */
function holding(deps: GatewayDeps & Required<Pick<GatewayDeps, 'stands'>>, refused: (remedy: string) => void): () => Promise<void> {
  const over = new AbortController()
  const held = hold(deps, over.signal).then((remedy) => remedy && refused(remedy))
  return async () => {
    over.abort()
    await held
    deps.stands(true)
  }
}
