import { z } from 'zod'
import type { Texts } from '../../locales/index.ts'
import { id, line, said, type Text, when } from '../../locales/text.ts'
import { workingTime } from '../billing/hours.ts'
import { remedyText } from '../billing/remedies/notices.ts'
import { waitingRequests } from '../billing/remedies/second.ts'
import { isLead } from '../billing/staff.ts'
import { statedOf } from '../billing/tickets/stated.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { emptyOnes } from '../billing/urgency.ts'
import { defineCommand, type With } from '../command.ts'
import type { Ticket } from '../db.ts'
import { money } from '../money.ts'
import { type Action, type Block, call, notice, reply, text, title } from '../reply.ts'
import { versionField } from './ids.ts'
import { review } from './requests.ts'

const SHOWN = 10
/** Requests for a second lead with a button each. */
const SECONDS = 3

/** Open claims: first those whose customer's balance does not last until the next settlement, then the oldest. */
export const queue = defineCommand({
  name: 'queue',
  role: 'desk',
  effect: 'read',
  menu: true,
  input: z.object({ page: versionField().optional() }),
  wire: ['page'],
  run: async (ctx, { page = 0 }) => {
    const { t } = ctx
    const { order, isUrgent, emptyAt } = await inOrder(ctx)
    const from = Math.min(page, Math.max(Math.ceil(order.length / SHOWN) - 1, 0)) * SHOWN
    const shown = order.slice(from, from + SHOWN).map(({ id }) => id)
    const found = await ctx.db.ticket.findMany({ where: { id: { in: shown } }, include: { customer: true } })
    const rows = shown.flatMap((id) => found.find((row) => row.id === id) ?? [])
    const stated = await statedOf(ctx.db, shown, ctx.now)
    const seconds = await requestsOf(ctx)
    if (rows.length === 0) return reply([...seconds.blocks, text(await nothing(ctx, seconds.blocks.length > 0))], seconds.actions)
    const minutes = (since: Date): number => Math.floor(workingTime(ctx.config.hours, since, ctx.now) / 60_000)
    const cells = rows.map((row) => [
      ticketId(row),
      line`${t.staff.queue.waiting(minutes(row.createdAt))} · ${when(row.createdAt)}`,
      row.customer.name ? line`${id(row.customer.number)} ${said(row.customer.name)}` : line`${id(row.customer.number)}`,
      line`${money(row.amount, row.currency)}`,
      stated.has(row.id) ? [t.withdrawal.waitsShort] : stateOf(t, row, isUrgent(row) ? emptyAt : undefined),
    ])
    const columns = t.staff.queue.columns.map((label, index) => ({ label, align: index === 3 ? ('end' as const) : ('start' as const) }))
    const left = order.length - from - rows.length
    return reply(
      [
        title(t.staff.queue.title(order.length)),
        ...seconds.blocks,
        { type: 'table', caption: [], columns, rows: cells },
        ...(left > 0 ? [text(t.staff.queue.more(left), 'quiet')] : []),
      ],
      [
        ...seconds.actions,
        ...rows.map((row) => call(t.staff.show(ticketId(row)), 'show', { ticket: row.id })),
        ...(from > 0 ? [call(t.staff.queue.previous, 'queue', { page: from / SHOWN - 1 })] : []),
        ...(left > 0 ? [call(t.staff.queue.next, 'queue', { page: from / SHOWN + 1 })] : []),
      ],
    )
  },
})

const notPutOff = (now: Date) => ({ state: 'open', OR: [{ laterUntil: null }, { laterUntil: { lte: now } }] })

/** All open claims in the order of the queue, by little more than their numbers: the one that cannot wait may be the newest. */
async function inOrder({ db, ledger, config, now }: With<'desk'>) {
  const open = await db.ticket.findMany({
    where: notPutOff(now),
    orderBy: { id: 'asc' },
    select: { id: true, customerId: true, kind: true },
  })
  const paying = open.filter(isPayment).map(({ customerId }) => customerId)
  const empty = await emptyOnes(ledger, paying, config.hours, now)
  const isUrgent = (row: Pick<Ticket, 'customerId' | 'kind'>): boolean => isPayment(row) && empty.ids.has(row.customerId)
  return { order: [...open.filter(isUrgent), ...open.filter((row) => !isUrgent(row))], isUrgent, emptyAt: empty.at }
}

/** What waits for a second lead, to those who may be one. */
async function requestsOf(ctx: With<'desk'>): Promise<{ readonly blocks: readonly Block[]; readonly actions: readonly Action[] }> {
  if (!isLead(ctx.staff)) return { blocks: [], actions: [] }
  const { second } = ctx.t.remedy
  const { count, shown } = await waitingRequests(ctx, SECONDS)
  if (count === 0) return { blocks: [], actions: [] }
  return {
    blocks: [notice(second.waiting(count), 'plain'), ...shown.map((asked) => text(remedyText(ctx.t, asked)))],
    actions: [...shown.map(review(ctx.t)), ...(count > shown.length ? [call(second.all(count), 'requests')] : [])],
  }
}

/** That no claim is to be decided now, and what comes back later. */
async function nothing({ t, db, now }: With<'desk'>, requests: boolean): Promise<Text> {
  const where = { state: 'open', laterUntil: { gt: now } }
  const { _count, _min } = await db.ticket.aggregate({ where, _count: true, _min: { laterUntil: true } })
  if (_min.laterUntil) return t.staff.queue.later(_count, _min.laterUntil)
  return requests ? t.staff.queue.noClaims : t.staff.queue.none
}

/** Whose money would come in: who asks for some back does not wait for it. */
const isPayment = ({ kind }: Pick<Ticket, 'kind'>): boolean => kind !== 'withdrawal'

function stateOf(t: Texts, { question, kind }: Ticket, empty: Date | undefined): Text {
  const kinds: Readonly<Record<string, string>> = { missing: t.missing.label, withdrawal: t.withdrawal.kind }
  const still = kinds[kind] ?? t.staff.queue.open
  const state = question ? t.staff.queue.asked : still
  return empty ? line`${state} · ${t.staff.queue.urgent(empty)}` : [state]
}
