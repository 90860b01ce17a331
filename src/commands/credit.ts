import { z } from 'zod'
import { id, line } from '../../locales/text.ts'
import { askCredit } from '../billing/remedies/second.ts'
import { broughtAfter } from '../billing/tickets/brought.ts'
import { checkCredit, isLarge, needsSecond } from '../billing/tickets/credit.ts'
import { paymentAtHand } from '../billing/tickets/hands.ts'
import { defineCommand } from '../command.ts'
import { AppError } from '../errors.ts'
import { questions } from '../form.ts'
import { money, toMajor } from '../money.ts'
import { notice } from '../reply.ts'
import { readAmount } from '../words/amount.ts'
import { creditAndTell } from './approve.ts'
import { idField, versionField } from './ids.ts'
import { waitsReply } from './waits.ts'

const seen = { ticket: idField(), version: versionField() }

/** Credits what the merchant's statement shows, in one step, with the reason the customer reads. Much more than was claimed waits for a second lead. */
export const credit = defineCommand({
  name: 'credit',
  role: 'agent',
  effect: 'write',
  input: z.object({
    ...seen,
    amount: z.string().max(40).register(questions, { control: 'amount', ask: 'staffAmount' }),
    reference: z.string().max(64).register(questions, { control: 'text', ask: 'staffReference' }),
    reason: z.string().min(1).max(300).register(questions, { control: 'note', ask: 'staffReason' }),
  }),
  wire: ['ticket', 'version'],
  form: {
    title: (t, { ticket = '' }) => t.staff.creditTitle(line`${id(ticket)}`),
    submit: (t) => t.staff.confirm,
    aside: true,
    prepare: async (ctx, entered) => {
      const ticket = await paymentAtHand(ctx, z.object(seen).parse(entered))
      const amount = money(ticket.paidAmount ?? ticket.amount, ticket.currency)
      const brought = await broughtAfter(ctx, ticket)
      // A large amount is typed by who credits it, and so is one that may be in the balance already.
      return {
        ...(brought ? { blocks: [notice(ctx.t.staff.card.brought(brought))] } : {}),
        values: {
          ...(isLarge(ctx, amount) || brought ? {} : { amount: toMajor(amount) }),
          ...(ticket.reference ? { reference: ticket.reference } : {}),
        },
      }
    },
  },
  run: async (ctx, { ticket, version, amount, reference, reason }) => {
    const read = readAmount(amount, ctx.config.currency)
    if (!read.ok) throw new AppError('invalid_input', { problems: { amount: ctx.t.problems.amount(read, ctx.config.currency) } })
    const checked = await checkCredit(ctx, { ticket, version }, { amount: read.amount, reference, reason })
    if (!needsSecond(ctx, checked)) return creditAndTell(ctx, checked)
    const asked = await askCredit(ctx, checked.ticket, { ...checked, reason })
    return waitsReply(ctx, asked, ctx.t.remedy.second.creditWanted(ctx.config.secondAbove, asked.expiresAt))
  },
})
