import type { With } from '../../command.ts'
import type { Dialog, Ticket } from '../../db.ts'
import type { Ledger, Transfer } from '../../ledger/types.ts'
import type { Money } from '../../money.ts'
import { countAttempt, keepSent, withinLimits } from './open.ts'

/** A payment by an automatic method that its customer misses. */
export interface Missing {
  readonly method: string
  readonly amount: Money
  readonly paidAt: Date
  readonly reference: string
}

/** Opens a ticket for what was read back, within the limits of all claims. Throws outdated_button, ticket_twice, ticket_limit, too_many. */
export async function openMissing(ctx: With<'customer'>, missing: Missing, dialog: Dialog): Promise<Ticket> {
  await ctx.lock(`tickets of ${ctx.customer.id}`)
  await withinLimits(ctx, missing)
  const { amount, ...said } = missing
  const ticket = await ctx.db.ticket.create({
    data: {
      ...said,
      kind: 'missing',
      amount: amount.minor,
      currency: amount.currency,
      customerId: ctx.customer.id,
      identityId: ctx.identity.id,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    },
  })
  await keepSent(ctx, dialog, ticket)
  await countAttempt(ctx)
  return ticket
}

const AROUND = 3 * 24 * 3600_000
const MOST = 8

/** What was credited already, so that nobody credits it twice: by this very order number, and to this customer in the days around. */
export interface Around {
  readonly same?: Transfer | undefined
  readonly others: readonly Transfer[]
}

export async function creditedAround(ledger: Pick<Ledger, 'records' | 'credited'>, ticket: Ticket): Promise<Around> {
  const { customerId, method, reference } = ticket
  const from = new Date(ticket.paidAt.getTime() - AROUND)
  const to = new Date(ticket.paidAt.getTime() + AROUND)
  const { records } = await ledger.records(customerId, 'recharge', { from, to, limit: MOST })
  return { same: reference ? await ledger.credited(method, reference) : undefined, others: records }
}

/** Whether the payment is in this customer's balance already. */
export const isCredited = async (ctx: With<'customer'>, { method, reference }: Missing): Promise<Transfer | undefined> => {
  const found = await ctx.ledger.credited(method, reference)
  return found?.to === `wallet:${ctx.customer.id}` ? found : undefined
}
