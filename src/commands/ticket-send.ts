import { z } from 'zod'
import { claimFields, readClaim } from '../billing/tickets/claim.ts'
import { expectedOf } from '../billing/tickets/expected.ts'
import { receivedReply, sentElsewhere } from '../billing/tickets/notices.ts'
import { dialogOf, openTicket, useDialog } from '../billing/tickets/open.ts'
import { defineCommand } from '../command.ts'
import { reply, text } from '../reply.ts'
import { idField, versionField } from './ids.ts'
import { methodName } from './ticket.ts'

const seen = z.object({ dialog: idField(), version: versionField() })

/** Sends the claim that was read back. The dialog is used up by it: a second press finds nothing to send. */
export const ticketSend = defineCommand({
  name: 'ticket-send',
  role: 'customer',
  effect: 'write',
  accounts: 'held',
  input: seen,
  wire: ['dialog', 'version'],
  run: async (ctx, { dialog: id, version }) => {
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
    const expected = await expectedOf(ctx, ticket)
    return receivedReply(ctx.t, ticket, { number: ctx.customer.number, method: methodName(ctx, ticket.method), expected })
  },
})

/** Throws the half-finished claim away. */
export const ticketDrop = defineCommand({
  name: 'ticket-drop',
  role: 'customer',
  effect: 'write',
  accounts: 'held',
  input: seen,
  wire: ['dialog', 'version'],
  run: async (ctx, { dialog: id, version }) => {
    await useDialog(ctx, await dialogOf(ctx, { id, version }))
    return reply([text(ctx.t.ticket.dropped)])
  },
})
