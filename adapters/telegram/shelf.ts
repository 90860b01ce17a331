import type { Update } from 'grammy/types'
import { askingAnew, type Codes, masked } from '../../src/billing/codes.ts'
import type { Database } from '../../src/db.ts'

/**
 * Updates that are not done while many later ones are. Telegram tells a hundred from the first that is not confirmed, so that one person
 * who is slow would keep everybody: what is on the shelf is confirmed, and taken again after a crash.
 */
export interface Shelf {
  /** Without codes that link a chat or give a place at the desk: they are valid still. Taken up again, their sender is asked for them. */
  put(updates: readonly Update[]): Promise<void>
  drop(updates: readonly number[]): Promise<void>
  all(): Promise<readonly Update[]>
}

export function createShelf(db: Database, clock: () => Date): Shelf {
  return {
    put: async (updates) => {
      const codes = { db, now: clock() }
      const kept = async (update: Update) => ({ updateId: BigInt(update.update_id), body: (await withoutSecrets(codes, update)) as object })
      await db.telegramUpdate.createMany({ data: await oneByOne(updates, kept), skipDuplicates: true })
    },
    drop: async (updates) => {
      await db.telegramUpdate.deleteMany({ where: { updateId: { in: updates.map(BigInt) } } })
    },
    all: async () => {
      const rows = await db.telegramUpdate.findMany({ orderBy: { updateId: 'asc' } })
      return rows.map(({ body }) => body as unknown as Update)
    },
  }
}

/** Wherever words are: in what is said, changed, stands beside a picture, is answered to, or has the button that was pressed. */
async function withoutSecrets(codes: Codes, value: unknown, key = ''): Promise<unknown> {
  if (typeof value === 'string') return key === 'caption' ? masked(codes, value) : key === 'text' ? askingAnew(codes, value) : value
  if (Array.isArray(value)) return oneByOne(value, (each) => withoutSecrets(codes, each))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    await oneByOne(Object.entries(value), async ([name, each]) => [name, await withoutSecrets(codes, each, name)] as const),
  )
}

/** Looking for codes takes a long text some tens of milliseconds, and a query: others have their turn in between. */
async function oneByOne<A, B>(all: readonly A[], how: (one: A) => Promise<B>): Promise<B[]> {
  const done: B[] = []
  for (const one of all) done.push(await how(one))
  return done
}
