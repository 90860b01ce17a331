import { z } from 'zod'
import { line, when } from '../../locales/text.ts'
import { stateOf, ticketId } from '../billing/tickets/view.ts'
import { defineCommand } from '../command.ts'
import { money } from '../money.ts'
import { call, reply, text, title } from '../reply.ts'

const SHOWN = 10

/** My payment claims: the latest ten, open ones with a button. */
export const tickets = defineCommand({
  name: 'tickets',
  role: 'customer',
  effect: 'read',
  menu: true,
  input: z.object({}),
  run: async (ctx) => {
    const { t } = ctx
    const rows = await ctx.db.ticket.findMany({ where: { customerId: ctx.customer.id }, orderBy: { id: 'desc' }, take: SHOWN })
    const send = call(t.common.commands.ticket, 'ticket')
    if (rows.length === 0) return reply([title(t.ticket.list.title), text(t.ticket.list.none)], [send])
    const cells = rows.map((row) => [
      ticketId(row),
      line`${when(row.createdAt)}`,
      line`${money(row.amount, row.currency)}`,
      [stateOf(t, row)],
    ])
    const columns = t.ticket.list.columns.map((label, index) => ({ label, align: index === 2 ? ('end' as const) : ('start' as const) }))
    const open = rows.filter((row) => row.state === 'open').slice(0, 3)
    const rejected = rows.find((row) => row.state === 'rejected' && row.kind === 'proof')
    return reply(
      [title(t.ticket.list.title), { type: 'table', caption: [], columns, rows: cells }],
      [
        ...open.map((row) => call(t.ticket.titleOf(ticketId(row)), 'status', { ticket: row.id })),
        ...(rejected ? [call(line`${t.ticket.again} ${ticketId(rejected)}`, 'ticket', { previous: rejected.id })] : []),
        send,
      ],
    )
  },
})
