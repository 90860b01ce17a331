import { z } from 'zod'
import { id, line } from '../../locales/text.ts'
import { broughtAfter } from '../billing/tickets/brought.ts'
import { type Checked, checkCredit, creditTicket, isLarge } from '../billing/tickets/credit.ts'
import { paymentAtHand } from '../billing/tickets/hands.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { defineCommand, type Prepared, type With } from '../command.ts'
import { questions } from '../form.ts'
import { money } from '../money.ts'
import { notice, type Reply } from '../reply.ts'
import { idField, versionField } from './ids.ts'
import { decidedReply } from './undo.ts'

const seen = { ticket: idField(), version: versionField() }

/**
 * Credits the amount claimed. Asks for the payment's reference when the claim has none, and for the amount to be typed where it is large, or the
 * payment may be part of a balance that was brought along.
 */
export const approve = defineCommand({
  name: 'approve',
  role: 'agent',
  effect: 'write',
  input: z.object({
    ...seen,
    reference: z.string().max(64).optional().register(questions, { control: 'text', ask: 'staffReference' }),
    typed: z.string().max(40).optional().register(questions, { control: 'amount', ask: 'typedAmount' }),
  }),
  wire: ['ticket', 'version'],
  form: { title: (t, { ticket = '' }) => t.staff.approveTitle(line`${id(ticket)}`), submit: (t) => t.staff.confirm, aside: true, prepare },
  run: async (ctx, { ticket, version, reference, typed }) =>
    creditAndTell(ctx, await checkCredit(ctx, { ticket, version }, { reference, typed })),
})

async function prepare(ctx: With<'agent'>, entered: Readonly<Record<string, string>>): Promise<Prepared> {
  const ticket = await paymentAtHand(ctx, z.object(seen).parse(entered))
  const amount = money(ticket.amount, ticket.currency)
  const brought = await broughtAfter(ctx, ticket)
  const large = isLarge(ctx, amount)
  if (!large && !brought) return { skip: ['typed'] }
  const why = [...(brought ? [notice(ctx.t.staff.card.brought(brought))] : []), ...(large ? [notice(ctx.t.desk.typeIt(amount))] : [])]
  return { blocks: why, ...(ticket.reference ? { skip: ['reference'] } : {}) }
}

/** Credits, and answers the staff member. Shared with "another amount". */
export async function creditAndTell(ctx: With<'agent'>, checked: Checked): Promise<Reply> {
  const { ticket, amount, balance } = await creditTicket(ctx, checked)
  const customer = await ctx.db.customer.findUniqueOrThrow({ where: { id: ticket.customerId }, select: { number: true } })
  return decidedReply(ctx, ticket, notice(ctx.t.staff.credited(ticketId(ticket), amount, customer.number, balance), 'good'))
}
