import { z } from 'zod'
import { id, line } from '../../locales/text.ts'
import { atHand } from '../billing/tickets/hands.ts'
import { rejectTicket } from '../billing/tickets/reject.ts'
import { ALL_REASONS, reasonsOf, ticketId } from '../billing/tickets/view.ts'
import { defineCommand } from '../command.ts'
import { AppError } from '../errors.ts'
import { questions } from '../form.ts'
import { notice, reply } from '../reply.ts'
import { idField, versionField } from './ids.ts'
import { decidedReply } from './undo.ts'

const seen = { ticket: idField(), version: versionField() }

/** Rejects with a reason that has a next step; typed words go along as staff's words. Nothing is decided before the form is sent. */
export const reject = defineCommand({
  name: 'reject',
  role: 'agent',
  effect: 'write',
  input: z.object({
    ...seen,
    reason: z.enum(ALL_REASONS).register(questions, { control: 'choice', ask: 'rejectReason' }),
    text: z.string().max(300).optional().register(questions, { control: 'note', ask: 'rejectText' }),
  }),
  wire: ['ticket', 'version'],
  form: {
    title: (t, { ticket = '' }) => t.staff.rejectTitle(line`${id(ticket)}`),
    submit: (t) => t.staff.confirmReject,
    aside: true,
    prepare: async (ctx, entered) => {
      const ticket = await atHand(ctx, z.object(seen).parse(entered))
      return { options: { reason: reasonsOf(ticket).map((value) => ({ value, label: ctx.t.staff.reasons[value] })) } }
    },
  },
  run: async (ctx, { ticket, version, reason, text }) => {
    if (reason === 'other' && !text) throw new AppError('invalid_input', { problems: { text: ctx.t.staff.otherNeedsText } })
    const after = await rejectTicket(ctx, { ticket, version }, { reason, text })
    if (after.kind === 'withdrawal') return reply([notice(ctx.t.withdrawal.rejectedDone(ticketId(after)), 'plain')])
    return decidedReply(ctx, after, notice(ctx.t.staff.rejected(ticketId(after)), 'plain'))
  },
})
