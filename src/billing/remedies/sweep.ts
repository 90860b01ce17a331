import type { Customer } from '../../db.ts'
import { AppError } from '../../errors.ts'
import { type Ledger, type NewTransfer, wallet } from '../../ledger/types.ts'
import { type Money, money } from '../../money.ts'
import { forced } from './forced.ts'

/** What moving it is written down with. */
interface How {
  readonly currency: string
  readonly actor: string
  readonly now: Date
}

/** Postings of others that may come between looking at the balance and moving it, before somebody has to try again. */
const MOST = 20

/**
 * Moves all that a merged account holds, or owes, to the one that it was merged into, through the clearing account; resolves with how much.
 * Call it in its turn (`takeTurn`): the key of a move is the wallet's latest transfer, so that nothing is moved twice.
 */
export async function sweep(ledger: Ledger, stray: Pick<Customer, 'id' | 'number'>, into: Pick<Customer, 'id'>, how: How): Promise<Money> {
  let moved = 0n
  for (let i = 0; i < MOST; i++) {
    const held = await ledger.balance(wallet(stray.id), how.currency)
    if (held.minor === 0n) return money(moved, how.currency)
    const last = await ledger.latest(stray.id)
    if (await move(ledger, `move:${stray.id}:${last?.id}`, held, { ...how, stray, into })) moved += held.minor
  }
  throw new AppError('busy', {})
}

type Moving = How & { readonly stray: Pick<Customer, 'id' | 'number'>; readonly into: Pick<Customer, 'id'> }

/** False when somebody took from the wallet since it was looked at. */
async function move(ledger: Ledger, key: string, held: Money, how: Moving): Promise<boolean> {
  const owes = held.minor < 0n
  const parts = await byWay(ledger, how.stray.id, held)
  const [giver, taker] = owes ? [how.into, how.stray] : [how.stray, how.into]
  const legs = (force: { forced?: true }): NewTransfer[] =>
    parts.flatMap((part) => {
      const same = { ...part, kind: 'move', occurredAt: how.now, actor: how.actor, source: `merge:${how.stray.number}` } as const
      return [
        { ...same, from: wallet(giver.id), to: 'clearing', ...force },
        { ...same, from: 'clearing', to: wallet(taker.id) },
      ]
    })
  try {
    // What the stray owes may take the other below its floor; what it holds is never more than it holds.
    await (owes ? forced((force) => ledger.post(key, legs(force))) : ledger.post(key, legs({})))
    return true
  } catch (error) {
    if (error instanceof AppError && error.is('insufficient_funds')) return false
    throw error
  }
}

/**
 * A balance by the channels that it came through, as far as it did: money can go back only by its own. What is owed likewise, by those that took
 * back more than the wallet still had of them: who was given the credit gives it back under the same name.
 */
async function byWay(
  ledger: Ledger,
  stray: bigint,
  held: Money,
): Promise<readonly { readonly amount: Money; readonly channel?: string }[]> {
  const parts: { amount: Money; channel?: string }[] = []
  const sign = held.minor < 0n ? -1n : 1n
  let rest = sign * held.minor
  for (const { channel, left } of await ledger.byChannel(stray)) {
    const there = sign * left.minor
    const minor = there < rest ? there : rest
    if (minor <= 0n) continue
    parts.push({ amount: money(minor, held.currency), channel })
    rest -= minor
  }
  return rest > 0n ? [...parts, { amount: money(rest, held.currency) }] : parts
}
