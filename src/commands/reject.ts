import { z } from 'zod'
import { id, line } from '../../locales/text.ts'
import { reopenRecharge } from '../billing/recharges.ts'
import { staffTicket } from '../billing/tickets/credit.ts'
import { rejectedNotice } from '../billing/tickets/notices.ts'
import { creditedBefore } from '../billing/tickets/queries.ts'
import { asSeen, moveTicket } from '../billing/tickets/states.ts'
import { REASONS, ticketId } from '../billing/tickets/view.ts'
import { defineCommand } from '../command.ts'
import { AppError } from '../errors.ts'
import { questions } from '../form.ts'
import { wallet } from '../ledger/types.ts'
import { notice, reply } from '../reply.ts'
import { idField, versionField } from './ids.ts'

const seen = { ticket: idField(), version: versionField() }

/** Rejects with a reason that has a next step; typed words go along as staff's words. Nothing is decided before the form is sent. */
export const reject = defineCommand({
  name: 'reject',
  role: 'agent',
  effect: 'write',
  input: z.object({
    ...seen,
    reason: z.enum(REASONS).register(questions, { control: 'choice', ask: 'rejectReason' }),
    text: z.string().max(300).optional().register(questions, { control: 'note', ask: 'rejectText' }),
  }),
  wire: ['ticket', 'version'],
  form: {
    title: (t, { ticket = '' }) => t.staff.rejectTitle(line`${id(ticket)}`),
    submit: (t) => t.staff.confirmReject,
    aside: true,
    prepare: async (ctx, entered) => {
      const { ticket, version } = z.object(seen).parse(entered)
      asSeen(await staffTicket(ctx, ticket), version)
      return { options: { reason: REASONS.map((value) => ({ value, label: ctx.t.staff.reasons[value] })) } }
    },
  },
  run: async (ctx, { ticket: id, version, reason, text }) => {
    if (reason === 'other' && !text) throw new AppError('invalid_input', { problems: { text: ctx.t.staff.otherNeedsText } })
    const before = asSeen(await staffTicket(ctx, id), version)
    const decision = {
      state: 'rejected',
      reasonCode: reason,
      reasonText: text ?? null,
      question: null,
      decidedBy: ctx.staff.id,
      decidedAt: ctx.now,
    }
    const after = await moveTicket(ctx.db, { id, version }, decision, { now: ctx.now, reader: 'staff' })
    if (before.rechargeId) await reopenRecharge(ctx, before.rechargeId)
    const balance = await ctx.ledger.balance(wallet(before.customerId), before.currency)
    const payee = ctx.methods.find((method) => method.id === before.method)?.codes[0]?.payee ?? ctx.config.brand
    ctx.audit({
      action: 'ticket.reject',
      subject: `ticket:${id}`,
      before: { state: 'open', version },
      after: { state: 'rejected', reason },
      ...(text ? { reason: text } : {}),
    })
    ctx.card(id)
    const credited = reason === 'already_credited' ? await creditedBefore(ctx.db, after) : undefined
    ctx.notify({ customerId: before.customerId }, (t) =>
      rejectedNotice(t, after, { balance, payee, credited, supportUrl: ctx.config.supportUrl }),
    )
    return reply([notice(ctx.t.staff.rejected(ticketId(after)), 'plain')])
  },
})
