import { z } from 'zod'
import { caseFile } from '../billing/tickets/case.ts'
import { caseReply } from '../billing/tickets/case-view.ts'
import { noteSight } from '../billing/tickets/hands.ts'
import { defineCommand } from '../command.ts'
import { fail } from '../errors.ts'
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
    return { ...caseReply(ctx.t, file, { zone: ctx.viewer.zone, method: methodName(ctx, file.ticket.method), whole: false }), aside: true }
  },
})
