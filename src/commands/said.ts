import { z } from 'zod'
import { askedTicket } from '../billing/tickets/queries.ts'
import { defineCommand } from '../command.ts'
import { askFor, problemsOf } from '../form.ts'
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
    if (!asked) return about.run(ctx as never, { topic: 'unknown' })
    const entered = { ticket: String(asked.id), note: text }
    const { error } = answer.input.safeParse(entered)
    return askFor(answer, ctx, entered, error ? problemsOf(answer, entered, error, ctx.t) : {})
  },
})
