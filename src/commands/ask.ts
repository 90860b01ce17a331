import { z } from 'zod'
import { id, line } from '../../locales/text.ts'
import { ownerOf } from '../billing/link-requests.ts'
import { atHand } from '../billing/tickets/hands.ts'
import { askedNotice } from '../billing/tickets/notices.ts'
import { moveTicket } from '../billing/tickets/states.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { defineCommand } from '../command.ts'
import { questions } from '../form.ts'
import { notice, reply } from '../reply.ts'
import { idField, versionField } from './ids.ts'

/** Asks the customer for a better picture or a detail. The claim stays open and keeps its place. */
export const ask = defineCommand({
  name: 'ask',
  role: 'agent',
  effect: 'write',
  input: z.object({
    ticket: idField(),
    version: versionField(),
    question: z.string().min(1).max(300).register(questions, { control: 'note', ask: 'question' }),
  }),
  wire: ['ticket', 'version'],
  form: { title: (t, { ticket = '' }) => t.staff.askTitle(line`${id(ticket)}`), submit: (t) => t.staff.confirmAsk, aside: true },
  run: async (ctx, { ticket: id, version, question }) => {
    const before = await atHand(ctx, { ticket: id, version })
    const after = await moveTicket(
      ctx.db,
      { id, version },
      { question, askedBy: ctx.staff.id, askedAt: ctx.now, laterUntil: null },
      { now: ctx.now, reader: 'staff' },
    )
    ctx.audit({ action: 'ticket.ask', subject: `ticket:${id}`, before: { version }, after: { question, version: after.version } })
    ctx.card(id)
    // About a withdrawal the owner alone answers, so nobody else is asked.
    const owner = before.kind === 'withdrawal' ? await ownerOf(ctx.db, before.customerId) : null
    ctx.notify({ customerId: before.customerId, ticket: id, ...(owner ? { only: [owner.id] } : {}) }, (t) =>
      askedNotice(t, after, question),
    )
    return reply([notice(ctx.t.staff.askedDone(ticketId(after)), 'plain')])
  },
})
