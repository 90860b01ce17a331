import { z } from 'zod'
import { openingTomorrow } from '../billing/hours.ts'
import { paymentAtHand } from '../billing/tickets/hands.ts'
import { laterNotice } from '../billing/tickets/notices.ts'
import { moveTicket } from '../billing/tickets/states.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { type Context, defineCommand } from '../command.ts'
import { notice, reply } from '../reply.ts'
import { idField, versionField } from './ids.ts'

/** How long a claim can be put off. */
export const WAITS = ['10m', '1h', 'tomorrow'] as const

/** Puts a claim off whose payment has not arrived: out of the queue until then, and the customer is told. */
export const later = defineCommand({
  name: 'later',
  role: 'agent',
  effect: 'write',
  input: z.object({ ticket: idField(), version: versionField(), wait: z.enum(WAITS) }),
  wire: ['ticket', 'version', 'wait'],
  run: async (ctx, { ticket: id, version, wait }) => {
    const before = await paymentAtHand(ctx, { ticket: id, version })
    const laterUntil = untilOf(ctx, wait)
    const after = await moveTicket(ctx.db, before, { laterUntil, laterBy: ctx.staff.id }, { now: ctx.now, reader: 'staff' })
    ctx.audit({
      action: 'ticket.later',
      subject: `ticket:${id}`,
      before: { version },
      after: { until: laterUntil, version: after.version },
    })
    ctx.card(id)
    const seconds = (laterUntil.getTime() - ctx.now.getTime()) / 1000
    ctx.cardLater(id, seconds)
    ctx.plan('back', { ticket: String(id), version: after.version }, seconds)
    ctx.notify({ customerId: before.customerId, ticket: id }, (t) => laterNotice(t, after, laterUntil))
    return reply([notice(ctx.t.desk.laterDone(ticketId(after), laterUntil), 'plain')])
  },
})

const MINUTE = 60_000

function untilOf({ now, config }: Context, wait: (typeof WAITS)[number]): Date {
  if (wait === 'tomorrow') return openingTomorrow(config.hours, now)
  return new Date(now.getTime() + (wait === '10m' ? 10 : 60) * MINUTE)
}
