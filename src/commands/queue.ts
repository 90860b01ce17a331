import { z } from 'zod'
import type { Texts } from '../../locales/index.ts'
import { id, line, said, type Text } from '../../locales/text.ts'
import { workingTime } from '../billing/hours.ts'
import { remedyText } from '../billing/remedies/notices.ts'
import { waitingRemedies } from '../billing/remedies/second.ts'
import { isLead } from '../billing/staff.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { emptyBy } from '../billing/urgency.ts'
import { defineCommand, type With } from '../command.ts'
import type { Ticket } from '../db.ts'
import { money } from '../money.ts'
import { call, notice, reply, text, title } from '../reply.ts'

const SHOWN = 10
/** As many of the oldest are looked through for urgent ones. */
const LOOKED = 30
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
    const total = await ctx.db.ticket.count({ where })
    const oldest = await ctx.db.ticket.findMany({
      where,
      orderBy: { id: 'asc' },
      take: LOOKED,
      include: { customer: true },
    })
    const empty = await emptyOnes(ctx, oldest)
    const rows = [...oldest.filter((row) => empty.has(row.customerId)), ...oldest.filter((row) => !empty.has(row.customerId))].slice(
      0,
      SHOWN,
    )
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
      t.staff.queue.waiting(minutes(row.createdAt)),
      row.customer.name ? line`${id(row.customer.number)} ${said(row.customer.name)}` : line`${id(row.customer.number)}`,
      line`${money(row.amount, row.currency)}`,
      stateOf(t, row, empty.get(row.customerId)),
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

/** When the balance of those customers is empty who cannot wait. */
async function emptyOnes(ctx: With<'desk'>, rows: readonly Ticket[]): Promise<ReadonlyMap<bigint, Date>> {
  const { ledger, config, now } = ctx
  const found = new Map<bigint, Date>()
  for (const id of new Set(rows.map((row) => row.customerId))) {
    const at = await emptyBy(ledger, { id, currency: config.currency }, config.hours, now)
    if (at) found.set(id, at)
  }
  return found
}

function stateOf(t: Texts, { question, kind }: Ticket, empty: Date | undefined): Text {
  const kinds: Readonly<Record<string, string>> = { missing: t.missing.label, withdrawal: t.withdrawal.kind }
  const still = kinds[kind] ?? t.staff.queue.open
  const state = question ? t.staff.queue.asked : still
  return empty ? line`${state} · ${t.staff.queue.urgent(empty)}` : [state]
}
