import type { Prisma } from '../../prisma/generated/client.js'
import type { Db } from '../db.ts'
import { fullUntil, type Limit } from '../limit.ts'

/** Tries of one-time codes by one chat, and by one chat while everybody together tries more than a house does. */
const TRIES = { calm: { most: 10, hours: 1 }, rush: { most: 3, hours: 1 } }
const RUSH = { most: 1_000, hours: 1 }

/**
 * When a chat may try a one-time code again; undefined where it may now. In a rush somebody guesses by many chats: each has fewer tries then, but
 * never none, or any stranger could keep out whoever has a right code. It is the code that withstands guessing: of 55 bits a hundred thousand
 * tries an hour at a hundred thousand codes find one in four hundred years.
 */
export async function triesFullUntil(
  db: Pick<Db, 'attempt'>,
  now: Date,
  { kind, identityId }: { readonly kind: 'link' | 'join'; readonly identityId: bigint },
): Promise<Date | undefined> {
  const rush = (await attemptsFullUntil(db, RUSH, now, { kind })) !== undefined
  return attemptsFullUntil(db, rush ? TRIES.rush : TRIES.calm, now, { kind, identityId })
}

/** When there is room again for attempts of these; undefined where there is some now. */
export const attemptsFullUntil = (
  db: Pick<Db, 'attempt'>,
  limit: Limit,
  now: Date,
  which: Prisma.AttemptWhereInput,
): Promise<Date | undefined> =>
  fullUntil(limit, now, async ({ since, skip }) => {
    const where = { ...which, at: { gt: since } }
    return (await db.attempt.findFirst({ where, orderBy: { at: 'desc' }, skip, select: { at: true } }))?.at
  })
