import { z } from 'zod'
import { reopenRecharge } from '../billing/recharges.ts'
import { asSeen, moveTicket } from '../billing/tickets/states.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { defineCommand } from '../command.ts'
import { call, reply, text } from '../reply.ts'
import { ownOpen } from './amend.ts'
import { idField, versionField } from './ids.ts'

/** Takes an open claim back. A recharge that waited for it can be resumed. */
export const withdraw = defineCommand({
  name: 'withdraw',
  role: 'customer',
  effect: 'write',
  input: z.object({ ticket: idField(), version: versionField() }),
  wire: ['ticket', 'version'],
  run: async (ctx, { ticket: id, version }) => {
    const before = asSeen(await ownOpen(ctx, id), version)
    const after = await moveTicket(
      ctx.db,
      before,
      { state: 'withdrawn', question: null, decidedAt: ctx.now },
      { now: ctx.now, reader: 'customer' },
    )
    if (before.rechargeId) await reopenRecharge(ctx, before.rechargeId)
    ctx.audit({ action: 'ticket.withdraw', subject: `ticket:${id}`, before: { state: 'open', version }, after: { state: 'withdrawn' } })
    ctx.card(id)
    return reply([text(ctx.t.ticket.withdrawn(ticketId(after)))], [call(ctx.t.ticket.again, 'ticket', { previous: id })])
  },
})
