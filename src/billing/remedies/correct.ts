import type { Text } from '../../../locales/text.ts'
import type { With } from '../../command.ts'
import type { Customer, Remedy, Ticket } from '../../db.ts'
import { AppError, fail } from '../../errors.ts'
import { channel, normalReference, wallet } from '../../ledger/index.ts'
import { type Money, money } from '../../money.ts'
import { isReference } from '../tickets/claim.ts'
import { isOwn, staffTicket } from '../tickets/hands.ts'
import { putBack, toChannel, toClearing } from '../tickets/held.ts'
import { takeTurn } from '../tickets/stated.ts'
import { recastTicket } from '../tickets/states.ts'
import { refuseSecondSettlement } from '../tickets/withdrawal.ts'
import { forced } from './forced.ts'
import { tellCorrected } from './notices.ts'

/** What a ticket should have been credited as. `amount` 0: not at all. */
export interface Right {
  readonly amount: Money
  readonly customer: Customer
  readonly reference: string | null
}

/** A decided ticket, as the person saw it, with whose balance its credit is in; refuses one's own and one that is still open. */
export async function decidedTicket(ctx: With<'lead'>, seen: { ticket: bigint; version: number }) {
  const ticket = await staffTicket(ctx, seen.ticket)
  if (ticket.state === 'open') fail('not_decided', { ticket: String(ticket.id) })
  if (ticket.state === 'withdrawn' || ticket.version !== seen.version) fail('ticket_changed', { ticket: String(ticket.id) })
  const payee = await ctx.db.customer.findUniqueOrThrow({ where: { id: ticket.creditedTo ?? ticket.customerId } })
  if (await isOwn(ctx, payee.id)) fail('own_account', {})
  return { ...ticket, payee }
}

type Decided = Awaited<ReturnType<typeof decidedTicket>>

/** Throws what a correction may not be: nothing changed, somebody's own account, a reference that credits something else. */
export async function checkRight(ctx: With<'lead'>, ticket: Decided, right: Right): Promise<void> {
  if (await isOwn(ctx, right.customer.id)) fail('own_account', {})
  const same =
    right.amount.minor === (ticket.credited ?? 0n) && right.customer.id === ticket.payee.id && right.reference === ticket.reference
  if (same || (right.amount.minor === 0n && ticket.credited === null))
    throw new AppError('invalid_input', { problems: { amount: ctx.t.remedy.same } })
  const back = ticket.kind === 'withdrawal'
  // What went back of an account is put right also when it was closed since.
  if (right.customer.status === 'closed' && !(back && right.customer.id === ticket.customerId))
    fail('account_closed', { number: right.customer.number })
  if (back && right.customer.id !== ticket.customerId)
    throw new AppError('invalid_input', { problems: { customer: ctx.t.withdrawal.sameCustomer } })
  if (right.amount.minor === 0n) return
  if (right.reference === null || !isReference(right.reference))
    throw new AppError('invalid_input', { problems: { reference: numberWanted(ctx, right.reference, back) } })
  if (back) return refuseSecondSettlement(ctx, ticket, right.reference)
  const credited = await ctx.ledger.credited(ticket.method, right.reference)
  if (!credited || credited.id === ticket.transferId) return
  const other = /^ticket:(\d+)$/.exec(credited.source)?.[1]
  fail('already_credited', { reference: right.reference, ...(other ? { ticket: other } : {}) })
}

const numberWanted = ({ t }: With<'lead'>, given: string | null, back: boolean): Text => {
  if (back) return t.withdrawal.refundNumber
  return given === null ? t.staff.referenceNeeded : t.staff.referenceWrong
}

/** The reference as it is kept, null where there is none. */
export const referenceOf = (typed: string | undefined): string | null => normalReference(typed ?? '') || null

/**
 * Reverses what was credited and credits what is right, in the caller's transaction: the ticket names the new posting, every transfer the
 * ticket; each customer whose balance changed gets one notice. A wallet that was spent may go below zero here.
 */
export async function applyCorrection(ctx: With<'lead'>, remedy: Remedy): Promise<void> {
  // Two wallets are moved, in an order of the case's own: corrections take turns.
  await takeTurn(ctx)
  const ticket = await decidedTicket(ctx, { ticket: remedy.ticketId ?? 0n, version: remedy.version ?? 0 })
  const customer = await ctx.db.customer.findUniqueOrThrow({ where: { id: remedy.customerId } })
  const right = { amount: money(remedy.amount, remedy.currency), customer, reference: remedy.reference }
  await checkRight(ctx, ticket, right)
  const decision = { credited: right, reason: remedy.reason, by: remedy.askedBy, now: ctx.now }
  const moved = await recastTicket(ctx.db, ticket, decision)
  const { reversal, transfer } = await (ticket.kind === 'withdrawal' ? resettle : recredit)(ctx, { before: ticket, moved, right, remedy })
  const now = await ctx.db.ticket.update({ where: { id: ticket.id }, data: { transferId: transfer ?? null } })
  if (ticket.rechargeId)
    await ctx.db.recharge.updateMany({ where: { id: ticket.rechargeId }, data: { state: transfer ? 'paid' : 'failed' } })
  ctx.audit({
    action: 'ticket.correct',
    subject: `ticket:${ticket.id}`,
    before: {
      state: ticket.state,
      customer: ticket.payee.number,
      credited: ticket.credited,
      reference: ticket.reference,
      transfer: ticket.transferId,
    },
    after: {
      ...{ state: now.state, customer: customer.number, credited: now.credited, reference: now.reference },
      ...{ reversal, transfer, remedy: remedy.id, asked: remedy.askedBy },
    },
    reason: remedy.reason ?? '',
  })
  ctx.card(ticket.id)
  await tellCorrected(ctx, { ticket: now, before: ticket, right })
}

interface Replacing {
  readonly before: Ticket
  readonly moved: Ticket
  readonly right: Right
  readonly remedy: Remedy
}

interface Replaced {
  readonly reversal?: bigint | undefined
  readonly transfer?: bigint | undefined
}

async function recredit(ctx: With<'lead'>, { before, moved, right, remedy }: Replacing): Promise<Replaced> {
  const reversal = before.transferId === null ? undefined : await reverse(ctx, before, before.transferId, remedy)
  return { reversal, transfer: right.amount.minor > 0n ? await credit(ctx, moved, right, remedy) : undefined }
}

/** A withdrawal: all of it comes back into the wallet, and what was really sent goes out anew, both its steps at once. */
async function resettle(ctx: With<'lead'>, { before, right, remedy }: Replacing): Promise<Replaced> {
  const by = { actor: `staff:${ctx.staff.id}`, now: ctx.now }
  await putBack(ctx, before, { ...by, key: `correct:${remedy.id}:reverse`, reason: remedy.reason ?? 'corrected' })
  if (right.amount.minor === 0n) return {}
  const sent = toChannel(before, right.amount, right.reference ?? '', by)
  const { ids } = await forced((force) =>
    ctx.ledger.post(`correct:${remedy.id}`, [{ ...toClearing(before, right.amount, by), ...force }, sent]),
  )
  return { transfer: ids[1] }
}

async function reverse(ctx: With<'lead'>, ticket: Ticket, transfer: bigint, remedy: Remedy): Promise<bigint | undefined> {
  const how = {
    key: `correct:${remedy.id}:reverse`,
    reason: remedy.reason ?? 'corrected',
    actor: `staff:${ctx.staff.id}`,
    source: `ticket:${ticket.id}`,
    occurredAt: ctx.now,
  }
  const { ids } = await forced((force) => ctx.ledger.reverse(transfer, { ...how, ...force }))
  return ids[0]
}

async function credit(ctx: With<'lead'>, ticket: Ticket, right: Right, remedy: Remedy): Promise<bigint | undefined> {
  const { ids } = await ctx.ledger.post(`correct:${remedy.id}`, [
    {
      from: channel(ticket.method),
      to: wallet(right.customer.id),
      amount: right.amount,
      kind: 'recharge',
      occurredAt: ctx.now,
      actor: `staff:${ctx.staff.id}`,
      source: `ticket:${ticket.id}`,
      channel: ticket.method,
      reference: right.reference ?? '',
      reason: remedy.reason ?? 'corrected',
    },
  ])
  return ids[0]
}
