import { z } from 'zod'
import { id, line, type Text } from '../../locales/text.ts'
import { customerByNumber } from '../billing/customers.ts'
import { checkRight, decidedTicket, referenceOf } from '../billing/remedies/correct.ts'
import { askRemedy } from '../billing/remedies/second.ts'
import { takeTurn } from '../billing/tickets/stated.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { defineCommand, type Prepared, type With } from '../command.ts'
import type { Ticket } from '../db.ts'
import { AppError } from '../errors.ts'
import { questions } from '../form.ts'
import { wallet } from '../ledger/types.ts'
import { type Money, money, toMajor } from '../money.ts'
import { call, fact, facts, notice, reply, text } from '../reply.ts'
import { readAmount } from '../words/amount.ts'
import { idField, versionField } from './ids.ts'
import { waitsReply } from './waits.ts'

const seen = { ticket: idField(), version: versionField() }

/** Puts a decision right after the customer was told of it: another amount, another customer, another reference, or nothing at all. */
export const correct = defineCommand({
  name: 'correct',
  role: 'lead',
  effect: 'write',
  input: z.object({
    ...seen,
    amount: z.string().max(40).register(questions, { control: 'amount', ask: 'rightAmount' }),
    customer: z.string().max(40).register(questions, { control: 'text', ask: 'rightCustomer' }),
    reference: z.string().max(64).optional().register(questions, { control: 'text', ask: 'staffReference' }),
    reason: z.string().min(1).max(300).register(questions, { control: 'note', ask: 'correctReason' }),
  }),
  wire: ['ticket', 'version'],
  form: {
    title: (t, { ticket = '' }) => t.remedy.correctTitle(line`${id(ticket)}`),
    submit: (t) => [t.remedy.correct],
    aside: true,
    prepare,
  },
  run: async (ctx, entered) => {
    // Before the note that it was seen is written: whoever settles or rejects it writes one as well, in their turn.
    await takeTurn(ctx)
    const ticket = await decidedTicket(ctx, entered)
    const amount = rightAmount(ctx, entered.amount, ticket.currency)
    const customer = await customerByNumber(ctx.db, entered.customer.trim())
    // What went back of an account is put right also when it was closed since.
    const same = ticket.kind === 'withdrawal' && customer?.id === ticket.customerId
    if (!customer || (customer.status === 'closed' && !same))
      throw new AppError('invalid_input', { problems: { customer: ctx.t.remedy.unknownCustomer } })
    const reference = referenceOf(entered.reference)
    await checkRight(ctx, ticket, { amount, customer, reference })
    const credited = ticket.credited ?? 0n
    const asking = await askRemedy(ctx, {
      ...{ kind: 'correct', ticketId: ticket.id, version: ticket.version, customerId: customer.id },
      ...{ amount: amount.minor, currency: amount.currency, reference, reason: entered.reason },
      weight: amount.minor > credited ? amount.minor : credited,
    })
    if ('waiting' in asking)
      return waitsReply(ctx, asking.waiting, ctx.t.remedy.second.wanted(ctx.config.secondAbove, asking.waiting.expiresAt))
    const balance = await ctx.ledger.balance(wallet(customer.id), ticket.currency)
    const to = ticket.kind === 'withdrawal' ? line`${amount}` : ctx.t.remedy.second.share(amount, id(customer.number))
    return reply(
      [
        notice(ctx.t.remedy.corrected(ticketId(ticket)), 'good'),
        facts([fact(labelOf(ctx, ticket), amount.minor > 0n ? to : ctx.t.remedy.nothing), fact(ctx.t.remedy.balance, line`${balance}`)]),
      ],
      [call(ctx.t.staff.show(ticketId(ticket)), 'show', { ticket: ticket.id })],
    )
  },
})

async function prepare(ctx: With<'lead'>, entered: Readonly<Record<string, string>>): Promise<Prepared> {
  const { t } = ctx
  const ticket = await decidedTicket(ctx, z.object(seen).parse(entered))
  const credited = ticket.credited === null ? undefined : money(ticket.credited, ticket.currency)
  const was: Text = credited ? t.remedy.second.share(credited, id(ticket.payee.number)) : t.remedy.nothing
  const balance = await ctx.ledger.balance(wallet(ticket.payee.id), ticket.currency)
  return {
    values: {
      amount: toMajor(credited ?? money(ticket.amount, ticket.currency)),
      customer: ticket.payee.number,
      ...(ticket.reference ? { reference: ticket.reference } : {}),
    },
    ...(ticket.kind === 'withdrawal' ? { ask: { reference: 'refundNumber' } } : {}),
    blocks: [text(t.remedy.correctText, 'quiet'), facts([fact(labelOf(ctx, ticket), was), fact(t.remedy.balance, line`${balance}`)])],
  }
}

/** What a decision did: credited a payment, or sent money back. */
const labelOf = ({ t }: With<'lead'>, { kind }: Pick<Ticket, 'kind'>): string =>
  kind === 'withdrawal' ? t.withdrawal.settle : t.remedy.credited

/** Nothing is an amount here: the credit is taken back altogether. */
function rightAmount(ctx: With<'lead'>, typed: string, currency: string): Money {
  if (/^0+([.,]0*)?$/.test(typed.trim())) return money(0n, currency)
  const read = readAmount(typed, currency)
  if (read.ok) return read.amount
  throw new AppError('invalid_input', { problems: { amount: ctx.t.problems.amount(read, currency) } })
}
