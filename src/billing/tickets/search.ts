import type { Db } from '../../db.ts'
import { normalReference } from '../../ledger/index.ts'
import { readAmount } from '../../words/amount.ts'

/** A reference is found by its end too, as people read it aloud; fewer signs would find anything. */
const REFERENCE_END = 5

/**
 * Tickets that a few words may mean, newest first: their number, a payment's order number or the end of it, a card's last four, an amount,
 * a customer's number or a part of their name.
 */
export async function searchTickets(db: Db, words: string, { currency, most }: { currency: string; most: number }) {
  const typed = words.normalize('NFKC').trim()
  const digits = /^#?(\d{1,15})$/.exec(typed)?.[1]
  const reference = normalReference(typed)
  const read = readAmount(typed, currency)
  const amount = read.ok ? read.amount.minor : undefined
  const where = {
    OR: [
      ...(digits ? [{ id: BigInt(digits) }] : []),
      ...(digits?.length === 4 ? [{ cardTail: digits }] : []),
      ...(/^[A-Z0-9]+$/.test(reference) && reference.length >= REFERENCE_END ? [{ reference: { endsWith: reference } }] : []),
      ...(amount === undefined ? [] : [{ amount }, { paidAmount: amount }, { credited: amount }]),
      // An account that became part of another is found by either number.
      { customer: { OR: [{ number: typed }, { into: { number: typed } }, { merged: { some: { number: typed } } }] } },
      ...(typed.length >= 2 && !digits ? [{ customer: { name: { contains: typed, mode: 'insensitive' as const } } }] : []),
    ],
  }
  const include = { customer: true } as const
  const [rows, total] = await Promise.all([
    db.ticket.findMany({ where, include, orderBy: { id: 'desc' }, take: most }),
    db.ticket.count({ where }),
  ])
  return { rows, total }
}
