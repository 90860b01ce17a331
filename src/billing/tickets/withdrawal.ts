import type { With } from '../../command.ts'
import type { Customer, Db, Dialog, Ticket } from '../../db.ts'
import { AppError, fail } from '../../errors.ts'
import { wallet } from '../../ledger/types.ts'
import { type Money, money } from '../../money.ts'
import { holdChats } from '../link-requests.ts'
import { type Methods, methodById } from '../methods.ts'
import { leftOf, putBack, refuseBelow, toClearing } from './held.ts'
import { countAttempt, keepSent, OPEN_MOST, withinDay } from './open.ts'

/** A way by which balance can go back: the ledger's channel, and the most that can go. */
export interface WayBack {
  readonly channel: string
  readonly most: Money
}

/** The ways by which a customer's money came, with what is left to go back by each: at most the balance, and only where the house offers it. */
export async function waysBack(
  { ledger, methods }: Pick<With<'customer'>, 'ledger' | 'methods'>,
  { id, currency }: { readonly id: bigint; readonly currency: string },
): Promise<{ readonly ways: readonly WayBack[]; readonly balance: Money }> {
  const balance = await ledger.balance(wallet(id), currency)
  const channels = await ledger.byChannel(id)
  const ways = channels.flatMap(({ channel, left }) => {
    const most = left.minor < balance.minor ? left : balance
    return most.minor > 0n && left.currency === currency && isOffered(methods, channel) ? [{ channel, most }] : []
  })
  return { ways, balance }
}

const isOffered = (methods: Methods, channel: string): boolean => methodById(methods, channel)?.withdrawal?.offered !== false

/** What is asked for, understood. */
export interface Withdrawal {
  readonly channel: string
  readonly amount: Money
  readonly account?: string
}

const DAY = 24 * 3600_000

/** Notes that staff changed who owns an account, or what is in it: whoever talked them into it does not get at its money before the others have heard. Resolves with until when. */
export async function holdBack(db: Db, id: bigint, now: Date): Promise<Date> {
  await db.customer.update({ where: { id }, data: { ownerChangedAt: now } })
  return new Date(now.getTime() + DAY)
}

/** Refuses while staff changed its owner less than a day ago. Throws owner_changed. */
export function refuseHeldBack({ ownerChangedAt }: Pick<Customer, 'ownerChangedAt'>, now: Date): void {
  const until = new Date((ownerChangedAt?.getTime() ?? 0) + DAY)
  if (until > now) fail('owner_changed', { until })
}

/** Only the owner of an account may send its money anywhere. Throws owner_only. */
export function refuseMember({ identity }: Pick<With<'customer'>, 'identity'>): void {
  if (!identity.owner) fail('owner_only', {})
}

/**
 * Opens a request and takes its money out of the wallet, in the caller's transaction. What is left of the channel is looked at when the wallet is
 * locked by that, so that no two requests, and no request and no correction, count on the same money. Throws owner_only, outdated_button,
 * customer_frozen, customer_closed, owner_changed, withdrawal_limit, too_many, insufficient_funds, withdrawal_left.
 */
export async function openWithdrawal(ctx: With<'customer'>, { channel, amount, account }: Withdrawal, dialog: Dialog): Promise<Ticket> {
  // Who owns the account now: it may have been handed over, or become part of another, since the person was looked up.
  refuseMember({ identity: await holdChats(ctx) })
  const { id: customerId, number } = ctx.customer
  await ctx.lock(`tickets of ${customerId}`)
  await refuseHeld(ctx)
  if (!isOffered(ctx.methods, channel)) fail('outdated_button', {})
  const open = await ctx.db.ticket.count({ where: { customerId, state: 'open', kind: 'withdrawal' } })
  if (open >= OPEN_MOST) fail('withdrawal_limit', { most: OPEN_MOST })
  await withinDay(ctx)
  const ticket = await ctx.db.ticket.create({
    data: {
      ...{ kind: 'withdrawal', method: channel, amount: amount.minor, currency: amount.currency, account: account ?? null },
      ...{ customerId, identityId: ctx.identity.id, paidAt: ctx.now, createdAt: ctx.now, updatedAt: ctx.now },
    },
  })
  await keepSent(ctx, dialog, ticket)
  await countAttempt(ctx)
  const posted = await ctx.ledger.post(`withdrawal:${ticket.id}`, [
    toClearing(ticket, amount, { actor: `customer:${number}`, now: ctx.now }),
  ])
  refuseBelow(posted, amount)
  const left = await leftOf(ctx.ledger, ticket)
  if (left.minor < 0n) fail('withdrawal_left', { left: money(left.minor + amount.minor, amount.currency) })
  return ticket
}

/** The account may have been put on hold or closed, or got another owner, while this waited for its turn. */
async function refuseHeld({ db, customer, now }: With<'customer'>): Promise<void> {
  const account = await db.customer.findUniqueOrThrow({ where: { id: customer.id } })
  if (account.status !== 'active') fail(account.status === 'closed' ? 'customer_closed' : 'customer_frozen', {})
  refuseHeldBack(account, now)
}

/** Gives the money of a request back that will not be carried out. Resolves with the balance. */
export async function returnHeld(
  ctx: Pick<With<'customer'>, 'ledger' | 'now'>,
  ticket: Ticket,
  by: { readonly actor: string; readonly reason: string },
): Promise<Money> {
  const balance = await putBack(ctx, ticket, { ...by, now: ctx.now, key: `return:${ticket.id}` })
  return balance ?? (await ctx.ledger.balance(wallet(ticket.customerId), ticket.currency))
}

/** Refuses a number of a channel's own by which another withdrawal was settled. Settlements and corrections take turns by a lock of their own. */
export async function refuseSecondSettlement({ db }: Pick<With<'agent'>, 'db'>, { id, method }: Ticket, reference: string): Promise<void> {
  const where = { kind: 'withdrawal', state: 'approved', method, reference, id: { not: id } }
  const earlier = await db.ticket.findFirst({ where, select: { id: true } })
  if (earlier) throw new AppError('settled_before', { reference, ticket: String(earlier.id) })
}
