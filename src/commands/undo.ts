import { z } from 'zod'
import { undoDecision } from '../billing/tickets/undo.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { defineCommand, type With } from '../command.ts'
import type { Ticket } from '../db.ts'
import { type Block, call, notice, type Reply, reply, text } from '../reply.ts'
import { idField, versionField } from './ids.ts'

/** Takes back one's own decision before the customer is told of it. */
export const undo = defineCommand({
  name: 'undo',
  role: 'agent',
  effect: 'write',
  input: z.object({ ticket: idField(), version: versionField() }),
  wire: ['ticket', 'version'],
  run: async (ctx, seen) => {
    const { ticket, money } = await undoDecision(ctx, seen)
    const claim = ticketId(ticket)
    const words = money ? ctx.t.desk.undoneMoney(claim, money.amount, money.balance) : ctx.t.desk.undone(claim)
    return reply([notice(words, 'plain')], [call(ctx.t.staff.show(claim), 'show', { ticket: ticket.id })])
  },
})

/** What a staff member reads of their decision: with the way back, while there is one. */
export function decidedReply({ t, config }: With<'agent'>, { id, version }: Pick<Ticket, 'id' | 'version'>, done: Block): Reply {
  if (config.undoSeconds === 0) return reply([done, text(t.desk.told, 'quiet')])
  return reply([done, text(t.desk.toldSoon(config.undoSeconds), 'quiet')], [call(t.desk.undo, 'undo', { ticket: id, version })])
}
