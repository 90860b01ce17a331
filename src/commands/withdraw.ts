import { z } from 'zod'
import { reopenRecharge } from '../billing/recharges.ts'
import { refuseUnderWay } from '../billing/tickets/stated.ts'
import { asSeen, moveTicket } from '../billing/tickets/states.ts'
import { afterRejection, ticketId } from '../billing/tickets/view.ts'
import { returnHeld } from '../billing/tickets/withdrawal.ts'
import { defineCommand, type With } from '../command.ts'
import type { Ticket } from '../db.ts'
import { money } from '../money.ts'
import { call, type Reply, reply, text } from '../reply.ts'
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
    if ((await ownOpen(ctx, id)).kind === 'withdrawal') await refuseUnderWay(ctx, id)
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
    if (before.kind === 'withdrawal') return takenBack(ctx, after)
    return reply([text(ctx.t.ticket.withdrawn(ticketId(after)))], afterRejection(ctx.t, after))
  },
})

/** A request that is taken back: its money is in the balance again. */
async function takenBack(ctx: With<'customer'>, ticket: Ticket): Promise<Reply> {
  const balance = await returnHeld(ctx, ticket, { actor: `customer:${ctx.customer.number}`, reason: 'taken back' })
  const words = ctx.t.withdrawal.takenBack(ticketId(ticket), money(ticket.amount, ticket.currency), balance)
  return reply([text(words)], [call(ctx.t.withdrawal.again, 'withdrawal'), call(ctx.t.common.commands.balance, 'balance')])
}
