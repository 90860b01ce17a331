import type { With } from '../../command.ts'
import type { Ticket } from '../../db.ts'
import { AppError } from '../../errors.ts'
import { wallet } from '../../ledger/index.ts'
import { type Money, money } from '../../money.ts'
import { staffTicket } from './hands.ts'
import { refuseBelow } from './held.ts'
import { reopenTicket } from './states.ts'

/** A decision undone: the ticket as it now is, and what was taken back, with the balance after it. */
export interface Undone {
  readonly ticket: Ticket
  readonly money?: { readonly amount: Money; readonly balance: Money }
}

/**
 * Undoes one's own decision while the customer has not been told: the posting is reversed, its reference may be credited again, and the
 * ticket is open as before, at a new version. Throws ticket_told, not_yours, ticket_changed, already_spent, own_ticket.
 */
export async function undoDecision(ctx: With<'agent'>, seen: { ticket: bigint; version: number }): Promise<Undone> {
  const before = mayUndo(ctx, await staffTicket(ctx, seen.ticket), seen.version)
  const reopened = await reopenTicket(ctx.db, { ...before, decidedBy: ctx.staff.id }, ctx.now)
  // Somebody was quicker: another press, or the notice. What happened is said by the row as it now is.
  if (!reopened) throw refusal(ctx, await staffTicket(ctx, seen.ticket), seen.version)
  const { transferId, rechargeId } = before
  const back = transferId === null ? undefined : await takeBack(ctx, before, transferId)
  const ticket = back ? await ctx.db.ticket.update({ where: { id: before.id }, data: { transferId: null } }) : reopened
  if (rechargeId)
    await ctx.db.recharge.updateMany({ where: { id: rechargeId, state: { in: ['created', 'paid'] } }, data: { state: 'proof' } })
  ctx.audit({
    action: 'ticket.undo',
    subject: `ticket:${before.id}`,
    before: {
      state: before.state,
      version: before.version,
      credited: before.credited,
      reference: before.reference,
      reason: before.reasonCode,
    },
    after: { state: 'open', version: ticket.version, reference: ticket.reference, ...(back ? { reversal: back.id } : {}) },
  })
  ctx.card(before.id)
  return { ticket, ...(back ? { money: back } : {}) }
}

type Decided = Ticket & { readonly decider: { readonly name: string } | null }

function mayUndo(ctx: With<'agent'>, ticket: Decided, version: number): Decided {
  const decided = ticket.state === 'approved' || ticket.state === 'rejected'
  if (decided && ticket.version === version && ticket.decidedBy === ctx.staff.id && ticket.toldAt === null) return ticket
  throw refusal(ctx, ticket, version)
}

function refusal({ staff }: With<'agent'>, { id, state, version: now, toldAt, decidedBy, decider }: Decided, version: number): AppError {
  const ticket = String(id)
  if (state === 'open' || state === 'withdrawn' || now !== version) return new AppError('ticket_changed', { ticket })
  if (toldAt) return new AppError('ticket_told', { ticket, at: toldAt })
  if (decidedBy !== staff.id) return new AppError('not_yours', { ticket, by: decider?.name ?? '' })
  return new AppError('ticket_changed', { ticket })
}

async function takeBack(ctx: With<'agent'>, ticket: Ticket, transfer: bigint) {
  const amount = money(ticket.credited ?? 0n, ticket.currency)
  const source = `ticket:${ticket.id}`
  try {
    const how = { key: `undo:${transfer}`, reason: 'undone', actor: `staff:${ctx.staff.id}`, source, occurredAt: ctx.now }
    const reversed = await ctx.ledger.reverse(transfer, how)
    refuseBelow(reversed, amount)
    const { ids, balance } = reversed
    return { id: ids[0], amount, balance: balance ?? (await ctx.ledger.balance(wallet(ticket.customerId), ticket.currency)) }
  } catch (error) {
    if (error instanceof AppError && error.is('insufficient_funds'))
      throw new AppError('already_spent', { available: error.params.available, needed: amount }, error)
    throw error
  }
}
