import { z } from 'zod'
import { id, line, said } from '../../locales/text.ts'
import { remedyText } from '../billing/remedies/notices.ts'
import { waitingRemedies } from '../billing/remedies/second.ts'
import { isLead } from '../billing/staff.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { defineCommand } from '../command.ts'
import { money } from '../money.ts'
import { call, notice, reply, text, title } from '../reply.ts'

const SHOWN = 10
/** Requests for a second lead with a button each. */
const SECONDS = 3

/** Open claims, oldest first. */
export const queue = defineCommand({
  name: 'queue',
  role: 'desk',
  effect: 'read',
  menu: true,
  input: z.object({}),
  run: async (ctx) => {
    const { t } = ctx
    const where = { state: 'open', OR: [{ laterUntil: null }, { laterUntil: { lte: ctx.now } }] }
    const total = await ctx.db.ticket.count({ where })
    const rows = await ctx.db.ticket.findMany({
      where,
      orderBy: { id: 'asc' },
      take: SHOWN,
      include: { customer: true },
    })
    const waiting = isLead(ctx.staff) ? await waitingRemedies(ctx, SECONDS) : []
    const seconds =
      waiting.length > 0
        ? [notice(t.remedy.second.waiting(waiting.length), 'plain'), ...waiting.map((asked) => text(remedyText(t, asked)))]
        : []
    const approvals = waiting.map((asked) =>
      call(line`${t.remedy.second.approve} ${id(asked.customer.number)}`, 'countersign', { remedy: asked.id }),
    )
    if (rows.length === 0) return reply([...seconds, text(t.staff.queue.none)], approvals)
    const minutes = (since: Date): number => Math.max(0, Math.floor((ctx.now.getTime() - since.getTime()) / 60_000))
    const cells = rows.map((row) => [
      ticketId(row),
      t.staff.queue.waiting(minutes(row.createdAt)),
      row.customer.name ? line`${id(row.customer.number)} ${said(row.customer.name)}` : line`${id(row.customer.number)}`,
      line`${money(row.amount, row.currency)}`,
      [row.question ? t.staff.queue.asked : t.staff.queue.open],
    ])
    const columns = t.staff.queue.columns.map((label, index) => ({ label, align: index === 3 ? ('end' as const) : ('start' as const) }))
    return reply(
      [
        title(t.staff.queue.title(total)),
        ...seconds,
        { type: 'table', caption: [], columns, rows: cells },
        ...(total > rows.length ? [text(t.staff.queue.more(total - rows.length), 'quiet')] : []),
      ],
      [...approvals, ...rows.slice(0, 5).map((row) => call(t.staff.show(ticketId(row)), 'show', { ticket: row.id }))],
    )
  },
})
