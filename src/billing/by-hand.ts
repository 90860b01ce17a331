import type { FullDb } from '../db.ts'
import { AppError } from '../errors.ts'
import { channel, type Ledger, type NewTransfer, type Posted, wallet } from '../ledger/types.ts'
import { type Money, negate } from '../money.ts'
import type { Doer } from './customers.ts'

/** Why an operator or a script posts something without a ticket. */
export type Purpose =
  | { readonly kind: 'recharge'; readonly channel: string; readonly reference?: string | undefined; readonly reason?: string | undefined }
  | {
      readonly kind: 'cost' | 'refund'
      readonly product?: string | undefined
      readonly productId?: string | undefined
      readonly reason?: string | undefined
    }
  /** `channel`: by which a payment had come that the bank took back. */
  | { readonly kind: 'adjustment'; readonly channel?: string | undefined; readonly reason: string }

/** A posting by hand: why, whose, how much. */
export type Handwritten = Purpose & {
  readonly customerId: bigint
  /** Above zero; an adjustment may be below, and then takes from the wallet. */
  readonly amount: Money
  /** Absent: now. */
  readonly at?: Date | undefined
}

/**
 * Posts it once for ever under `key`: again, by whomever, with the same content returns the first result. Throws what the ledger
 * throws; key_conflict when the key stands for something else.
 */
export async function postByHand(db: FullDb, ledger: Ledger, key: string, what: Handwritten, by: Doer): Promise<Posted> {
  try {
    return await ledger.post(key, [transferOf(what, await asFirst(db, key, what, by))])
  } catch (error) {
    // Somebody posted under this key since we looked: what they wrote is what we must compare with.
    if (error instanceof AppError && error.is('key_conflict')) return ledger.post(key, [transferOf(what, await asFirst(db, key, what, by))])
    throw error
  }
}

interface Circumstances {
  readonly actor: string
  readonly occurredAt: Date
}

/** A retry comes later and perhaps from another account: what the caller did not say is taken from the first time. */
async function asFirst(db: FullDb, key: string, what: Handwritten, by: Doer): Promise<Circumstances> {
  const first = await db.transfer.findFirst({ where: { key }, select: { actor: true, occurredAt: true } })
  return { actor: first?.actor ?? by.actor, occurredAt: what.at ?? first?.occurredAt ?? by.now }
}

function transferOf(what: Handwritten, { actor, occurredAt }: Circumstances): NewTransfer {
  const own = wallet(what.customerId)
  const base = { amount: what.amount, kind: what.kind, actor, occurredAt, source: 'cli', ...(what.reason ? { reason: what.reason } : {}) }
  switch (what.kind) {
    case 'recharge':
      return {
        ...base,
        from: channel(what.channel),
        to: own,
        channel: what.channel,
        ...(what.reference ? { reference: what.reference } : {}),
      }
    case 'cost':
      return { ...base, from: own, to: 'revenue', ...productOf(what) }
    case 'refund':
      return { ...base, from: 'revenue', to: own, ...productOf(what) }
    case 'adjustment': {
      const other = what.channel === undefined ? 'adjustments' : channel(what.channel)
      const through = what.channel === undefined ? {} : { channel: what.channel }
      return what.amount.minor < 0n
        ? { ...base, ...through, amount: negate(what.amount), from: own, to: other }
        : { ...base, ...through, from: other, to: own }
    }
  }
}

const productOf = ({ product, productId }: { product?: string | undefined; productId?: string | undefined }) => ({
  ...(product ? { product } : {}),
  ...(productId ? { productId } : {}),
})
