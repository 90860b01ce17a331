import type { Texts } from '../../../locales/index.ts'
import type { With } from '../../command.ts'
import type { Db, Remedy, Ticket } from '../../db.ts'
import { fail } from '../../errors.ts'
import type { Money } from '../../money.ts'
import { notice, type Reply, reply } from '../../reply.ts'
import { isLead } from '../staff.ts'
import { applyCredit } from '../tickets/credit.ts'
import { tellOfFirst } from '../tickets/first.ts'
import { isOnePerson, isOwn } from '../tickets/hands.ts'
import { applySettlement } from '../tickets/settle.ts'
import { takeTurn } from '../tickets/stated.ts'
import { backInHand } from '../tickets/working.ts'
import { applyAdjustment } from './adjust.ts'
import { applyCorrection } from './correct.ts'
import { applyMerge } from './merge.ts'
import { type Asked, outcomeNotice, remedyText, secondNotice } from './notices.ts'
import { onlyRequest, waitingAt } from './waiting.ts'

const DAY = 24 * 3600_000

/** What a lead asks for. `weight`: the largest amount that it moves. */
export type Wanted = Pick<Remedy, 'kind' | 'customerId' | 'amount' | 'currency' | 'weight'> &
  Partial<Pick<Remedy, 'ticketId' | 'version' | 'fromId' | 'reference' | 'channel' | 'code' | 'reason'>>

/** Done at once, or waiting for a second lead. */
export type Asking = { readonly done: Remedy } | { readonly waiting: Remedy }

/**
 * Does it at once when it is within what one person may put right alone in 24 hours, together with what they did before; else keeps it,
 * for another lead to approve within a day. Throws what doing it throws, in both cases before anything is kept where that can be known, and
 * request_waits where another one about the same ticket waits.
 */
export async function askRemedy(ctx: With<'lead'>, wanted: Wanted): Promise<Asking> {
  await takeTurn(ctx)
  if (wanted.ticketId) await onlyRequest(ctx, { id: wanted.ticketId, version: wanted.version ?? 0 })
  await ctx.lock(`remedies of ${ctx.staff.id}`)
  const expiresAt = new Date(ctx.now.getTime() + DAY)
  const state = (await withinAlone(ctx, wanted.weight)) ? 'done' : 'waiting'
  const remedy = await ctx.db.remedy.create({ data: { ...wanted, state, askedBy: ctx.staff.id, askedAt: ctx.now, expiresAt } })
  // In words from before it is done: what it makes of the claim is not what the claim was.
  const asked = await askedRemedy(ctx, remedy.id)
  if (state === 'done') await apply(ctx, remedy)
  else await tellLeads(ctx, remedy)
  await tellOfFirst(ctx, remedy.ticketId, (t) => remedyText(t, asked))
  return state === 'done' ? { done: remedy } : { waiting: remedy }
}

/**
 * Keeps the statement that a large withdrawal was sent until a lead beside the one who sent it confirms it, within a day: one at a time, as
 * settling has looked at in its turn. The card shows it, so that nobody sends the money again.
 */
export const askSettlement = (
  ctx: With<'agent'>,
  { id, version, customerId, amount, currency }: Ticket,
  reference: string,
): Promise<Remedy> => keep(ctx, { kind: 'settle', ticketId: id, version, customerId, amount, currency, weight: amount, reference })

/**
 * Keeps that a payment is to be credited with more than was claimed, above what one person may do alone, for a lead beside them to approve: one
 * request at a time. Throws request_waits.
 */
export const askCredit = async (
  ctx: With<'agent'>,
  { id, version, customerId, currency }: Ticket,
  { amount, reference, reason }: { readonly amount: Money; readonly reference: string; readonly reason: string },
): Promise<Remedy> => {
  await onlyRequest(ctx, { id, version })
  const moved = { amount: amount.minor, currency, weight: amount.minor }
  return keep(ctx, { kind: 'credit', ticketId: id, version, customerId, ...moved, reference, reason })
}

async function keep(ctx: With<'agent'>, wanted: Wanted & { readonly ticketId: bigint }): Promise<Remedy> {
  const asking = { state: 'waiting', askedBy: ctx.staff.id, askedAt: ctx.now, expiresAt: new Date(ctx.now.getTime() + DAY) }
  const remedy = await ctx.db.remedy.create({ data: { ...wanted, ...asking } })
  ctx.card(wanted.ticketId)
  await tellLeads(ctx, remedy)
  return remedy
}

async function tellLeads(ctx: With<'agent'>, remedy: Remedy): Promise<void> {
  const asked = await askedRemedy(ctx, remedy.id)
  ctx.audit({
    action: 'remedy.ask',
    subject: `remedy:${remedy.id}`,
    after: {
      kind: remedy.kind,
      ticket: remedy.ticketId,
      customer: asked.customer.number,
      from: asked.from?.number,
      amount: remedy.amount,
      reference: remedy.reference,
    },
    ...(remedy.reason ? { reason: remedy.reason } : {}),
  })
  ctx.notify({ staff: 'leads', except: ctx.staff.id, ...(remedy.ticketId ? { ticket: remedy.ticketId } : {}) }, (t) =>
    secondNotice(t, asked),
  )
}

/** What one person moved alone since yesterday counts together: many small steps are no way around the second one. */
async function withinAlone(ctx: With<'lead'>, weight: bigint): Promise<boolean> {
  const where = { askedBy: ctx.staff.id, state: 'done', decidedBy: null, askedAt: { gt: new Date(ctx.now.getTime() - DAY) } }
  const { _sum } = await ctx.db.remedy.aggregate({ where, _sum: { weight: true } })
  return (_sum.weight ?? 0n) + weight <= ctx.config.secondAbove.minor
}

/** Countersigns or declines what another asked for, or takes back what one asked for oneself, once. Throws not_allowed, remedy_closed, same_person, asker_unfit, own_account, own_ticket, and what doing it throws. */
export async function decideRemedy(ctx: With<'agent'>, id: bigint, approves: boolean): Promise<Asked> {
  const asked = await askedRemedy(ctx, id)
  const back = !approves && asked.askedBy === ctx.staff.id
  if (!back && !isLead(ctx.staff)) fail('not_allowed', {})
  if (approves) await refuseSamePerson(ctx, asked)
  const { count } = await ctx.db.remedy.updateMany({
    where: { id, state: 'waiting', expiresAt: { gt: ctx.now } },
    data: { state: approves ? 'done' : 'declined', decidedBy: ctx.staff.id, decidedAt: ctx.now },
  })
  if (count === 0) throw closed(await askedRemedy(ctx, id))
  if (approves) {
    await refuseAsker(ctx, asked)
    await apply(ctx, asked)
    await tellOfFirst(ctx, asked.ticketId, (t) => remedyText(t, asked))
  }
  const declined = back ? 'remedy.take-back' : 'remedy.decline'
  ctx.audit({ action: approves ? 'remedy.countersign' : declined, subject: `remedy:${id}`, after: { asked: asked.askedBy } })
  if (!approves) await letGo(ctx, asked)
  const about = asked.ticketId ? { ticket: asked.ticketId } : {}
  const outcome = (t: Texts): Reply =>
    back
      ? reply([notice(t.remedy.second.tookBack(ctx.staff.name, remedyText(t, asked)), 'plain')])
      : outcomeNotice(t, asked, t.remedy.second.outcome(ctx.staff.name, approves, remedyText(t, asked)), approves)
  ctx.notify({ staff: 'leads', except: ctx.staff.id, ...about }, outcome)
  // An agent states that they sent a withdrawal: they are none of the leads.
  if (!back && !isLead(asked.asker)) ctx.notify({ staff: 'member', id: asked.askedBy, ...about }, outcome)
  return asked
}

/** What waits for longer than a day. */
const overdue = (now: Date) => ({ state: 'waiting', expiresAt: { lte: now } })

/** Requests that nobody answered within a day, the oldest first. */
export const overdueRemedies = (db: Db, now: Date): Promise<readonly { readonly id: bigint }[]> =>
  db.remedy.findMany({ where: overdue(now), select: { id: true }, orderBy: { id: 'asc' } })

/** Ends one, in the caller's transaction: who asked is told, and a withdrawal is in their hands again. Without effect when it was ended meanwhile. */
export async function endRemedy(ctx: Pick<With<'lead'>, 'db' | 'now' | 'audit' | 'notify' | 'card'>, id: bigint): Promise<void> {
  const { count } = await ctx.db.remedy.updateMany({ where: { id, ...overdue(ctx.now) }, data: { state: 'expired' } })
  if (count === 0) return
  const asked = await askedRemedy(ctx, id)
  ctx.audit({ action: 'remedy.expire', subject: `remedy:${id}`, after: { asked: asked.askedBy } })
  await letGo(ctx, asked)
  const about = asked.ticketId === null ? {} : { ticket: asked.ticketId }
  ctx.notify({ staff: 'member', id: asked.askedBy, ...about }, (t) =>
    outcomeNotice(t, asked, t.remedy.second.lapsed(remedyText(t, asked)), false),
  )
}

/** Nothing is waited for on its card any more; what was stated as sent stays with who stated it. */
async function letGo({ db, now, audit, card }: Pick<With<'lead'>, 'db' | 'now' | 'audit' | 'card'>, asked: Remedy): Promise<void> {
  if (asked.ticketId === null) return
  card(asked.ticketId)
  if (asked.kind !== 'settle' || !(await backInHand(db, asked, now))) return
  audit({ action: 'ticket.claim', subject: `ticket:${asked.ticketId}`, after: { by: asked.askedBy, remedy: asked.id } })
}

/** How many requests of others wait, and a page of them, the oldest first: the last one where there are not that many. */
export async function waitingRequests(
  { db, now, staff }: Pick<With<'lead'>, 'db' | 'now' | 'staff'>,
  most: number,
  wanted = 0,
): Promise<{ readonly count: number; readonly page: number; readonly shown: readonly Asked[] }> {
  const where = { ...waitingAt(now), askedBy: { not: staff.id } }
  const count = await db.remedy.count({ where })
  const page = Math.max(0, Math.min(wanted, Math.ceil(count / most) - 1))
  const shown = await db.remedy.findMany({ where, include: persons, orderBy: { id: 'asc' }, take: most, skip: page * most })
  return { count, page, shown }
}

/** One that waits. Throws not_found and, where it is decided, remedy_closed. */
export async function requestWaiting(ctx: With<'lead'>, id: bigint): Promise<Asked> {
  const asked = await askedRemedy(ctx, id)
  return asked.state === 'waiting' && asked.expiresAt > ctx.now ? asked : closed(asked)
}

const persons = { asker: true, decider: true, customer: true, from: true, ticket: { include: { payee: true, customer: true } } } as const

const askedRemedy = async (ctx: Pick<With<'lead'>, 'db'>, id: bigint) =>
  (await ctx.db.remedy.findUnique({ where: { id }, include: persons })) ?? fail('not_found', {})

async function refuseSamePerson({ db, staff }: With<'lead'>, { askedBy }: Asked): Promise<void> {
  if (await isOnePerson(db, askedBy, staff.id)) fail('same_person', {})
}

function closed(remedy: Awaited<ReturnType<typeof askedRemedy>>): never {
  const expired = remedy.state === 'waiting' || remedy.state === 'expired'
  const decided = remedy.decidedBy === remedy.askedBy && remedy.state === 'declined' ? 'taken-back' : remedy.state
  const state = expired ? 'expired' : decided
  return fail('remedy_closed', {
    state,
    by: remedy.decider?.name ?? '',
    at: expired ? remedy.expiresAt : (remedy.decidedAt ?? remedy.askedAt),
  })
}

/** An agent states what they sent, and credits what they see: up to their limit, which is looked at when they ask. */
const mayAsk = ({ kind, asker }: Asked): boolean => (kind === 'settle' || kind === 'credit' ? asker.role !== 'desk' : isLead(asker))

/** Who asked must still be one who may, and none of the accounts may have become theirs since. */
async function refuseAsker({ db }: With<'lead'>, asked: Asked): Promise<void> {
  const { asker, customerId, fromId, ticket } = asked
  const own = [customerId, fromId, ticket?.customerId, ticket?.creditedTo].flatMap((id) => id ?? [])
  for (const id of own) if (await isOwn({ db, staff: asker }, id)) fail('asker_unfit', { by: asker.name })
  if (asker.removedAt || !mayAsk(asked)) fail('asker_unfit', { by: asker.name })
}

async function apply(ctx: With<'lead'>, remedy: Remedy): Promise<void> {
  if (remedy.kind === 'correct') await applyCorrection(ctx, remedy)
  else if (remedy.kind === 'settle') await applySettlement(ctx, remedy)
  else if (remedy.kind === 'credit') await applyCredit(ctx, remedy)
  else if (remedy.kind === 'merge') await applyMerge(ctx, remedy)
  else await applyAdjustment(ctx, remedy)
}
