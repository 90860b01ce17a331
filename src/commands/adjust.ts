import { z } from 'zod'
import { customerByNumber } from '../billing/customers.ts'
import { adjustmentsOf, CODES, refuseSecondAdjustment, refuseUntaken } from '../billing/remedies/adjust.ts'
import { askRemedy } from '../billing/remedies/second.ts'
import { isOwn } from '../billing/tickets/hands.ts'
import { backBy } from '../billing/tickets/withdrawal-view.ts'
import { defineCommand, type Prepared, type With } from '../command.ts'
import { AppError, fail } from '../errors.ts'
import { questions } from '../form.ts'
import { wallet } from '../ledger/types.ts'
import { negate } from '../money.ts'
import { notice, type Option, reply, text } from '../reply.ts'
import { readAmount } from '../words/amount.ts'
import { waitsReply } from './waits.ts'

const WAYS = ['add', 'take'] as const

/** Adjusts a balance for what is no payment, with a reason code and the reference of the case it settles. */
export const adjust = defineCommand({
  name: 'adjust',
  role: 'lead',
  effect: 'write',
  menu: true,
  input: z.object({
    customer: z.string().max(40).register(questions, { control: 'text', ask: 'customerNumber' }),
    way: z.enum(WAYS).register(questions, { control: 'choice', ask: 'adjustWay' }),
    amount: z.string().max(40).register(questions, { control: 'amount', ask: 'adjustAmount' }),
    code: z.enum(CODES).register(questions, { control: 'choice', ask: 'adjustCode' }),
    channel: z.string().max(64).optional().register(questions, { control: 'choice', ask: 'adjustChannel' }),
    reference: z.string().max(64).register(questions, { control: 'text', ask: 'adjustReference' }),
    note: z.string().max(300).optional().register(questions, { control: 'note', ask: 'adjustNote' }),
  }),
  wire: ['customer'],
  form: { title: (t) => [t.remedy.adjust], submit: (t) => [t.common.submit], aside: true, prepare },
  run: async (ctx, { customer: number, way, amount: typed, code, channel: through, reference: written, note }) => {
    const read = readAmount(typed, ctx.config.currency)
    if (!read.ok) throw new AppError('invalid_input', { problems: { amount: ctx.t.problems.amount(read, ctx.config.currency) } })
    const reference = written.normalize('NFKC').trim().replace(/\s+/g, ' ').toUpperCase()
    if (reference.length < 2) throw new AppError('invalid_input', { problems: { reference: ctx.t.problems.required } })
    if (code === 'other' && !note) throw new AppError('invalid_input', { problems: { note: ctx.t.staff.otherNeedsText } })
    const customer = await customerByNumber(ctx.db, number.trim())
    if (!customer || customer.status === 'closed')
      throw new AppError('invalid_input', { problems: { customer: ctx.t.remedy.unknownCustomer } })
    if (await isOwn(ctx, customer.id)) fail('own_account', {})
    const channel = code === 'chargeback' ? (through ?? null) : null
    if (code === 'chargeback' && !(await channelsOf(ctx, customer.id)).some(({ value }) => value === channel))
      throw new AppError('invalid_input', { problems: { channel: ctx.t.problems.choose } })
    await ctx.lock(adjustmentsOf(customer.id))
    await refuseSecondAdjustment(ctx, customer.id, reference)
    const amount = way === 'take' ? negate(read.amount) : read.amount
    await refuseUntaken(ctx, { customerId: customer.id, channel, amount: amount.minor, currency: amount.currency })
    const asking = await askRemedy(ctx, {
      ...{ kind: 'adjust', customerId: customer.id, amount: amount.minor, currency: amount.currency, weight: read.amount.minor },
      ...{ reference, code, channel, reason: note ?? null },
    })
    if ('waiting' in asking)
      return waitsReply(ctx, asking.waiting, ctx.t.remedy.second.wanted(ctx.config.secondAbove, asking.waiting.expiresAt))
    const balance = await ctx.ledger.balance(wallet(customer.id), amount.currency)
    return reply([notice(ctx.t.remedy.adjusted(customer.number, amount, balance), 'good')])
  },
})

/** Which channel is asked for once it is known that a payment by it was taken back. */
async function prepare(ctx: With<'lead'>, { code, customer: number }: Readonly<Record<string, string>>): Promise<Prepared> {
  const { t } = ctx
  const customer = code === 'chargeback' && number ? await customerByNumber(ctx.db, number.trim()) : null
  return {
    blocks: [text(t.remedy.adjustText, 'quiet')],
    options: {
      way: WAYS.map((value) => ({ value, label: t.remedy.ways[value] })),
      code: CODES.map((value) => ({ value, label: t.remedy.codes[value] })),
      ...(customer ? { channel: await channelsOf(ctx, customer.id) } : {}),
    },
    ...(customer ? {} : { skip: ['channel'] }),
  }
}

/** By which a payment of theirs may have come: what the books know, and, for payments from before them, every method. */
async function channelsOf({ ledger, methods, viewer }: With<'lead'>, customerId: bigint): Promise<readonly Option[]> {
  const known = await ledger.byChannel(customerId)
  const channels = new Set([...known.map(({ channel }) => channel), ...methods.map(({ id }) => id)])
  return [...channels].map((value) => ({ value, label: backBy(methods, value, viewer.locale).method }))
}
