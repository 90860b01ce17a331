import type { Prisma } from '../../prisma/generated/client.js'
import type { Db } from '../db.ts'
import { fullUntil, type Limit } from '../limit.ts'

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
