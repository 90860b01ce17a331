import type { Db, Identity, Ticket } from '../../db.ts'
import type { Transfer } from '../../ledger/types.ts'

/** Claims of a payment; a withdrawal is none. */
const PAYMENT = { kind: { not: 'withdrawal' } }

/** How many open tickets were handed in before this one and are looked at now. */
export const aheadOf = (db: Db, ticket: Pick<Ticket, 'id'>, now: Date): Promise<number> =>
  db.ticket.count({ where: { state: 'open', id: { lt: ticket.id }, OR: [{ laterUntil: null }, { laterUntil: { lte: now } }] } })

/** The open claim about which staff asked first and have no answer yet; null when nothing is asked. About a withdrawal only the owner's chat is asked. */
export const askedTicket = (db: Db, customerId: bigint, { owner }: Pick<Identity, 'owner'>): Promise<Ticket | null> =>
  db.ticket.findFirst({
    where: { customerId, state: 'open', question: { not: null }, ...(owner ? {} : PAYMENT) },
    orderBy: { askedAt: 'asc' },
  })

/** The customer's own claim by which this one's payment was credited already, by its order number; undefined when there is none. */
export async function creditedBefore(db: Db, { customerId, method, reference }: Ticket): Promise<bigint | undefined> {
  if (reference === null) return undefined
  return (
    await db.ticket.findFirst({
      where: { customerId, method, reference, state: 'approved', creditedTo: null, ...PAYMENT },
      select: { id: true },
    })
  )?.id
}

/** A customer's withdrawals that are under way, and those that these transfers are of, in one query. */
export function withdrawalsBehind(
  db: Db,
  customerId: bigint,
  transfers: readonly Pick<Transfer, 'source'>[],
): Promise<readonly Pick<Ticket, 'id' | 'state' | 'amount' | 'reference' | 'createdAt'>[]> {
  const behind = transfers.flatMap(({ source }) => ticketOf(source) ?? [])
  return db.ticket.findMany({
    where: { kind: 'withdrawal', OR: [{ customerId, state: 'open' }, { id: { in: behind } }] },
    select: { id: true, state: true, amount: true, reference: true, createdAt: true },
  })
}

/** The ticket that is a transfer's source, if one is. */
export function ticketOf(source: string): bigint | undefined {
  const number = /^ticket:(\d{1,18})$/.exec(source)?.[1]
  return number === undefined ? undefined : BigInt(number)
}

/** Everything a staff card shows of a ticket, read at one moment. */
export type TicketFacts = Awaited<ReturnType<typeof ticketFacts>>

/** Reads a ticket with its customer, decider, pictures, earlier claims, and other claims that look the same. */
export async function ticketFacts(db: Db, id: bigint) {
  const ticket = await db.ticket.findUniqueOrThrow({
    where: { id },
    include: {
      customer: true,
      payee: true,
      identity: true,
      decider: true,
      claimer: true,
      attachments: {
        where: { position: { gte: 0 } },
        orderBy: [{ position: 'asc' }, { id: 'asc' }],
        select: { id: true, sha256: true, pixels: true, removedAt: true },
      },
    },
  })
  // What was no payment at all is not held against anybody.
  const counted = { OR: [{ reasonCode: null }, { reasonCode: { not: 'not_payment' } }] }
  const where = { customerId: ticket.customerId, id: { not: id }, ...PAYMENT, ...counted }
  const counts = await db.ticket.groupBy({ by: ['state'], where, _count: true })
  const count = (state: string): number => counts.find((row) => row.state === state)?._count ?? 0
  return {
    ...ticket,
    earlier: { approved: count('approved'), rejected: count('rejected'), open: count('open') },
    sameReference: ticket.reference && ticket.kind !== 'withdrawal' ? await sameReference(db, ticket) : [],
    samePicture: await samePicture(db, ticket),
  }
}

async function sameReference(db: Db, ticket: Ticket): Promise<readonly Pick<Ticket, 'id' | 'state' | 'reasonCode'>[]> {
  const where = {
    method: ticket.method,
    reference: ticket.reference,
    id: { not: ticket.id },
    state: { in: ['open', 'approved'] },
    ...PAYMENT,
  }
  return db.ticket.findMany({ where, select: { id: true, state: true, reasonCode: true }, take: 5, orderBy: { id: 'asc' } })
}

async function samePicture(db: Db, ticket: Ticket & { attachments: readonly { sha256: Uint8Array; pixels: Uint8Array }[] }) {
  const same = ticket.attachments.flatMap((shot) => [{ sha256: Uint8Array.from(shot.sha256) }, { pixels: Uint8Array.from(shot.pixels) }])
  if (same.length === 0) return []
  const where = { OR: same, ticketId: { not: ticket.id } }
  const found = await db.attachment.findMany({
    where,
    select: { ticket: { select: { id: true, state: true, reasonCode: true } } },
    take: 20,
  })
  const others = found.flatMap(({ ticket: other }) => (other && other.id !== ticket.previousId ? [other] : []))
  return [...new Map(others.map((other) => [other.id, other])).values()].slice(0, 5)
}
