import { z } from 'zod'
import type { Texts } from '../../locales/index.ts'
import { id, join, line, said, type Text, when } from '../../locales/text.ts'
import { PERIODS, type Period, rangeOf } from '../billing/periods.ts'
import { type Listing, listRecords, productsOf, shown } from '../billing/records.ts'
import { ticketOf, withdrawalsBehind } from '../billing/tickets/queries.ts'
import { openView } from '../billing/views.ts'
import type { With } from '../command.ts'
import { fail } from '../errors.ts'
import type { Kind, Transfer } from '../ledger/types.ts'
import { type Money, money } from '../money.ts'
import { type Action, type Block, type Column, call, fact, facts, link, type Reply, reply, text, title } from '../reply.ts'
import { idField } from './ids.ts'

/** The lists, and what each one holds. Recharges and withdrawals have no product: they name method and reference. */
export const LISTS = {
  costs: { kind: 'cost', products: true },
  refunds: { kind: 'refund', products: true },
  recharges: { kind: 'recharge', products: false },
  withdrawals: { kind: 'withdrawal', products: false },
} as const satisfies Record<string, { kind: Kind; products: boolean }>
type ListName = keyof typeof LISTS

/** What a list's buttons carry: the period, the place in the list, and the stored product filter. */
export const recordsInput = () =>
  z.object({
    period: z.enum(PERIODS).default('30d'),
    cursor: z
      .string()
      .regex(/^[\w.~-]{1,32}$/)
      .optional(),
    view: idField().optional(),
  })
export const recordsWire = ['period', 'cursor', 'view'] as const

type Input = z.output<ReturnType<typeof recordsInput>>

/** A page of a list: the records, the total of the filter, ways to page and filter, and a next step where there is nothing. */
export async function showRecords(ctx: With<'customer'>, name: ListName, input: Input): Promise<Reply> {
  const { t, customer, ledger, viewer, config } = ctx
  const view = input.view === undefined ? undefined : ((await openView(ctx.db, ctx.identity.id, input.view)) ?? fail('outdated_button', {}))
  const listing = await listRecords(
    ledger,
    customer.id,
    LISTS[name].kind,
    { period: input.period, ...view },
    { now: ctx.now, zone: viewer.zone, currency: config.currency, ...(input.cursor ? { cursor: input.cursor } : {}) },
  )
  const head = [
    title(t.records[name].title(t.records.periods[input.period])),
    ...(view ? [facts([fact(t.records.product, [said(view.product)])])] : []),
  ]
  const note = name === 'refunds' ? [text(t.records.refundNote, 'quiet')] : []
  const body =
    listing.records.length > 0
      ? filled(ctx, name, listing, await progressOf(ctx, name, input.period, listing))
      : await empty(ctx, name, input, listing, view?.product)
  return reply([...head, ...body, ...note], actions(ctx, name, input, listing))
}

/** How far withdrawals are: money leaves the balance when one is asked for, and goes back only when staff send it. */
interface Progress {
  /** Of the lines on the page, by ticket. */
  readonly tickets: ReadonlyMap<bigint, { readonly state: string; readonly reference: string | null }>
  /** What of the list's total has not been sent yet; undefined where all of it was. */
  readonly underWay?: Money
}

async function progressOf(ctx: With<'customer'>, name: ListName, period: Period, { records }: Listing): Promise<Progress> {
  if (name !== 'withdrawals') return { tickets: new Map() }
  const found = await withdrawalsBehind(ctx.db, ctx.customer.id, records)
  const { from, to } = rangeOf(period, { now: ctx.now, zone: ctx.viewer.zone })
  const open = found.filter(({ state, createdAt: at }) => state === 'open' && !(from && at < from) && !(to && at >= to))
  const sum = open.reduce((all, { amount }) => all + amount, 0n)
  return {
    tickets: new Map(found.map((ticket) => [ticket.id, ticket])),
    ...(sum > 0n ? { underWay: money(sum, ctx.config.currency) } : {}),
  }
}

function filled(ctx: With<'customer'>, name: ListName, { records, total, count }: Listing, progress: Progress): readonly Block[] {
  const { t } = ctx
  const start = (label: string): Column => ({ label, align: 'start' })
  const sum = t.records.totalOf(line`${total}`, count)
  return [
    {
      type: 'table',
      caption: [],
      columns: [
        ...[t.records.columns.id, t.records.columns.time, ...subject(t, name)].map(start),
        { label: t.records.columns.amount, align: 'end' },
      ],
      rows: records.map((record) => rowOf(ctx, record, name, progress)),
    },
    facts([fact(t.records.total, progress.underWay ? t.records.stillUnderWay(sum, progress.underWay) : sum)]),
  ]
}

function subject({ records: { columns }, withdrawal }: Texts, name: ListName): readonly string[] {
  if (name === 'withdrawals') return [withdrawal.facts.to, withdrawal.facts.reference]
  return LISTS[name].products ? [columns.product, columns.productId] : [columns.method, columns.reference]
}

function rowOf({ t, viewer, methods }: With<'customer'>, record: Transfer, list: ListName, { tickets }: Progress): readonly Text[] {
  const { kind, products } = LISTS[list]
  const method = methods.find((one) => one.id === record.channel)
  const ticket = tickets.get(ticketOf(record.source) ?? 0n)
  const reference = record.reference ?? (stands(record) ? ticket?.reference : undefined)
  const what = products ? word(record.product) : method ? [method.name[viewer.locale]] : word(record.channel)
  const code = products ? word(record.productId) : reference ? [id(reference)] : []
  const named = stands(record) && ticket?.state === 'open' ? t.records.underWay(what) : marked(t, record, what)
  return [[id(record.id)], [when(record.occurredAt)], named, code, line`${shown(kind, record)}`]
}

const stands = ({ reverses, reversedBy }: Transfer): boolean => reverses === undefined && reversedBy === undefined

/** A reversal stands in the list of what it takes back, with the opposite sign; what was taken back says so. */
function marked(t: Texts, record: Transfer, what: Text): Text {
  if (record.reverses !== undefined) return t.records.reversal(id(record.reverses))
  return record.reversedBy === undefined ? what : t.records.reversed(what)
}

const word = (theirs: string | undefined): Text => (theirs ? [said(theirs)] : [])

/** Why nothing is shown, and where there may be something. */
async function empty(
  ctx: With<'customer'>,
  name: ListName,
  input: Input,
  { count }: Listing,
  product: string | undefined,
): Promise<readonly Block[]> {
  const { t } = ctx
  if (count > 0) return [text(t.records.pastEnd)]
  if (product === undefined) return [text(input.period === 'all' ? t.records[name].emptyEver : t.records[name].empty)]
  const names = (await productsOf(ctx.ledger, ctx.customer.id, LISTS[name].kind, ctx.viewer.zone)).slice(0, 10)
  const yours = names.length > 0 ? [text(t.records.yourProducts(listed(t, names)), 'quiet')] : []
  return [text(t.records.noneOf(said(product))), ...yours]
}

/** Product names in a sentence. */
export const listed = (t: Texts, names: readonly string[]): Text =>
  join(
    names.map((name) => [said(name)]),
    t.balance.listed,
  )

function actions(ctx: With<'customer'>, name: ListName, input: Input, { older, newer, records, count }: Listing): readonly Action[] {
  const { t, config } = ctx
  const { period, cursor, view } = input
  const page = name === 'withdrawals' ? undefined : config.links[name]
  const never = period === 'all' && view === undefined && count === 0
  const lost = cursor !== undefined && records.length === 0
  const other = (choice: Period): Action => call(t.records.periods[choice], name, { period: choice, view })
  return [
    ...(name === 'recharges' && count === 0
      ? [call(t.common.commands.recharge, 'recharge', {}, 'primary'), call(t.common.commands.tickets, 'tickets')]
      : []),
    ...(newer ? [call(t.records.newer, name, { period, cursor: newer, view })] : []),
    ...(older ? [call(t.records.older, name, { period, cursor: older, view })] : []),
    ...(lost ? [call(t.records.first, name, { period, view })] : []),
    ...PERIODS.filter((choice) => choice !== period && !never).map(other),
    ...(LISTS[name].products && !never ? [call(t.records.filter, 'filter', { list: name, from: period, view })] : []),
    ...(view === undefined ? [] : [call(t.records.everything, name, { period })]),
    ...asks(ctx, name),
    ...(page ? [link(t.records.page, page)] : []),
  ]
}

/** What people look for in these lists and do not find: a payment that is missing, and money back to where it came from. */
function asks({ t, customer, identity, methods }: With<'customer'>, name: ListName): readonly Action[] {
  const back = name === 'refunds' || name === 'withdrawals'
  if (back)
    return [
      ...(name === 'refunds' ? [call(t.withdrawal.list, 'withdrawals')] : []),
      ...(identity.owner && customer.status === 'active' ? [call(t.withdrawal.label, 'withdrawal')] : []),
    ]
  const misses = name === 'recharges' && customer.status !== 'closed' && methods.some(({ kind }) => kind === 'automatic')
  return misses ? [call(t.missing.label, 'missing')] : []
}
