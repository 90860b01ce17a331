import type { Texts } from '../../locales/index.ts'
import type { FullDb } from '../db.ts'
import { createOutbox, type StaffPlace } from '../outbox.ts'
import type { Reply } from '../reply.ts'
import type { JobDeps } from './index.ts'

/** Every staff chat of this process's adapters. */
export const placesOf = (deps: Pick<JobDeps, 'chats'>): readonly StaffPlace[] =>
  deps.chats.flatMap(({ platform, staffChats }) => staffChats.map((chat) => ({ platform, chat })))

/**
 * Tells every staff chat, by notices of their own, so that one that is down hears of it later. `find`: reads, in the same transaction,
 * what to tell, and marks it as told; undefined when there is nothing.
 */
export const tellStaff = (deps: JobDeps, find: (tx: FullDb) => Promise<((t: Texts) => Reply) | undefined>): Promise<void> =>
  deps.db.$transaction(async (tx) => {
    const write = await find(tx)
    if (!write) return
    const outbox = createOutbox(tx, { config: deps.config, places: placesOf(deps), actor: 'system', now: deps.clock() })
    outbox.notify({ staff: 'chats' }, write)
    await outbox.flush()
  })
