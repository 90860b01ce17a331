import type { Context } from '../../command.ts'
import type { Ticket } from '../../db.ts'
import { fail } from '../../errors.ts'
import { channel, type Ledger, type NewTransfer, type Posted, wallet } from '../../ledger/types.ts'
import { add, type Money, money } from '../../money.ts'

/**
 * What a withdrawal asks for leaves the wallet with the request and stands in clearing, so that it is spent by nothing else; it goes on to the
 * channel when staff state that they sent it. Both name the channel, so that what is left of it counts them.
 */
type Withdrawn = Pick<Ticket, 'id' | 'customerId' | 'method'>

/** Who moves it, and when. */
interface Mover {
  readonly actor: string
  readonly now: Date
}

/** Out of the wallet, as the request is sent. */
export const toClearing = (ticket: Withdrawn, amount: Money, by: Mover): NewTransfer => ({
  from: wallet(ticket.customerId),
  to: 'clearing',
  ...moved(ticket, amount, by),
})

/** On to the channel, by its own number of the refund. */
export const toChannel = (ticket: Withdrawn, amount: Money, reference: string, by: Mover): NewTransfer => ({
  from: 'clearing',
  to: channel(ticket.method),
  ...moved(ticket, amount, by),
  reference,
})

const moved = ({ id, method }: Withdrawn, amount: Money, { actor, now }: Mover) =>
  ({ amount, kind: 'withdrawal', occurredAt: now, actor, source: `ticket:${id}`, channel: method }) as const

/** Puts everything that stands of a withdrawal back, the latest first, as far as into the wallet. Resolves with the balance, or undefined where nothing stood. */
export async function putBack(
  ctx: Pick<Context, 'ledger'>,
  ticket: Pick<Ticket, 'id'>,
  by: Mover & { readonly key: string; readonly reason: string },
): Promise<Posted['balance']> {
  const standing = (await ctx.ledger.ofTicket(ticket.id)).filter(({ reverses, reversedBy }) => reverses === undefined && !reversedBy)
  let balance: Posted['balance']
  for (const { id } of standing.toReversed()) {
    const how = { key: `${by.key}:${id}`, reason: by.reason, actor: by.actor, source: `ticket:${ticket.id}`, occurredAt: by.now }
    balance = (await ctx.ledger.reverse(id, how)).balance ?? balance
  }
  return balance
}

/** While an import is open a wallet may go below its floor: history does that, what people do does not. Throws insufficient_funds. */
export function refuseBelow({ balance, duplicate }: Posted, amount: Money): void {
  if (balance && balance.minor < 0n && !duplicate) fail('insufficient_funds', { available: add(balance, amount), needed: amount })
}

/** What of the money that came by a withdrawal's channel is left, the withdrawal itself taken off: below zero, more is under way than came. */
export async function leftOf(ledger: Pick<Ledger, 'byChannel'>, { customerId, method, currency }: Ticket): Promise<Money> {
  const channels = await ledger.byChannel(customerId)
  return channels.find((one) => one.channel === method)?.left ?? money(0n, currency)
}
