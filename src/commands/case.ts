import { z } from 'zod'
import { caseFile } from '../billing/tickets/case.ts'
import { caseReply } from '../billing/tickets/case-view.ts'
import { noteSight } from '../billing/tickets/hands.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { isWithheld } from '../billing/tickets/withdrawal-view.ts'
import { defineCommand } from '../command.ts'
import { fail } from '../errors.ts'
import { call, reply } from '../reply.ts'
import { idField } from './ids.ts'
import { methodName } from './ticket.ts'

/** All that happened to a claim, for the asker alone. `purser case` prints the same as JSON or PDF. */
export const showCase = defineCommand({
  name: 'case',
  role: 'desk',
  effect: 'read',
  input: z.object({ ticket: idField() }),
  wire: ['ticket'],
  run: async (ctx, { ticket }) => {
    const file = (await caseFile(ctx, ticket)) ?? fail('not_found', {})
    await noteSight(ctx, file.ticket)
    const shown = caseReply(ctx.t, file, { zone: ctx.viewer.zone, methodName: (channel) => methodName(ctx, channel), whole: false })
    const take = isWithheld(file.ticket) ? [call(ctx.t.desk.claim, 'claim', { ticket }, 'primary')] : []
    return { ...shown, actions: [...take, call(ctx.t.desk.caseFile.pdf, 'case-pdf', { ticket })], aside: true }
  },
})

/** The same as a document, to be kept: it is made, and its sight written down, when its bytes are fetched. */
export const casePdf = defineCommand({
  name: 'case-pdf',
  role: 'desk',
  effect: 'read',
  input: z.object({ ticket: idField() }),
  wire: ['ticket'],
  run: async ({ db, t, viewer: { locale, zone } }, { ticket: id }) => {
    const ticket = (await db.ticket.findUnique({ where: { id }, select: { id: true } })) ?? fail('not_found', {})
    const source = { from: 'case', ticket: String(id), locale, zone } as const
    return { ...reply([{ type: 'file', source, label: t.desk.caseFile.document(ticketId(ticket)) }]), aside: true }
  },
})
