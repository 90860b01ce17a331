import { z } from 'zod'
import { isLead } from '../billing/staff.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { defineCommand, type With } from '../command.ts'
import type { Ticket } from '../db.ts'
import { fail } from '../errors.ts'
import { type Action, call, type Reply, reply, text, title } from '../reply.ts'
import { idField } from './ids.ts'
import { WAITS } from './later.ts'

/** What a card has no room for, beside it. */
export const more = defineCommand({
  name: 'more',
  role: 'desk',
  effect: 'read',
  input: z.object({ ticket: idField() }),
  wire: ['ticket'],
  run: async (ctx, { ticket: id }): Promise<Reply> => {
    const ticket = (await ctx.db.ticket.findUnique({ where: { id } })) ?? fail('not_found', {})
    const open = ticket.state === 'open'
    const blocks = [
      title(ctx.t.desk.moreTitle(ticketId(ticket))),
      ...(open && ctx.staff.role !== 'desk' && ticket.kind !== 'withdrawal' ? [text(ctx.t.desk.moreText, 'quiet')] : []),
    ]
    return {
      ...reply(blocks, [...(open ? openActions(ctx, ticket) : decidedActions(ctx, ticket)), ...anyActions(ctx, ticket)]),
      aside: true,
    }
  },
})

/** Who only sees and claims is offered nothing that customers are told of. */
function openActions({ t, staff }: With<'desk'>, { id, version, claimedBy, kind }: Ticket): Action[] {
  const seen = { ticket: id, version }
  const decides = [
    ...WAITS.map((wait) => call(t.desk.later[wait], 'later', { ...seen, wait })),
    ...(kind === 'proof' ? [call(t.desk.notPayment, 'not-payment', seen, 'danger')] : []),
  ]
  return [
    ...(staff.role === 'desk' || kind === 'withdrawal' ? [] : decides),
    ...(claimedBy === null ? [] : [call(t.desk.release, 'release', { ticket: id })]),
  ]
}

/** Who may not correct is not offered it. */
function decidedActions({ t, staff }: With<'desk'>, { id, version, state }: Ticket): Action[] {
  return isLead(staff) && state !== 'withdrawn' ? [call(t.remedy.correct, 'correct', { ticket: id, version })] : []
}

const anyActions = ({ t }: With<'desk'>, ticket: Ticket): Action[] => [
  call(t.staff.show(ticketId(ticket)), 'show', { ticket: ticket.id }),
  call(t.desk.caseFile.label, 'case', { ticket: ticket.id }),
]
