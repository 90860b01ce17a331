import { z } from 'zod'
import { id, line, said, when } from '../../locales/text.ts'
import { searchTickets } from '../billing/tickets/search.ts'
import { staffStateOf, ticketId } from '../billing/tickets/view.ts'
import { defineCommand, type With } from '../command.ts'
import { questions } from '../form.ts'
import { money } from '../money.ts'
import { call, type Reply, reply, text, title } from '../reply.ts'

const SHOWN = 10

/** Finds claims by number, amount, order number, card's last four or customer. */
export const search = defineCommand({
  name: 'search',
  role: 'desk',
  effect: 'read',
  menu: true,
  input: z.object({ words: z.string().min(1).max(64).register(questions, { control: 'text', ask: 'search' }) }),
  wire: ['words'],
  run: (ctx, { words }) => foundBy(ctx, words),
})

/** The claims that a few words may mean. */
export async function foundBy(ctx: With<'desk'>, words: string): Promise<Reply> {
  const { t } = ctx
  const { rows, total } = await searchTickets(ctx.db, words, { currency: ctx.config.currency, most: SHOWN })
  if (total === 0) return reply([title(t.desk.found(0, line`${said(words.trim())}`)), text(t.desk.foundNone)])
  const cells = rows.map((row) => [
    ticketId(row),
    line`${when(row.createdAt)}`,
    row.customer.name ? line`${id(row.customer.number)} ${said(row.customer.name)}` : line`${id(row.customer.number)}`,
    line`${money(row.credited ?? row.amount, row.currency)}`,
    [staffStateOf(t, row)],
  ])
  const columns = t.desk.foundColumns.map((label, index) => ({ label, align: index === 3 ? ('end' as const) : ('start' as const) }))
  return reply(
    [
      title(t.desk.found(total, line`${said(words.trim())}`)),
      { type: 'table', caption: [], columns, rows: cells },
      ...(total > rows.length ? [text(t.staff.queue.more(total - rows.length), 'quiet')] : []),
    ],
    rows.slice(0, 5).map((row) => call(t.staff.show(ticketId(row)), 'show', { ticket: row.id })),
  )
}
