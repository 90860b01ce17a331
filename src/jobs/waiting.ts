import type { Prisma } from '../../prisma/generated/client.js'
import type { FullDb } from '../db.ts'
import { addSending } from './add.ts'

/** A notice that was not delivered. */
export interface WaitingNotice {
  readonly id: bigint
  readonly platform: string
  /** The customer's number, where it tells of one; nothing of what it tells. */
  readonly customer?: string
  /** "waiting": tried again by itself; "closed": until the person is met; "given up": until somebody tries again. */
  readonly state: 'waiting' | 'closed' | 'given up'
  readonly error: string | null
  readonly createdAt: Date
}

/** Undelivered, and not for a chat that speaks for nobody any more. */
const UNDELIVERED = { sentAt: null, OR: [{ error: null }, { error: { not: 'unlinked' } }] } satisfies Prisma.NoticeWhereInput

/** Notices that were not delivered, oldest first, and how many there are in all. */
export async function undelivered(
  db: FullDb,
  limit: number,
): Promise<{ readonly notices: readonly WaitingNotice[]; readonly total: number }> {
  const total = await db.notice.count({ where: UNDELIVERED })
  const include = { identity: { include: { customer: true } } } as const
  const rows = await db.notice.findMany({ where: UNDELIVERED, include, orderBy: { id: 'asc' }, take: limit })
  const notices = rows.map(({ id, identity, platform, error, givenUpAt, createdAt }): WaitingNotice => {
    const state = givenUpAt ? 'given up' : error === 'chat_closed' ? 'closed' : 'waiting'
    const customer = identity?.customer?.number
    return { id, platform: identity?.platform ?? platform ?? '', ...(customer ? { customer } : {}), state, error, createdAt }
  })
  return { notices, total }
}

/** Sends undelivered notices again, from now: one, or every one. Resolves with how many. */
export async function sendAgain(db: FullDb, which: bigint | 'all'): Promise<number> {
  const where = { ...UNDELIVERED, ...(which === 'all' ? {} : { id: which }) }
  const again = await db.notice.updateManyAndReturn({
    where,
    data: { error: null, givenUpAt: null, reportedAt: null },
    include: { identity: { select: { platform: true } } },
  })
  for (const { id, identity, platform } of again)
    await addSending(db, identity?.platform ?? platform ?? '', 'notice', { notice: String(id) })
  return again.length
}
