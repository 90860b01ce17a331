import { z } from 'zod'
import { expectedOf } from '../billing/tickets/expected.ts'
import { underWay } from '../billing/tickets/stated.ts'
import { ticketView } from '../billing/tickets/view.ts'
import { backBy, requestView } from '../billing/tickets/withdrawal-view.ts'
import { defineCommand } from '../command.ts'
import { fail } from '../errors.ts'
import { idField } from './ids.ts'
import { methodName } from './ticket.ts'

/** One claim as it now stands. Somebody else's is as unknown as one that does not exist. */
export const status = defineCommand({
  name: 'status',
  role: 'customer',
  effect: 'read',
  input: z.object({ ticket: idField() }),
  wire: ['ticket'],
  run: async (ctx, { ticket: id }) => {
    const ticket = await ctx.db.ticket.findFirst({
      where: { id, customerId: ctx.customer.id },
      include: {
        attachments: {
          where: { position: { gte: 0 } },
          select: { id: true, removedAt: true },
          orderBy: [{ position: 'asc' }, { id: 'asc' }],
        },
      },
    })
    if (!ticket) return fail('not_found', {})
    const expected = ticket.state === 'open' ? await expectedOf(ctx, ticket) : undefined
    if (ticket.kind === 'withdrawal') {
      const sent = ticket.state === 'open' && (await underWay(ctx.db, ticket))
      const under = sent ? 'sent' : ticket.claimedBy !== null && ticket.state === 'open' ? 'inHand' : undefined
      const now = { owner: ctx.identity.owner, under, expected } as const
      return requestView(ctx.t, ticket, { ...backBy(ctx.methods, ticket.method, ctx.viewer.locale), ...now })
    }
    return ticketView(ctx.t, ticket, { method: methodName(ctx, ticket.method), pictures: ticket.attachments, expected })
  },
})
