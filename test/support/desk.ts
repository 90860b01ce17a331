import pino from 'pino'
import { vi } from 'vitest'
import type { Methods } from '../../src/billing/methods.ts'
import type { Config } from '../../src/config.ts'
import { expire } from '../../src/jobs/expiry.ts'
import { moveOn } from '../../src/jobs/sweep.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { testConfig } from './bot.ts'
import { type MemoryChat, memoryChat } from './chat.ts'
import { type Counter, counter, METHODS } from './counter.ts'
import { runJobs } from './jobs.ts'

/** A counter whose jobs run, over a platform in memory. */
export interface Desk {
  readonly house: Counter
  readonly chat: MemoryChat
  /** Lets every job that waits for its time begin now, and waits until none is left. */
  hurry(): Promise<void>
  /** Moves on what reached merged accounts, as the house's workers do every ten minutes. */
  sweep(): Promise<void>
  /** Ends what is past its time, as the house's workers do. */
  expire(): Promise<void>
  close(): Promise<void>
}

export async function desk(over: Partial<Config> = {}, methods: Methods = METHODS): Promise<Desk> {
  const house = await counter(over, methods)
  const chat = memoryChat()
  const log = pino({ level: 'silent' })
  const deps = {
    config: testConfig(over),
    db: house.db,
    methods,
    ledger: createLedger,
    chats: [chat],
    clock: () => house.now,
    log,
  }
  const jobs = await runJobs(deps, house.url)
  const waiting = async (): Promise<number> => {
    await house.db.$executeRaw`update graphile_worker._private_jobs set run_at = now() where locked_at is null and run_at > now()`
    const [row] = await house.db.$queryRaw<{ count: bigint }[]>`select count(*) as count from graphile_worker._private_jobs`
    return Number(row?.count)
  }
  return {
    house,
    chat,
    sweep: () => moveOn(deps),
    expire: () => expire(deps),
    hurry: () =>
      vi.waitFor(
        async () => {
          if ((await waiting()) > 0) throw new Error('jobs are waiting')
        },
        { timeout: 15_000, interval: 50 },
      ),
    close: async () => {
      await jobs.stop()
      await house.close()
    },
  }
}
