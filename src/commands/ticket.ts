import { DateTime } from 'luxon'
import { z } from 'zod'
import type { LocaleName } from '../../locales/index.ts'
import { type ClaimInput, claimFields, enteredOf, readClaim } from '../billing/tickets/claim.ts'
import { dialogOf, keepDialog } from '../billing/tickets/open.ts'
import { claimFacts, pictureBlocks } from '../billing/tickets/view.ts'
import { type Context, defineCommand, type Prepared } from '../command.ts'
import type { Customer } from '../db.ts'
import { AppError } from '../errors.ts'
import { money, toMajor } from '../money.ts'
import { call, facts, type Reply, reply, title } from '../reply.ts'
import { idField } from './ids.ts'

const input = z.object({
  recharge: idField().optional(),
  previous: idField().optional(),
  dialog: idField().optional(),
  ...claimFields(),
})

/** Payment proof: the claim is entered, read back, and sent by `ticket-send`. */
export const ticket = defineCommand({
  name: 'ticket',
  role: 'customer',
  effect: 'write',
  accounts: 'held',
  menu: true,
  input,
  wire: ['recharge', 'previous', 'dialog'],
  form: { title: (t) => t.ticket.formTitle, submit: (t) => t.ticket.continue, readBack: true, prepare },
  run: readBack,
})

/** Keeps a claim as it was entered, and shows it to be confirmed. */
export async function readBack(ctx: Context, entered: z.output<typeof input>): Promise<Reply> {
  const claim = readClaim(ctx, entered)
  const dialog = await keepDialog(ctx, 'ticket', storable(entered), claim.pictures)
  const seen = { dialog: dialog.id, version: dialog.version }
  return reply(
    [
      title(ctx.t.ticket.readBack),
      facts(claimFacts(ctx.t, claim, methodName(ctx, claim.method))),
      ...pictureBlocks(
        ctx.t,
        claim.pictures.map((id) => ({ id })),
      ),
    ],
    [
      call(ctx.t.ticket.send, 'ticket-send', seen, 'primary'),
      call(ctx.t.ticket.edit, 'ticket', { dialog: dialog.id }),
      call(ctx.t.ticket.drop, 'ticket-drop', seen),
    ],
  )
}

/** Everything that a claim needs, as it was entered; undefined where something is missing. */
export const wholeClaim = (entered: unknown): z.output<typeof input> | undefined => input.safeParse(entered).data

/** A method's name for the reader; its id when it is no longer configured. */
export const methodName = (ctx: { methods: Context['methods']; viewer: { locale: LocaleName } }, method: string): string =>
  ctx.methods.find((m) => m.id === method)?.name[ctx.viewer.locale] ?? method

/** An instant as the time question understands it, to the minute in the reader's zone. */
export const asTyped =
  (zone: string) =>
  (at: Date): string =>
    DateTime.fromJSDate(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm")

/** Choices and shortcuts of a claim's form. */
export function claimOptions(ctx: Context): NonNullable<Prepared['options']> {
  const manual = ctx.methods.filter((method) => method.kind === 'manual')
  if (manual.length === 0) throw new AppError('no_manual_method', {})
  return {
    method: manual.map((method) => ({ value: method.id, label: method.name[ctx.viewer.locale] })),
    at: (['now', 'today', 'yesterday'] as const).map((value) => ({ value, label: ctx.t.ticket.times[value] })),
  }
}

/** What is known before the person types: the dialog left open, the rejected claim, or the waiting recharge. */
async function prepare(ctx: Context & { customer: Customer }, entered: Readonly<Record<string, string>>): Promise<Prepared> {
  const options = claimOptions(ctx)
  const first = { method: options.method?.[0]?.value ?? '' }
  const { dialog, previous, recharge } = z.object(input.shape).pick({ dialog: true, previous: true, recharge: true }).parse(entered)
  if (dialog !== undefined)
    return { options, values: { ...first, ...((await dialogOf(ctx, { id: dialog, command: 'ticket' })).input as Record<string, string>) } }
  if (previous !== undefined) {
    const before = await ctx.db.ticket.findFirst({
      where: { id: previous, customerId: ctx.customer.id, kind: 'proof', state: { in: ['rejected', 'withdrawn'] } },
    })
    if (!before) throw new AppError('not_found', {})
    return { options, values: { ...first, ...enteredOf(before, asTyped(ctx.viewer.zone)) } }
  }
  if (recharge === undefined) return { options, values: first }
  const waiting = await ctx.db.recharge.findFirst({ where: { id: recharge, customerId: ctx.customer.id } })
  if (!waiting) throw new AppError('not_found', {})
  const manual = options.method?.some(({ value }) => value === waiting.method)
  const values = { method: (manual && waiting.method) || first.method, amount: toMajor(money(waiting.amount, waiting.currency)) }
  return { options, values: { ...first, ...values } }
}

/** Everything entered, as strings, so that a form can start from it again. */
function storable(entered: ClaimInput & { recharge?: bigint | undefined; previous?: bigint | undefined }): Record<string, string> {
  const { dialog: _, ...rest } = entered as Record<string, unknown>
  return Object.fromEntries(Object.entries(rest).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])))
}
