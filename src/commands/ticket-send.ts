import { z } from 'zod'
import { claimFields, readClaim } from '../billing/tickets/claim.ts'
import { expectedOf } from '../billing/tickets/expected.ts'
import { receivedReply, sentElsewhere } from '../billing/tickets/notices.ts'
import { dialogOf, discardDialog, openTicket, sentBefore } from '../billing/tickets/open.ts'
import { defineCommand, type With } from '../command.ts'
import type { Ticket } from '../db.ts'
import { type Reply, reply, text } from '../reply.ts'
import { idField, versionField } from './ids.ts'
import { status } from './status.ts'
import { methodName } from './ticket.ts'

const seen = z.object({ dialog: idField(), version: versionField() })

/** Sends the claim that was read back, once: a second press is answered with what the first one sent. */
export const ticketSend = defineCommand({
  name: 'ticket-send',
  role: 'customer',
  effect: 'write',
  accounts: 'held',
  input: seen,
  wire: ['dialog', 'version'],
  run: async (ctx, { dialog: id, version }) => {
    const sent = await sentBefore(ctx, { id, version }, 'proof')
    if (sent) return sentReply(ctx, sent, received)
    const dialog = await dialogOf(ctx, { id, version, command: 'ticket' })
    const entered = dialog.input as Record<string, string>
    const claim = readClaim(ctx, z.object(claimFields()).parse(entered))
    const origin = z.object({ recharge: idField().optional(), previous: idField().optional() }).parse(entered)
    const ticket = await openTicket(ctx, claim, {
      dialog,
      ...(origin.recharge === undefined ? {} : { recharge: origin.recharge }),
      ...(origin.previous === undefined ? {} : { previous: origin.previous }),
    })
    ctx.audit({
      action: 'ticket.open',
      subject: `ticket:${ticket.id}`,
      after: {
        customer: ctx.customer.number,
        amount: ticket.amount,
        currency: ticket.currency,
        method: ticket.method,
        reference: ticket.reference,
      },
    })
    ctx.card(ticket.id)
    ctx.notify({ customerId: ctx.customer.id, except: ctx.identity.id }, (t) => sentElsewhere(t, ticket))
    return received(ctx, ticket)
  },
})

const received = async (ctx: With<'customer'>, ticket: Ticket): Promise<Reply> =>
  receivedReply(ctx.t, ticket, {
    number: ctx.customer.number,
    method: methodName(ctx, ticket.method),
    expected: await expectedOf(ctx, ticket),
  })

/** What a second press on the button that sends is answered with: as the first while staff have said nothing, else as it now stands. */
export const sentReply = async (
  ctx: With<'customer'>,
  ticket: Ticket,
  received: (ctx: With<'customer'>, ticket: Ticket) => Promise<Reply>,
): Promise<Reply> => (ticket.state === 'open' && ticket.question === null ? received(ctx, ticket) : status.run(ctx, { ticket: ticket.id }))

/** Throws the half-finished claim away. */
export const ticketDrop = defineCommand({
  name: 'ticket-drop',
  role: 'customer',
  effect: 'write',
  accounts: 'held',
  input: seen,
  wire: ['dialog', 'version'],
  run: async (ctx, { dialog: id, version }) => {
    await discardDialog(ctx, await dialogOf(ctx, { id, version }))
    return reply([text(ctx.t.ticket.dropped)])
  },
})
