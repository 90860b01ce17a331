import type { With } from '../../command.ts'
import type { Customer, FullDb, Remedy } from '../../db.ts'
import { fail } from '../../errors.ts'
import { type Ledger, wallet } from '../../ledger/types.ts'
import type { Money } from '../../money.ts'
import { chatsOf, endRequests } from '../link-requests.ts'
import { isOwn } from '../tickets/hands.ts'
import { takeTurn } from '../tickets/stated.ts'
import { holdBack } from '../tickets/withdrawal.ts'
import { tellMerged } from './notices.ts'
import { sweep } from './sweep.ts'

/** Two accounts that are to be one, as they are now: for reading back, and for doing it. */
export interface Both {
  readonly stray: Side
  readonly into: Side
}

/** One of them. `open`: claims, and payments on their way. */
export interface Side {
  readonly customer: Customer
  readonly balance: Money
  readonly chats: number
  readonly open: { readonly tickets: number; readonly recharges: number }
}

/** Claims and payments that are still to come, and so go along. */
const OPEN = { tickets: { state: 'open' }, recharges: { state: { in: ['created', 'proof'] } } }

/** Decided, while its customer was not told of it yet: it can still be undone. */
const UNTOLD = { state: { in: ['approved', 'rejected'] }, toldAt: null }

/**
 * Looks at both accounts. Throws what they may not be: one account, somebody's own, on hold or closed, of another currency, with a decision
 * that its customer was not told of yet, money set aside for a withdrawal, or a request that waits for a second lead.
 */
export async function bothAccounts(ctx: With<'lead'>, ids: { stray: bigint; into: bigint }, remedy?: bigint): Promise<Both> {
  if (ids.stray === ids.into) fail('not_mergeable', { why: 'same', number: '' })
  const stray = await sideOf(ctx, ids.stray)
  const into = await sideOf(ctx, ids.into)
  const { number } = stray.customer
  const waits = { state: 'waiting', expiresAt: { gt: ctx.now }, ...(remedy === undefined ? {} : { NOT: { id: remedy } }) }
  const of = [{ customerId: ids.stray }, { fromId: ids.stray }, { ticket: { customerId: ids.stray } }, { fromId: ids.into }]
  if (await ctx.db.remedy.findFirst({ where: { ...waits, OR: of } })) fail('not_mergeable', { why: 'requests', number })
  const asked = { customerId: ids.stray, state: 'open', kind: 'withdrawal' }
  if (await ctx.db.ticket.findFirst({ where: asked })) fail('not_mergeable', { why: 'withdrawal', number })
  if (await ctx.db.ticket.findFirst({ where: { customerId: ids.stray, ...UNTOLD } })) fail('not_mergeable', { why: 'untold', number })
  return { stray, into }
}

async function sideOf(ctx: With<'lead'>, id: bigint): Promise<Side> {
  const { db, ledger, config } = ctx
  const customer = (await db.customer.findUnique({ where: { id } })) ?? fail('not_found', {})
  if (customer.status !== 'active') fail('not_mergeable', { why: customer.status, number: customer.number })
  if (await isOwn(ctx, id)) fail('own_account', {})
  const [chats, tickets, recharges] = await Promise.all([
    db.identity.count({ where: { customerId: id } }),
    db.ticket.count({ where: { customerId: id, ...OPEN.tickets } }),
    db.recharge.count({ where: { customerId: id, ...OPEN.recharges } }),
  ])
  return { customer, balance: await ledger.balance(wallet(id), config.currency), chats, open: { tickets, recharges } }
}

/**
 * Makes one account of two, in the caller's transaction: balance, chats, open claims and payments, and what counts against limits go over;
 * the stray is closed for good and says where everything went. Decided claims and the records stay with it, for staff to find.
 */
export async function applyMerge(ctx: With<'lead'>, remedy: Remedy): Promise<{ amount: Money; balance: Money }> {
  // Two wallets are moved, in an order of the case's own: corrections take turns. So A into B and B into A cannot wait for each other.
  await takeTurn(ctx)
  const ids = { stray: remedy.fromId ?? 0n, into: remedy.customerId }
  const ordered = [ids.stray, ids.into].sort((a, b) => (a < b ? -1 : 1))
  for (const id of ordered) await ctx.lock(chatsOf(id))
  // Whoever opens a claim or a recharge at this moment is either seen here, or sees that the account is closed.
  await ctx.lock(`tickets of ${ids.stray}`)
  await ctx.lock(`recharges of ${ids.stray}`)
  // Held until commit: nobody puts one of them on hold at this moment.
  for (const id of ordered) await ctx.db.customer.update({ where: { id }, data: { id } })
  const { stray, into } = await bothAccounts(ctx, ids, remedy.id)
  const { customerId: to, moved } = await moveWhatIsOpen(ctx, ids)
  await refuseDecided(ctx, stray.customer)
  const chats = await moveChats(ctx, ids)
  // What was the stray's has another owner by this, and so has an account that had none.
  await holdBack(ctx.db, to, ctx.now)
  const closed = { status: 'closed', mergedInto: ids.into }
  await ctx.db.customer.updateMany({ where: { mergedInto: ids.stray }, data: { mergedInto: ids.into } })
  await ctx.db.customer.update({ where: { id: ids.stray }, data: closed })
  const how = { currency: remedy.currency, actor: `staff:${ctx.staff.id}`, now: ctx.now }
  const amount = await sweep(ctx.ledger, stray.customer, into.customer, how)
  const balance = await ctx.ledger.balance(wallet(to), remedy.currency)
  const what = { ...{ stray: stray.customer.number, into: into.customer.number, remedy: remedy.id, asked: remedy.askedBy } }
  const after = { ...what, amount: amount.minor, currency: amount.currency, chats, ...moved }
  for (const { number } of [stray.customer, into.customer])
    ctx.audit({ action: 'customer.merge', subject: `customer:${number}`, after, reason: remedy.reason ?? '' })
  tellMerged(ctx, { stray: stray.customer, into: into.customer, amount, balance, chats })
  return { amount, balance }
}

/** Claims rise in version, so that nobody decides one who saw it as the stray's. */
async function moveWhatIsOpen({ db, now, card }: With<'lead'>, ids: { stray: bigint; into: bigint }) {
  const data = { customerId: ids.into }
  const tickets = await db.ticket.updateManyAndReturn({
    where: { customerId: ids.stray, ...OPEN.tickets },
    data: { ...data, version: { increment: 1 }, updatedAt: now },
    select: { id: true },
  })
  for (const { id } of tickets) card(id)
  const recharges = await db.recharge.updateManyAndReturn({
    where: { customerId: ids.stray, ...OPEN.recharges },
    data,
    select: { id: true },
  })
  await db.notice.updateMany({ where: { customerId: ids.stray, sentAt: null }, data })
  await db.attempt.updateMany({ where: { customerId: ids.stray }, data })
  await db.staff.updateMany({ where: { customerId: ids.stray }, data })
  await db.linkCode.updateMany({ where: { customerId: ids.stray, expiresAt: { gt: now } }, data: { expiresAt: now } })
  await endRequests(db, { customerId: ids.stray }, now)
  return { ...data, moved: { tickets: tickets.map(({ id }) => id), recharges: recharges.map(({ id }) => id) } }
}

/** Moving the claims has waited for whoever decided one, or undid that, at this moment: it stayed with the stray, where nobody would be told. */
async function refuseDecided({ db }: With<'lead'>, { id, number }: Customer): Promise<void> {
  const left = await db.ticket.findFirst({ where: { customerId: id, OR: [OPEN.tickets, UNTOLD] } })
  if (left) fail('not_mergeable', { why: 'untold', number })
}

/** The stray's owner goes first: where the other account has no chat, it owns that one too. */
async function moveChats({ db, now }: With<'lead'>, ids: { stray: bigint; into: bigint }): Promise<readonly bigint[]> {
  const chats = await db.identity.findMany({
    where: { customerId: ids.stray },
    orderBy: [{ owner: 'desc' }, { linkedAt: 'asc' }, { id: 'asc' }],
  })
  for (const { id } of chats) {
    await db.identity.update({ where: { id }, data: { customerId: ids.into } })
    await endRequests(db, { identityId: id, customerId: ids.into }, now)
  }
  return chats.map(({ id }) => id)
}

/** What counts against the limit of one person: the stray's chats see what the other account holds, so the larger balance of both. */
export const weightOf = ({ stray, into }: Both): bigint => {
  const [a, b] = [stray, into].map(({ balance }) => (balance.minor < 0n ? -balance.minor : balance.minor)) as [bigint, bigint]
  return a > b ? a : b
}

/** Moves on what reached an account after it was merged: a payment by an old link, a correction of an old claim. Call it in its turn (`takeTurn`). */
export async function sweepMerged(db: FullDb, ledger: Ledger, id: bigint, how: { currency: string; now: Date }) {
  const stray = await db.customer.findUniqueOrThrow({ where: { id }, include: { into: true } })
  if (!stray.into) return undefined
  const amount = await sweep(ledger, stray, stray.into, { ...how, actor: 'system' })
  if (amount.minor === 0n) return undefined
  return { into: stray.into, amount, balance: await ledger.balance(wallet(stray.into.id), how.currency) }
}

/** As it is asked for: the balance that was seen. */
export const mergeWanted = (both: Both, reason: string) => ({
  kind: 'merge',
  customerId: both.into.customer.id,
  fromId: both.stray.customer.id,
  amount: both.stray.balance.minor,
  currency: both.stray.balance.currency,
  weight: weightOf(both),
  reason,
})
