import type { Prisma } from '../../prisma/generated/client.js'
import type { FullDb } from '../db.ts'
import { addSending } from './add.ts'
import { OUTDATED } from './outdated.ts'

/** A notice that was not delivered, or a staff card that could not be shown. */
export interface WaitingMessage {
  /** "77" is a notice, "card:12" a card. */
  readonly id: string
  readonly platform: string
  /** The customer's number, where it tells of one; nothing of what it tells. */
  readonly customer?: string
  /** "waiting": tried again by itself; "closed": until the person is met; "given up": until somebody tries again. */
  readonly state: 'waiting' | 'closed' | 'given up'
  readonly error: string | null
  readonly createdAt: Date
}

/** Undelivered, and not for a chat that speaks for nobody any more, nor of what is over. */
const UNDELIVERED = { sentAt: null, OR: [{ error: null }, { error: { notIn: ['unlinked', OUTDATED] } }] } satisfies Prisma.NoticeWhereInput
/** Others are tried again by themselves. */
const NOT_SHOWN = { givenUpAt: { not: null } } satisfies Prisma.CardWhereInput

/** Messages that were not delivered, oldest first, cards behind notices, and how many there are in all. */
export async function undelivered(
  db: FullDb,
  limit: number,
): Promise<{ readonly notices: readonly WaitingMessage[]; readonly total: number }> {
  const total = (await db.notice.count({ where: UNDELIVERED })) + (await db.card.count({ where: NOT_SHOWN }))
  const [order, include] = [{ orderBy: { id: 'asc' } } as const, { identity: { include: { customer: true } } } as const]
  const rows = await db.notice.findMany({ where: UNDELIVERED, include, ...order, take: limit })
  const notices = rows.map(({ id, identity, platform, error, givenUpAt, createdAt }): WaitingMessage => {
    const state = givenUpAt ? 'given up' : error === 'chat_closed' ? 'closed' : 'waiting'
    const customer = identity?.customer?.number
    return { id: String(id), platform: identity?.platform ?? platform ?? '', ...(customer ? { customer } : {}), state, error, createdAt }
  })
  const left = limit - notices.length
  const cards = await db.card.findMany({ where: NOT_SHOWN, include: { ticket: { include: { customer: true } } }, ...order, take: left })
  const shown = cards.map(({ id, platform, ticket, createdAt }): WaitingMessage => {
    const { number: customer } = ticket.customer
    return { id: `card:${id}`, platform, customer, state: 'given up', error: null, createdAt }
  })
  return { notices: [...notices, ...shown], total }
}

/** Sends undelivered messages again, from now: the one of this id, or every one. Resolves with how many. */
export async function sendAgain(db: FullDb, which: string): Promise<number> {
  const [, kind, number] = /^(card:)?(\d{1,18})$/.exec(which) ?? []
  const one = number === undefined ? {} : { id: BigInt(number) }
  const notices = kind ? 0 : await noticesAgain(db, { ...UNDELIVERED, ...one })
  return notices + (number !== undefined && !kind ? 0 : await cardsAgain(db, { ...NOT_SHOWN, ...one }))
}

const AFRESH = { givenUpAt: null, reportedAt: null }

async function noticesAgain(db: FullDb, where: Prisma.NoticeWhereInput): Promise<number> {
  const include = { identity: { select: { platform: true } } }
  const again = await db.notice.updateManyAndReturn({ where, data: { ...AFRESH, error: null }, include })
  for (const { id, identity, platform } of again)
    await addSending(db, identity?.platform ?? platform ?? '', 'notice', { notice: String(id) })
  return again.length
}

async function cardsAgain(db: FullDb, where: Prisma.CardWhereInput): Promise<number> {
  const again = await db.card.updateManyAndReturn({ where, data: AFRESH })
  for (const { ticketId, platform, chat } of again) await addSending(db, platform, 'card', { ticket: String(ticketId), platform, chat })
  return again.length
}
