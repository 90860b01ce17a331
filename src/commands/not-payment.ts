import { z } from 'zod'
import { rejectTicket } from '../billing/tickets/reject.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { defineCommand } from '../command.ts'
import { notice } from '../reply.ts'
import { idField, versionField } from './ids.ts'
import { decidedReply } from './undo.ts'

/** Closes what is no payment at all: the customer is told where to turn, and it does not count as a rejection. */
export const notPayment = defineCommand({
  name: 'not-payment',
  role: 'agent',
  effect: 'write',
  input: z.object({ ticket: idField(), version: versionField() }),
  wire: ['ticket', 'version'],
  run: async (ctx, seen) => {
    const after = await rejectTicket(ctx, seen, { reason: 'not_payment' })
    return decidedReply(ctx, after, notice(ctx.t.desk.notPaymentDone(ticketId(after)), 'plain'))
  },
})
