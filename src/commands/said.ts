import { z } from 'zod'
import { askedTicket } from '../billing/tickets/queries.ts'
import { defineCommand } from '../command.ts'
import { askFor } from '../form.ts'
import { storable } from '../words/storable.ts'
import { about } from './about.ts'
import { answer } from './answer.ts'

/** Words that are no command: an answer to a question of staff, ready to be sent, when one is open; else not understood. */
export const said = defineCommand({
  name: 'said',
  role: 'anyone',
  effect: 'read',
  input: z.object({ text: z.string().max(4_000) }),
  run: async (ctx, { text }) => {
    const asked = ctx.customer ? await askedTicket(ctx.db, ctx.customer.id, ctx.identity) : null
    if (asked) return askFor(answer, ctx, { ticket: String(asked.id), note: storable(text, 500) }, {})
    return about.run(ctx as never, { topic: 'unknown' })
  },
})
