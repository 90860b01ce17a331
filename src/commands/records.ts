import { z } from 'zod'
import type { Texts } from '../../locales/index.ts'
import { id, join, line, said, type Text, when } from '../../locales/text.ts'
import { PERIODS, type Period } from '../billing/periods.ts'
import { type Listing, listRecords, productsOf, shown } from '../billing/records.ts'
import { openView } from '../billing/views.ts'
import type { With } from '../command.ts'
import { fail } from '../errors.ts'
import type { Kind, Transfer } from '../ledger/types.ts'
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
  const body = listing.records.length > 0 ? filled(ctx, name, listing) : await empty(ctx, name, input, listing, view?.product)
  return reply([...head, ...body, ...note], actions(ctx, name, input, listing))
}

function filled({ t, viewer, methods }: With<'customer'>, name: ListName, { records, total, count }: Listing): readonly Block[] {
  const { columns } = t.records
  const subject = LISTS[name].products ? [columns.product, columns.productId] : [columns.method, columns.reference]
  const methodName = (channel: string): Text => {
    const method = methods.find((one) => one.id === channel)
    return method ? [method.name[viewer.locale]] : [said(channel)]
  }
  const start = (label: string): Column => ({ label, align: 'start' })
  return [
    {
      type: 'table',
      caption: [],
      columns: [...[columns.id, columns.time, ...subject].map(start), { label: columns.amount, align: 'end' }],
      rows: records.map((record) => rowOf(t, record, name, methodName)),
    },
    facts([fact(t.records.total, t.records.totalOf(line`${total}`, count))]),
  ]
}

function rowOf(t: Texts, record: Transfer, list: ListName, methodName: (channel: string) => Text): readonly Text[] {
  const { kind, products } = LISTS[list]
  const what = products ? word(record.product) : record.channel ? methodName(record.channel) : []
  const code = products ? word(record.productId) : record.reference ? [id(record.reference)] : []
  return [[id(record.id)], [when(record.occurredAt)], marked(t, record, what), code, line`${shown(kind, record)}`]
}

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
