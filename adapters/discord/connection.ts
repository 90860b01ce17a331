import type { REST } from 'discord.js'
import type { Logger } from 'pino'
import type { AdapterDeps } from '../adapter.ts'
import { pause } from '../pause.ts'
import { createTurns } from '../turns.ts'
import { explained, type Reach } from './client.ts'
import { advice, type GatewayDeps, hold } from './gateway.ts'
import type { Packet } from './listen.ts'
import { type Me, sessionsAtOnce, whoWeAre } from './people.ts'

/** Connections that stay. */
export interface Connection {
  /** Resolves when Discord knows us, or when the first attempt failed. */
  start(): Promise<void>
  stop(): Promise<void>
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
}

const LONGEST = 30_000
/** In so many milliseconds Discord takes as many new sessions as it says. */
const WINDOW = 5_000
/** A session that takes longer to begin keeps the others waiting no more. */
const BEGINS = 15_000

/** Keeps in touch with Discord: of all processes one holds each shard. A wrong token ends this adapter alone. */
export function keepConnected(deps: ConnectionDeps): Connection {
  const stopping = new AbortController()
  const candidacies: ReturnType<AdapterDeps['elect']>[] = []
  const turns = createTurns()
  let gap = WINDOW
  const inTurn = <T>(begin: () => Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      void turns.take('session', async () => {
        const begun = begin()
        begun.then(resolve, reject)
        await Promise.race([begun.catch(() => undefined), pause(BEGINS, stopping.signal)])
      })
      void turns.take('session', () => pause(gap, stopping.signal))
    })

  async function run(first: () => void): Promise<void> {
    for (let wait = 1_000; !stopping.signal.aborted; wait = Math.min(wait * 2, LONGEST)) {
      try {
        await deps.met(await whoWeAre(deps.rest))
        gap = deps.shards > 1 ? WINDOW / (await sessionsAtOnce(deps.rest)) : 0
        for (let shard = 0; shard < deps.shards && !stopping.signal.aborted; shard += 1) {
          const candidacy = deps.elect(`discord shard ${shard} of ${deps.shards}`, async () => holding({ ...deps, inTurn }, shard))
          candidacies.push(candidacy)
          await candidacy.start()
        }
        return deps.log.info('Discord knows us')
      } catch (error) {
        const remedy = advice(error)
        if (remedy) return deps.log.error(`${remedy}, then start Purser again. The others serve.`)
        deps.log.warn({ err: explained(error) }, `Discord cannot be reached; trying again in ${wait / 1000} s`)
        first()
        await pause(wait, stopping.signal)
      }
    }
  }

  return {
    start: () => new Promise((resolve) => void run(resolve).finally(resolve)),
    stop: async () => {
      stopping.abort()
      await Promise.all(candidacies.map((candidacy) => candidacy.stop()))
    },
  }
}

/** Holds a shard until it is told to end. */
function holding(deps: ConnectionDeps & Pick<GatewayDeps, 'inTurn'>, shard: number): () => Promise<void> {
  const over = new AbortController()
  const held = hold({ ...deps, shard }, over.signal)
  return async () => {
    over.abort()
    await held
  }
}
