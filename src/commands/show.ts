import { z } from 'zod'
import { cardOf } from '../billing/tickets/card.ts'
import { noteSight } from '../billing/tickets/hands.ts'
import { defineCommand } from '../command.ts'
import { questions } from '../form.ts'
import { idField } from './ids.ts'
import { search } from './search.ts'

/** A claim's card, for the asker alone, as it now stands. A number that is no claim's may be a customer's, a card's or the end of an order's. */
export const show = defineCommand({
  name: 'show',
  role: 'desk',
  effect: 'read',
  menu: true,
  input: z.object({ ticket: idField().register(questions, { control: 'text', ask: 'ticketNumber' }) }),
  wire: ['ticket'],
  run: async (ctx, { ticket }) => {
    const known = await ctx.db.ticket.findUnique({ where: { id: ticket }, select: { id: true, version: true } })
    if (!known) return search.run(ctx as never, { words: String(ticket) })
    await noteSight(ctx, known)
    return { ...(await cardOf(ctx, ticket, { folded: false })), audience: 'asker' }
  },
})
