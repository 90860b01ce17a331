import { z } from 'zod'
import { id, line } from '../../locales/text.ts'
import { creditTicket } from '../billing/tickets/credit.ts'
import { creditedNotice } from '../billing/tickets/notices.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { type Context, defineCommand } from '../command.ts'
import type { Staff } from '../db.ts'
import { questions } from '../form.ts'
import type { Money } from '../money.ts'
import { notice, type Reply, reply } from '../reply.ts'
import { idField, versionField } from './ids.ts'

/** Credits the amount claimed. Asks for the payment's reference when the claim has none. */
export const approve = defineCommand({
  name: 'approve',
  role: 'agent',
  effect: 'write',
  input: z.object({
    ticket: idField(),
    version: versionField(),
    reference: z.string().max(64).optional().register(questions, { control: 'text', ask: 'staffReference' }),
  }),
  wire: ['ticket', 'version'],
  form: { title: (t, { ticket = '' }) => t.staff.approveTitle(line`${id(ticket)}`), submit: (t) => t.staff.confirm, aside: true },
  run: (ctx, { ticket, version, reference }) => creditAndTell(ctx, { ticket, version }, { reference }),
})

/** Credits, tells the customer, and answers the staff member. Shared with "another amount". */
export async function creditAndTell(
  ctx: Context & { staff: Staff },
  seen: { ticket: bigint; version: number },
  how: { amount?: Money; reference?: string | undefined; reason?: string },
): Promise<Reply> {
  const { ticket, amount, balance } = await creditTicket(ctx, seen, how)
  ctx.notify({ customerId: ticket.customerId }, (t) => creditedNotice(t, ticket, { amount, balance }))
  const customer = await ctx.db.customer.findUniqueOrThrow({ where: { id: ticket.customerId }, select: { number: true } })
  return reply([notice(ctx.t.staff.credited(ticketId(ticket), amount, customer.number, balance), 'good')])
}
