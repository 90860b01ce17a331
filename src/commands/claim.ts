import { z } from 'zod'
import { id, line } from '../../locales/text.ts'
import { claimTicket, releaseTicket } from '../billing/tickets/working.ts'
import { defineCommand } from '../command.ts'
import { questions } from '../form.ts'
import { call, notice, reply } from '../reply.ts'
import { idField } from './ids.ts'

const ticket = () => idField().register(questions, { control: 'text', ask: 'ticketNumber' })

/** Takes a claim in hand: its card shows who works on it. `from`: whom it is taken over from. */
export const claim = defineCommand({
  name: 'claim',
  role: 'desk',
  effect: 'write',
  input: z.object({ ticket: ticket(), from: idField().optional() }),
  wire: ['ticket', 'from'],
  form: { title: (t) => [t.desk.claim], submit: (t) => [t.common.submit] },
  run: async (ctx, { ticket, from }) => {
    const fresh = await claimTicket(ctx, ticket, from)
    const number = line`${id(ticket)}`
    return reply(
      [notice(fresh ? ctx.t.desk.claimed(number) : ctx.t.desk.claimedAlready(number), 'plain')],
      [call(ctx.t.staff.show(number), 'show', { ticket }), call(ctx.t.desk.release, 'release', { ticket })],
    )
  },
})

/** Gives a claim back to everybody. */
export const release = defineCommand({
  name: 'release',
  role: 'desk',
  effect: 'write',
  input: z.object({ ticket: ticket() }),
  wire: ['ticket'],
  form: { title: (t) => [t.desk.release], submit: (t) => [t.common.submit] },
  run: async (ctx, { ticket }) => {
    const number = line`${id(ticket)}`
    const done = await releaseTicket(ctx, ticket)
    return reply([notice(done ? ctx.t.desk.released(number) : ctx.t.desk.free(number), 'plain')])
  },
})
