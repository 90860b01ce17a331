import { ticketId } from '../billing/tickets/view.ts'
import { createOutbox } from '../outbox.ts'
import { call, reply, text } from '../reply.ts'
import type { Tasks } from './add.ts'
import type { JobDeps } from './index.ts'
import { placesOf } from './tell-staff.ts'

/** Tells who put a claim off, once, that it is back in the queue; nobody, when it was changed, decided or put off anew since. */
export async function back(deps: JobDeps, { ticket: number, version }: Tasks['back']): Promise<void> {
  const now = deps.clock()
  await deps.db.$transaction(async (tx) => {
    const where = { id: BigInt(number), version, state: 'open' }
    const ticket = await tx.ticket.findFirst({ where: { ...where, laterBy: { not: null } } })
    if (!ticket?.laterBy) return
    const { count } = await tx.ticket.updateMany({ where: { ...where, laterBy: ticket.laterBy }, data: { laterBy: null } })
    if (count === 0) return
    const outbox = createOutbox(tx, { config: deps.config, places: placesOf(deps), actor: 'system', now })
    outbox.notify({ staff: 'member', id: ticket.laterBy, ticket: ticket.id }, (t) =>
      reply([text(t.desk.back(ticketId(ticket)))], [call(t.staff.show(ticketId(ticket)), 'show', { ticket: ticket.id })]),
    )
    await outbox.flush()
  })
}
