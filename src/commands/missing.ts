import { z } from 'zod'
import { isReference } from '../billing/tickets/claim.ts'
import { expectedOf } from '../billing/tickets/expected.ts'
import { isCredited, type Missing, openMissing } from '../billing/tickets/missing.ts'
import { foundReply, missingRead, missingReply } from '../billing/tickets/missing-view.ts'
import { sentElsewhere } from '../billing/tickets/notices.ts'
import { dialogOf, keepDialog, sentBefore } from '../billing/tickets/open.ts'
import { defineCommand, type Prepared, type With } from '../command.ts'
import type { Ticket } from '../db.ts'
import { AppError, fail } from '../errors.ts'
import { type Problems, questions } from '../form.ts'
import { normalReference } from '../ledger/index.ts'
import { call, type Reply, reply, text } from '../reply.ts'
import { readAmount } from '../words/amount.ts'
import { readTime } from '../words/time.ts'
import { idField, versionField } from './ids.ts'
import { methodName } from './ticket.ts'
import { sentReply } from './ticket-send.ts'

const fields = () => ({
  method: z.string().max(32).register(questions, { control: 'choice', ask: 'method' }),
  amount: z.string().max(40).register(questions, { control: 'amount', ask: 'missingAmount' }),
  at: z.string().max(60).register(questions, { control: 'time', ask: 'paidAt' }),
  reference: z.string().max(64).register(questions, { control: 'text', ask: 'missingReference' }),
})

/** A payment by an automatic method that is not in the balance: entered, read back, and sent by `missing-send`. */
export const missing = defineCommand({
  name: 'missing',
  role: 'customer',
  effect: 'write',
  accounts: 'held',
  input: z.object({ dialog: idField().optional(), ...fields() }),
  wire: ['dialog', 'method'],
  form: { title: (t) => [t.missing.label], submit: (t) => t.ticket.continue, readBack: true, prepare },
  run: async (ctx, entered) => {
    const wanted = read(ctx, entered)
    const found = await isCredited(ctx, wanted)
    if (found) return foundReply(ctx.t, found)
    const { method, amount, at, reference } = entered
    const dialog = await keepDialog(ctx, 'missing', { method, amount, at, reference }, [])
    const seen = { dialog: dialog.id, version: dialog.version }
    return reply(missingRead(ctx.t, wanted, methodName(ctx, wanted.method)), [
      call(ctx.t.ticket.send, 'missing-send', seen, 'primary'),
      call(ctx.t.ticket.amend, 'missing', { dialog: dialog.id }),
      call(ctx.t.ticket.drop, 'ticket-drop', seen),
    ])
  },
})

/** Sends what was read back: staff look for the payment by its order number. */
export const missingSend = defineCommand({
  name: 'missing-send',
  role: 'customer',
  effect: 'write',
  accounts: 'held',
  input: z.object({ dialog: idField(), version: versionField() }),
  wire: ['dialog', 'version'],
  run: async (ctx, { dialog: number, version }) => {
    const sent = await sentBefore(ctx, { id: number, version }, 'missing')
    if (sent) return sentReply(ctx, sent, received)
    const dialog = await dialogOf(ctx, { id: number, version, command: 'missing' })
    const wanted = read(ctx, z.object(fields()).parse(dialog.input))
    // It may have been reported since it was read back.
    const found = await isCredited(ctx, wanted)
    if (found) return foundReply(ctx.t, found)
    const ticket = await openMissing(ctx, wanted, dialog)
    const { id, amount, currency, method, reference } = ticket
    const after = { kind: 'missing', customer: ctx.customer.number, amount, currency, method, reference }
    ctx.audit({ action: 'ticket.open', subject: `ticket:${id}`, after })
    ctx.card(id)
    ctx.notify({ customerId: ctx.customer.id, except: ctx.identity.id }, (t) => sentElsewhere(t, ticket))
    return received(ctx, ticket)
  },
})

const received = async (ctx: With<'customer'>, ticket: Ticket): Promise<Reply> =>
  missingReply(ctx.t, ticket, { method: methodName(ctx, ticket.method), expected: await expectedOf(ctx, ticket) })

type Entered = Readonly<Record<'method' | 'amount' | 'at' | 'reference', string>>

function read({ t, config, now, viewer, methods }: With<'customer'>, entered: Entered): Missing {
  const problems: Record<string, Problems[string]> = {}
  const amount = readAmount(entered.amount, config.currency)
  if (!amount.ok) problems.amount = t.problems.amount(amount, config.currency)
  const paidAt = readTime(entered.at, { now, zone: viewer.zone })
  if (!paidAt) problems.at = t.problems.time
  const reference = normalReference(entered.reference)
  if (!isReference(reference)) problems.reference = t.problems.reference
  const method = methods.find(({ kind, id }) => kind === 'automatic' && id === entered.method)
  if (!method) problems.method = t.problems.choose
  if (Object.keys(problems).length > 0 || !amount.ok || !paidAt || !method) throw new AppError('invalid_input', { problems })
  return { method: method.id, amount: amount.amount, paidAt, reference }
}

async function prepare(ctx: With<'customer'>, entered: Readonly<Record<string, string>>): Promise<Prepared> {
  const { t, methods, viewer } = ctx
  const id = z.object({ dialog: idField().optional() }).parse(entered).dialog
  const kept = id === undefined ? {} : ((await dialogOf(ctx, { id, command: 'missing' })).input as Record<string, string>)
  const automatic = methods.filter(({ kind }) => kind === 'automatic')
  if (automatic.length === 0) fail('method_unavailable', {})
  return {
    blocks: [text(t.missing.intro)],
    values: { method: automatic[0]?.id ?? '', ...kept },
    options: {
      method: automatic.map((method) => ({ value: method.id, label: method.name[viewer.locale] })),
      at: (['now', 'today', 'yesterday'] as const).map((value) => ({ value, label: t.ticket.times[value] })),
    },
  }
}
