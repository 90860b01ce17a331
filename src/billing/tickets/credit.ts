import type { Context } from '../../command.ts'
import type { Staff, Ticket } from '../../db.ts'
import { AppError } from '../../errors.ts'
import { channel, normalReference, wallet } from '../../ledger/index.ts'
import { type Money, money } from '../../money.ts'
import { isReference } from './claim.ts'
import { asSeen, moveTicket } from './states.ts'

type StaffContext = Context & { readonly staff: Staff }

/** A ticket credited: as it now is, what went in, and the customer's balance after. */
export interface Credited {
  readonly ticket: Ticket
  readonly amount: Money
  readonly balance: Money
}

/**
 * Approves a ticket and posts the money in one transaction with the decision, its audit row and its notices. Throws
 * invalid_input (no reference yet), ticket_decided, ticket_changed, already_credited, own_ticket, over_limit.
 */
export async function creditTicket(
  ctx: StaffContext,
  seen: { ticket: bigint; version: number },
  how: { amount?: Money; reference?: string | undefined; reason?: string },
): Promise<Credited> {
  const before = asSeen(await staffTicket(ctx, seen.ticket), seen.version)
  const amount = how.amount ?? money(before.amount, before.currency)
  if (ctx.staff.role === 'agent' && ctx.staff.limit !== null && amount.minor > ctx.staff.limit)
    throw new AppError('over_limit', { limit: money(ctx.staff.limit, amount.currency) })
  const reference = normalReference(how.reference ?? before.reference ?? '')
  if (!isReference(reference))
    throw new AppError('invalid_input', { problems: { reference: reference ? ctx.t.problems.reference : ctx.t.staff.referenceNeeded } })
  await refuseSecondCredit(ctx, before, reference)
  const decision = {
    state: 'approved',
    reference,
    question: null,
    decidedBy: ctx.staff.id,
    decidedAt: ctx.now,
    reasonText: how.reason ?? null,
  }
  await moveTicket(
    ctx.db,
    { id: before.id, version: before.version },
    { ...decision, credited: amount.minor },
    { now: ctx.now, reader: 'staff' },
  )
  const posted = await ctx.ledger.post(`ticket:${before.id}`, [
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
      ...(how.reason ? { reason: how.reason } : {}),
    },
  ])
  const ticket = await ctx.db.ticket.update({ where: { id: before.id }, data: { transferId: posted.ids[0] ?? null } })
  if (before.rechargeId) await ctx.db.recharge.update({ where: { id: before.rechargeId }, data: { state: 'paid' } })
  ctx.audit({
    action: 'ticket.approve',
    subject: `ticket:${before.id}`,
    before: { state: 'open', version: before.version, amount: before.amount, reference: before.reference },
    after: { state: 'approved', credited: amount.minor, currency: amount.currency, reference, transfer: posted.ids[0] },
    ...(how.reason ? { reason: how.reason } : {}),
  })
  ctx.card(before.id)
  return { ticket, amount, balance: posted.balance ?? (await ctx.ledger.balance(wallet(before.customerId), amount.currency)) }
}

/** A ticket for a staff member to decide: refuses one's own, by any identity or account that is theirs. */
export async function staffTicket(ctx: StaffContext, id: bigint) {
  const ticket = await ctx.db.ticket.findUnique({
    where: { id },
    include: { decider: true, identity: true, customer: { include: { identities: true } } },
  })
  if (!ticket) throw new AppError('not_found', {})
  const own =
    ctx.staff.customerId === ticket.customerId ||
    ctx.identity.customerId === ticket.customerId ||
    ticket.identity.staffId === ctx.staff.id ||
    ticket.customer.identities.some((identity) => identity.staffId === ctx.staff.id) ||
    (await spokeFor(ctx, ticket.customerId))
  if (own) throw new AppError('own_ticket', {})
  return ticket
}

/** Whether a chat of theirs has lately acted for the customer: unlinking it does not make the claim somebody else's. */
const spokeFor = async (ctx: StaffContext, customerId: bigint): Promise<boolean> =>
  (await ctx.db.attempt.findFirst({ where: { customerId, identity: { staffId: ctx.staff.id } }, select: { id: true } })) !== null

/** Somebody who credited this very ticket a moment ago is named by the move that fails, not by the reference. */
async function refuseSecondCredit(ctx: StaffContext, { id, method }: Ticket, reference: string): Promise<void> {
  const earlier = await ctx.ledger.credited(method, reference)
  if (!earlier || earlier.source === `ticket:${id}`) return
  const ticket = /^ticket:(\d+)$/.exec(earlier.source)?.[1]
  throw new AppError('already_credited', { reference, ...(ticket ? { ticket } : {}) })
}
