import { z } from 'zod'
import { id, line } from '../../locales/text.ts'
import { askSettlement } from '../billing/remedies/second.ts'
import { isLarge } from '../billing/tickets/credit.ts'
import { requestAtHand, settleWithdrawal } from '../billing/tickets/settle.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { backBy, backingBlocks, backingOf, isInHand } from '../billing/tickets/withdrawal-view.ts'
import { defineCommand, type Prepared, type With } from '../command.ts'
import { questions } from '../form.ts'
import { money } from '../money.ts'
import { notice, reply, text } from '../reply.ts'
import { idField, versionField } from './ids.ts'
import { waitsReply } from './waits.ts'

const seen = { ticket: idField(), version: versionField() }

/** States that a withdrawal was sent back by hand, by the number that the channel gave the refund. */
export const settle = defineCommand({
  name: 'settle',
  role: 'agent',
  effect: 'write',
  input: z.object({
    ...seen,
    reference: z.string().max(64).register(questions, { control: 'text', ask: 'refundNumber' }),
    typed: z.string().max(40).optional().register(questions, { control: 'amount', ask: 'typedAmount' }),
  }),
  wire: ['ticket', 'version'],
  form: {
    title: (t, { ticket = '' }) => t.withdrawal.settleTitle(line`${id(ticket)}`),
    submit: (t) => [t.withdrawal.settle],
    aside: true,
    prepare,
  },
  run: async (ctx, { ticket: number, version, reference, typed }) => {
    const { ticket, amount, second, ...stated } = await settleWithdrawal(ctx, { ticket: number, version }, { reference, typed })
    if (second) {
      const asked = await askSettlement(ctx, ticket, stated.reference)
      return waitsReply(ctx, asked, ctx.t.withdrawal.wanted(ctx.config.secondAbove, asked.expiresAt))
    }
    const customer = await ctx.db.customer.findUniqueOrThrow({ where: { id: ticket.customerId }, select: { number: true } })
    return reply([notice(ctx.t.withdrawal.settled(ticketId(ticket), amount, customer.number), 'good')])
  },
})

async function prepare(ctx: With<'agent'>, entered: Readonly<Record<string, string>>): Promise<Prepared> {
  const { t } = ctx
  const ticket = await requestAtHand(ctx, z.object(seen).parse(entered))
  const amount = money(ticket.amount, ticket.currency)
  const { method } = backBy(ctx.methods, ticket.method, ctx.viewer.locale)
  return {
    blocks: [
      text(t.withdrawal.settleText(amount, method)),
      ...backingBlocks(t, ticket, await backingOf(ctx.ledger, ticket), isInHand(ticket)),
      ...(isLarge(ctx, amount) ? [notice(t.withdrawal.typeIt(amount))] : []),
    ],
    ...(isLarge(ctx, amount) ? {} : { skip: ['typed'] }),
  }
}
