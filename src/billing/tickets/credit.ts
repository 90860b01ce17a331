import type { With } from '../../command.ts'
import type { Remedy, Ticket } from '../../db.ts'
import { AppError, fail } from '../../errors.ts'
import { channel, normalReference, wallet } from '../../ledger/index.ts'
import { type Money, money } from '../../money.ts'
import { readAmount } from '../../words/amount.ts'
import { broughtAfter } from './brought.ts'
import { isReference } from './claim.ts'
import { tellOfFirst } from './first.ts'
import { paymentAtHand, staffTicket } from './hands.ts'
import { asSeen, moveTicket, priorOf } from './states.ts'
import { tellOrWait } from './tell.ts'
import { ticketId } from './view.ts'

/** A ticket credited: as it now is, what went in, and the customer's balance after. */
export interface Credited {
  readonly ticket: Ticket
  readonly amount: Money
  readonly balance: Money
}

/** How it is credited: another amount with its reason, or the amount claimed, which is typed again where it is large. */
export interface Crediting {
  readonly amount?: Money
  readonly reference?: string | undefined
  readonly reason?: string
  readonly typed?: string | undefined
}

/** A ticket that may be credited so: everything was looked at. */
export interface Checked {
  readonly ticket: Ticket
  readonly amount: Money
  readonly reference: string
  readonly reason: string | null
}

/**
 * Looks at everything that crediting refuses, before anything is kept or moved. Throws invalid_input (no reference yet, or a large amount not
 * typed), ticket_decided, ticket_changed, ticket_claimed, already_credited, own_ticket, over_limit.
 */
export async function checkCredit(ctx: With<'agent'>, seen: { ticket: bigint; version: number }, how: Crediting): Promise<Checked> {
  const ticket = await paymentAtHand(ctx, seen)
  const amount = how.amount ?? money(ticket.amount, ticket.currency)
  withinLimit(ctx, amount)
  if (!how.amount) typedAgain(ctx, amount, how.typed, (await broughtAfter(ctx, ticket)) !== undefined)
  const reference = normalReference(how.reference ?? ticket.reference ?? '')
  if (!isReference(reference))
    throw new AppError('invalid_input', { problems: { reference: reference ? ctx.t.staff.referenceWrong : ctx.t.staff.referenceNeeded } })
  await refuseSecondCredit(ctx, ticket, reference)
  return { ticket, amount, reference, reason: how.reason ?? null }
}

/** More than was claimed is the word of one person alone, above a limit of two. */
export const needsSecond = ({ config }: Pick<With<'agent'>, 'config'>, { ticket, amount }: Checked): boolean =>
  amount.minor > ticket.amount && amount.minor > config.secondAbove.minor

/** Approves a ticket and posts the money in one transaction with the decision, its audit row and its notices. */
export async function creditTicket(ctx: With<'agent'>, checked: Checked): Promise<Credited> {
  const credited = await post(ctx, checked, ctx.staff.id)
  await tellOfFirst(ctx, credited.ticket.id, (t) => t.desk.firstCredit(ticketId(credited.ticket), credited.amount))
  return credited
}

/** Credits what a second lead has approved; everything is looked at once more. */
export async function applyCredit(ctx: With<'lead'>, remedy: Remedy): Promise<void> {
  const ticket = asSeen(await staffTicket(ctx, remedy.ticketId ?? 0n), remedy.version ?? 0)
  const reference = remedy.reference ?? ''
  await refuseSecondCredit(ctx, ticket, reference)
  await post(ctx, { ticket, amount: money(remedy.amount, remedy.currency), reference, reason: remedy.reason }, remedy.askedBy)
}

async function post(ctx: With<'agent'>, { ticket: before, amount, reference, reason }: Checked, by: bigint): Promise<Credited> {
  const decision = {
    state: 'approved',
    reference,
    prior: priorOf(before),
    question: null,
    laterUntil: null,
    decidedBy: by,
    decidedAt: ctx.now,
    reasonText: reason,
  }
  await moveTicket(
    ctx.db,
    { id: before.id, version: before.version },
    { ...decision, credited: amount.minor },
    { now: ctx.now, reader: 'staff' },
  )
  // Undone and credited again, it is another posting.
  const posted = await ctx.ledger.post(`ticket:${before.id}:${before.version}`, [
    {
      from: channel(before.method),
      to: wallet(before.customerId),
      amount,
      kind: 'recharge',
      // The moment of the credit: the time of payment is the customer's word, and stays on the ticket.
      occurredAt: ctx.now,
      actor: `staff:${ctx.staff.id}`,
      source: `ticket:${before.id}`,
      channel: before.method,
      reference,
      ...(reason ? { reason } : {}),
    },
  ])
  const ticket = await ctx.db.ticket.update({ where: { id: before.id }, data: { transferId: posted.ids[0] ?? null } })
  if (before.rechargeId) await ctx.db.recharge.update({ where: { id: before.rechargeId }, data: { state: 'paid' } })
  ctx.audit({
    action: 'ticket.approve',
    subject: `ticket:${before.id}`,
    before: { state: 'open', version: before.version, amount: before.amount, reference: before.reference },
    after: { state: 'approved', credited: amount.minor, currency: amount.currency, reference, transfer: posted.ids[0], asked: by },
    ...(reason ? { reason } : {}),
  })
  ctx.card(before.id)
  await tellOrWait(ctx, ticket)
  return { ticket, amount, balance: posted.balance ?? (await ctx.ledger.balance(wallet(before.customerId), amount.currency)) }
}

/** Whether an amount is so large that it has to be typed. */
export const isLarge = (ctx: Pick<With<'agent'>, 'config'>, amount: Money): boolean => amount.minor > ctx.config.confirmAbove.minor

/** Throws over_limit when it is more than this agent may decide. */
export function withinLimit({ staff }: With<'agent'>, { minor, currency }: Money): void {
  if (staff.role === 'agent' && staff.limit !== null && minor > staff.limit) fail('over_limit', { limit: money(staff.limit, currency) })
}

/** Throws invalid_input unless a large amount, or `anyAmount`, was typed once more. */
export function typedAgain(ctx: With<'agent'>, amount: Money, typed: string | undefined, anyAmount = false): void {
  if (!anyAmount && !isLarge(ctx, amount)) return
  if (typed === undefined) throw new AppError('invalid_input', { problems: {} })
  const read = readAmount(typed, amount.currency)
  if (!read.ok) throw new AppError('invalid_input', { problems: { typed: ctx.t.problems.amount(read, amount.currency) } })
  if (read.amount.minor === amount.minor) return
  throw new AppError('invalid_input', { problems: { typed: ctx.t.desk.typedOther(read.amount, amount) } })
}

/** Somebody who credited this very ticket a moment ago is named by the move that fails, not by the reference. */
async function refuseSecondCredit(ctx: With<'agent'>, { id, method }: Ticket, reference: string): Promise<void> {
  const earlier = await ctx.ledger.credited(method, reference)
  if (!earlier || earlier.source === `ticket:${id}`) return
  const ticket = /^ticket:(\d+)$/.exec(earlier.source)?.[1]
  throw new AppError('already_credited', { reference, ...(ticket ? { ticket } : {}) })
}
