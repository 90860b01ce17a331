import type { Context, With } from '../command.ts'
import type { Recharge } from '../db.ts'
import { AppError, fail } from '../errors.ts'
import { fullUntil } from '../limit.ts'
import { type Money, money } from '../money.ts'
import type { Method } from './methods.ts'

const HOUR = 3600_000
/** How long an intent to pay can be resumed. */
const OPEN_HOURS = 24
/** Intents one customer, and one chat for whichever customer, may start within 24 hours. */
const LIMIT = { most: 50, hours: 24 }

type Ctx = With<'customer'>

/**
 * Stores an intent to put this much in. It replaces earlier ones for which no method was chosen yet; where one was, the
 * money may be on its way, so those stay. Throws AppError: customer_frozen, too_many.
 */
export async function startRecharge(ctx: Ctx, amount: Money, method?: Method): Promise<Recharge> {
  if (ctx.customer.status !== 'active') throw new AppError('customer_frozen', {})
  await ctx.lock(`recharges of ${ctx.customer.id}`)
  const { status } = await ctx.db.customer.findUniqueOrThrow({ where: { id: ctx.customer.id } })
  if (status === 'closed') throw new AppError('customer_closed', {})
  const own = { customerId: ctx.customer.id }
  // Leaving an account, and opening another, gives no fresh ones.
  const theirs = { OR: [own, { identityId: ctx.identity.id }] }
  const retryAt = await fullUntil(LIMIT, ctx.now, async ({ since, skip }) => {
    const where = { ...theirs, createdAt: { gt: since } }
    return (await ctx.db.recharge.findFirst({ where, orderBy: { createdAt: 'desc' }, skip, select: { createdAt: true } }))?.createdAt
  })
  if (retryAt) throw new AppError('too_many', { retryAt })
  await ctx.db.recharge.updateMany({ where: { ...own, state: 'created', method: null }, data: { state: 'expired', expiresAt: ctx.now } })
  return ctx.db.recharge.create({
    data: {
      ...own,
      identityId: ctx.identity.id,
      method: method?.id ?? null,
      ...chosen(ctx, method),
      amount: amount.minor,
      currency: amount.currency,
      createdAt: ctx.now,
      expiresAt: new Date(ctx.now.getTime() + OPEN_HOURS * HOUR),
    },
  })
}

/** The customer's own recharge; somebody else's is not found. */
export const ownRecharge = async (ctx: Ctx, id: bigint): Promise<Recharge> =>
  (await ctx.db.recharge.findFirst({ where: { id, customerId: ctx.customer.id } })) ?? fail('not_found', {})

/** The newest recharge that waits to be paid. */
export const waitingRecharge = (ctx: Ctx): Promise<Recharge | null> =>
  ctx.db.recharge.findFirst({
    where: { customerId: ctx.customer.id, state: 'created', expiresAt: { gt: ctx.now } },
    orderBy: { id: 'desc' },
  })

/** True while it waits to be paid. */
export const isOpen = (recharge: Recharge, now: Date): boolean => recharge.state === 'created' && recharge.expiresAt > now

/** Notes by which method it will be paid; false when it is not open any more. */
export const chooseMethod = (ctx: Ctx, recharge: Recharge, method: Method): Promise<boolean> =>
  move(ctx, recharge, { method: method.id, ...chosen(ctx, method) })

/** Ends it, because its customer does not want it; false when it is not open any more. */
export const endRecharge = (ctx: Ctx, recharge: Recharge): Promise<boolean> => move(ctx, recharge, { state: 'expired', expiresAt: ctx.now })

export const amountOf = (recharge: Recharge): Money => money(recharge.amount, recharge.currency)

/** Lets it be paid again after a claim of it ended without money, unless another one is still being checked. */
export async function reopenRecharge(ctx: Pick<Context, 'db' | 'lock'>, id: bigint): Promise<void> {
  await ctx.lock(`claims of recharge ${id}`)
  await ctx.db.recharge.updateMany({ where: { id, state: 'proof', tickets: { none: { state: 'open' } } }, data: { state: 'created' } })
}

type Change = Partial<Pick<Recharge, 'method' | 'state' | 'expiresAt' | 'chosenAt' | 'chosenBy'>>

/** When and by which chat a payment by hand was chosen: its proof is asked for once. */
const chosen = ({ now, identity }: Ctx, method: Method | undefined) =>
  method?.kind === 'manual' ? { chosenAt: now, chosenBy: identity.id } : { chosenAt: null, chosenBy: null }

/** In one step with the check, since a payment, an expiry or another window may come between. */
async function move(ctx: Ctx, { id, customerId }: Recharge, data: Change): Promise<boolean> {
  const { count } = await ctx.db.recharge.updateMany({ where: { id, customerId, state: 'created', expiresAt: { gt: ctx.now } }, data })
  return count === 1
}
