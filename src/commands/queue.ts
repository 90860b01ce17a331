import { z } from 'zod'
import type { Texts } from '../../locales/index.ts'
import { id, line, said, type Text, when } from '../../locales/text.ts'
import { workingTime } from '../billing/hours.ts'
import { remedyText } from '../billing/remedies/notices.ts'
import { waitingRemedies } from '../billing/remedies/second.ts'
import { isLead } from '../billing/staff.ts'
import { statedOf } from '../billing/tickets/stated.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { emptyOnes } from '../billing/urgency.ts'
import { defineCommand } from '../command.ts'
import type { Ticket } from '../db.ts'
import { money } from '../money.ts'
import { call, notice, reply, text, title } from '../reply.ts'

const SHOWN = 10
/** Requests for a second lead with a button each. */
const SECONDS = 3

/** Open claims: first those whose customer's balance does not last until the next settlement, then the oldest. */
export const queue = defineCommand({
  name: 'queue',
  role: 'desk',
  effect: 'read',
  menu: true,
  input: z.object({}),
  run: async (ctx) => {
    const { t } = ctx
    const where = { state: 'open', OR: [{ laterUntil: null }, { laterUntil: { lte: ctx.now } }] }
    // All of them, by little more than their numbers: the one that cannot wait may be the newest.
    const open = await ctx.db.ticket.findMany({ where, orderBy: { id: 'asc' }, select: { id: true, customerId: true, kind: true } })
    const empty = await emptyOnes(
      ctx.ledger,
      open.filter(isPayment).map(({ customerId }) => customerId),
      ctx.config.hours,
      ctx.now,
    )
    const isUrgent = (row: (typeof open)[number]): boolean => isPayment(row) && empty.ids.has(row.customerId)
    const first = [...open.filter(isUrgent), ...open.filter((row) => !isUrgent(row))].slice(0, SHOWN).map(({ id }) => id)
    const found = await ctx.db.ticket.findMany({ where: { id: { in: first } }, include: { customer: true } })
    const rows = first.flatMap((id) => found.find((row) => row.id === id) ?? [])
    const total = open.length
    const stated = await statedOf(ctx.db, first, ctx.now)
    const waiting = isLead(ctx.staff) ? await waitingRemedies(ctx, SECONDS) : []
    const seconds =
      waiting.length > 0
        ? [notice(t.remedy.second.waiting(waiting.length), 'plain'), ...waiting.map((asked) => text(remedyText(t, asked)))]
        : []
    const approvals = waiting.map((asked) =>
      call(line`${t.remedy.second.approve} ${id(asked.customer.number)}`, 'countersign', { remedy: asked.id }),
    )
    if (rows.length === 0) return reply([...seconds, text(t.staff.queue.none)], approvals)
    const minutes = (since: Date): number => Math.floor(workingTime(ctx.config.hours, since, ctx.now) / 60_000)
    const cells = rows.map((row) => [
      ticketId(row),
      line`${t.staff.queue.waiting(minutes(row.createdAt))} · ${when(row.createdAt)}`,
      row.customer.name ? line`${id(row.customer.number)} ${said(row.customer.name)}` : line`${id(row.customer.number)}`,
      line`${money(row.amount, row.currency)}`,
      stated.has(row.id) ? [t.withdrawal.waitsShort] : stateOf(t, row, isUrgent(row) ? empty.at : undefined),
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

/** Whose money would come in: who asks for some back does not wait for it. */
const isPayment = ({ kind }: Pick<Ticket, 'kind'>): boolean => kind !== 'withdrawal'

function stateOf(t: Texts, { question, kind }: Ticket, empty: Date | undefined): Text {
  const kinds: Readonly<Record<string, string>> = { missing: t.missing.label, withdrawal: t.withdrawal.kind }
  const still = kinds[kind] ?? t.staff.queue.open
  const state = question ? t.staff.queue.asked : still
  return empty ? line`${state} · ${t.staff.queue.urgent(empty)}` : [state]
}
