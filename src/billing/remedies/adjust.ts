import type { With } from '../../command.ts'
import type { Remedy } from '../../db.ts'
import { fail } from '../../errors.ts'
import { channel, wallet } from '../../ledger/index.ts'
import { type Money, money, negate } from '../../money.ts'
import { isOwn } from '../tickets/hands.ts'
import { forced } from './forced.ts'
import { adjustedNotice } from './notices.ts'
import { refuseBehind, waitingAt } from './waiting.ts'

/** Why a balance is adjusted. */
export const CODES = ['goodwill', 'billing_error', 'compensation', 'chargeback', 'fee', 'other'] as const
export type Code = (typeof CODES)[number]

/** A code as it was stored; "other" for what is not known. */
export const codeOf = (code: string | null): Code => CODES.find((known) => known === code) ?? 'other'

/** What adjustments of an account take turns by. */
export const adjustmentsOf = (customerId: bigint): string => `adjustments of ${customerId}`

/** Refuses a reference by which this account was adjusted before, or is going to be. Take the lock of the account's adjustments first. */
export async function refuseSecondAdjustment(ctx: With<'lead'>, customerId: bigint, reference: string): Promise<void> {
  const where = { kind: 'adjust', customerId, reference, OR: [{ state: 'done' }, waitingAt(ctx.now)] }
  const earlier = await ctx.db.remedy.findFirst({ where, include: { asker: true } })
  if (earlier) fail('adjusted_before', { reference, by: earlier.asker.name, at: earlier.askedAt })
}

/**
 * What the bank gives back after all is no more than it took: money that goes in by a channel can be asked for as a withdrawal, and is not made of
 * a lead's word. Asked for, it counts as given back while it waits. `doing`: the request that is done now, which is measured by what was done.
 * Take the lock of the account's adjustments first. Throws not_taken, request_waits.
 */
export async function refuseUntaken(
  ctx: With<'lead'>,
  what: Pick<Remedy, 'customerId' | 'channel' | 'amount' | 'currency'>,
  doing?: bigint,
) {
  const { customerId, channel, amount, currency } = what
  if (channel === null || amount < 0n) return
  const back = { kind: 'adjust', customerId, channel }
  const sum = async (where: object): Promise<bigint> =>
    (await ctx.db.remedy.aggregate({ where: { ...back, ...where }, _sum: { amount: true } }))._sum.amount ?? 0n
  const taken = -(await sum({ state: 'done', ...(doing === undefined ? {} : { id: { not: doing } }) }))
  const asked = { ...waitingAt(ctx.now), amount: { gt: 0n } }
  const left = doing === undefined ? taken - (await sum(asked)) : taken
  if (amount <= left) return
  const first = await ctx.db.remedy.findFirst({ where: { ...back, ...asked }, include: { asker: true }, orderBy: { id: 'asc' } })
  if (first && amount <= taken) refuseBehind(ctx, first)
  fail('not_taken', { left: money(left, currency) })
}

/**
 * Posts an adjustment in the caller's transaction and tells the customer. Below zero a wallet goes only by this and by a correction. What the bank
 * took back goes to the channel by which it came, so that it does not go back there once more as a withdrawal.
 */
export async function applyAdjustment(ctx: With<'lead'>, remedy: Remedy): Promise<{ amount: Money; balance: Money }> {
  if (await isOwn(ctx, remedy.customerId)) fail('own_account', {})
  const { number, status } = await ctx.db.customer.findUniqueOrThrow({ where: { id: remedy.customerId } })
  // It may have been closed since it was asked for.
  if (status === 'closed') fail('account_closed', { number })
  await ctx.lock(adjustmentsOf(remedy.customerId))
  await refuseUntaken(ctx, remedy, remedy.id)
  const amount = money(remedy.amount, remedy.currency)
  const own = wallet(remedy.customerId)
  const takes = amount.minor < 0n
  const other = remedy.channel === null ? 'adjustments' : channel(remedy.channel)
  const transfer = {
    ...(takes ? { from: own, to: other, amount: negate(amount) } : { from: other, to: own, amount }),
    ...(remedy.channel === null ? {} : { channel: remedy.channel }),
    kind: 'adjustment' as const,
    occurredAt: ctx.now,
    actor: `staff:${ctx.staff.id}`,
    source: `adjust:${remedy.id}`,
    reason: [remedy.code, remedy.reference, remedy.reason].filter(Boolean).join(' · '),
  }
  const posted = await forced((force) => ctx.ledger.post(`adjust:${remedy.id}`, [{ ...transfer, ...force }]))
  const balance = posted.balance ?? (await ctx.ledger.balance(own, remedy.currency))
  ctx.audit({
    action: 'customer.adjust',
    subject: `customer:${number}`,
    after: {
      amount: amount.minor,
      currency: amount.currency,
      code: remedy.code,
      ...{ reference: remedy.reference, channel: remedy.channel, transfer: posted.ids[0], asked: remedy.askedBy },
    },
    ...(remedy.reason ? { reason: remedy.reason } : {}),
  })
  ctx.notify({ customerId: remedy.customerId }, (t) => adjustedNotice(t, remedy, { amount, balance }))
  return { amount, balance }
}
