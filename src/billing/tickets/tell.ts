import type { Context } from '../../command.ts'
import type { Ticket } from '../../db.ts'
import { wallet } from '../../ledger/types.ts'
import { type Money, money } from '../../money.ts'
import { creditedNotice, notPaymentNotice, rejectedNotice } from './notices.ts'
import { creditedBefore } from './queries.ts'
import { markTold } from './states.ts'
import { backBy, refusedNotice, settledNotice } from './withdrawal-view.ts'

/** What telling a customer of a decision needs: a command's context has it, and so has a job. */
export type Telling = Pick<Context, 'db' | 'ledger' | 'methods' | 'config' | 'now' | 'notify'>

/** Leaves a fresh decision to be told when its grace is over; tells it at once where there is none. */
export async function tellOrWait(ctx: Telling & Pick<Context, 'tellLater'>, decided: Pick<Ticket, 'id' | 'version'>): Promise<void> {
  if (ctx.config.undoSeconds > 0) ctx.tellLater(decided)
  else await tellDecision(ctx, decided)
}

/** Tells it; false when it was undone, corrected or told before. Whoever undoes it at the same moment waits for this transaction, or this one for theirs. */
export async function tellDecision(ctx: Telling, decided: Pick<Ticket, 'id' | 'version'>): Promise<boolean> {
  const ticket = await markTold(ctx.db, decided, ctx.now)
  if (!ticket) return false
  const balance = await ctx.ledger.balance(wallet(ticket.customerId), ticket.currency)
  if (ticket.kind === 'withdrawal') {
    tellOfWithdrawal(ctx, ticket, balance)
    return true
  }
  const to = { customerId: ticket.customerId, ticket: ticket.id }
  if (ticket.state === 'approved') {
    const amount = money(ticket.credited ?? 0n, ticket.currency)
    ctx.notify(to, (t) => creditedNotice(t, ticket, { amount, balance }))
    return true
  }
  const { supportUrl } = ctx.config
  if (ticket.reasonCode === 'not_payment') {
    ctx.notify(to, (t) => notPaymentNotice(t, ticket, { balance, supportUrl }))
    return true
  }
  const payee = ctx.methods.find((method) => method.id === ticket.method)?.codes[0]?.payee ?? ctx.config.brand
  const credited = ticket.reasonCode === 'already_credited' ? await creditedBefore(ctx.db, ticket) : undefined
  ctx.notify(to, (t) => rejectedNotice(t, ticket, { balance, payee, credited, supportUrl }))
  return true
}

function tellOfWithdrawal(ctx: Telling, ticket: Ticket, balance: Money): void {
  const { supportUrl } = ctx.config
  ctx.notify({ customerId: ticket.customerId, ticket: ticket.id }, (t, locale) =>
    ticket.state === 'approved'
      ? settledNotice(t, ticket, { ...backBy(ctx.methods, ticket.method, locale), balance })
      : refusedNotice(t, ticket, { balance, supportUrl }),
  )
}
