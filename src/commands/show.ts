import { z } from 'zod'
import { cardOf } from '../billing/tickets/card.ts'
import { noteSight } from '../billing/tickets/hands.ts'
import { searchTickets } from '../billing/tickets/search.ts'
import { defineCommand, type With } from '../command.ts'
import { questions } from '../form.ts'
import { call, type Reply } from '../reply.ts'
import { idField } from './ids.ts'
import { foundBy } from './search.ts'

/** A claim's card, for the asker alone, as it now stands. A number that is no claim's may be a customer's, a card's or the end of an order's. */
export const show = defineCommand({
  name: 'show',
  role: 'desk',
  effect: 'read',
  menu: true,
  input: z.object({ ticket: idField().register(questions, { control: 'text', ask: 'ticketNumber' }) }),
  wire: ['ticket'],
  run: async (ctx, { ticket }) => (await shown(ctx, ticket)) ?? foundBy(ctx, String(ticket)),
})

/** What digits mean that staff type alone: the card of that claim, with the way to what else they may mean. */
export const number = defineCommand({
  name: 'number',
  role: 'desk',
  effect: 'read',
  input: z.object({ digits: z.string().regex(/^\d{1,18}$/) }),
  run: async (ctx, { digits }) => {
    const card = CLAIM.test(digits) ? await shown(ctx, BigInt(digits)) : undefined
    if (!card) return foundBy(ctx, digits)
    const { total } = await searchTickets(ctx.db, digits, { currency: ctx.config.currency, most: 1 })
    return total > 1 ? { ...card, actions: [...card.actions, call(ctx.t.desk.searchFor(digits), 'search', { words: digits })] } : card
  },
})

/** From eight digits on it is no claim's number. */
const CLAIM = /^[1-9]\d{0,6}$/

async function shown(ctx: With<'desk'>, ticket: bigint): Promise<Reply | undefined> {
  const known = await ctx.db.ticket.findUnique({ where: { id: ticket }, select: { id: true, version: true } })
  if (!known) return undefined
  await noteSight(ctx, known)
  return { ...(await cardOf(ctx, ticket, { folded: false })), audience: 'asker' }
}
