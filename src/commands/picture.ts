import { z } from 'zod'
import { PICTURES_MOST } from '../billing/tickets/claim.ts'
import { keepDialog } from '../billing/tickets/open.ts'
import { askedTicket } from '../billing/tickets/queries.ts'
import { pictureBlocks } from '../billing/tickets/view.ts'
import { defineCommand } from '../command.ts'
import { questions } from '../form.ts'
import { money, toMajor } from '../money.ts'
import { call, reply, text } from '../reply.ts'
import { answerTicket } from './answer.ts'

/** A picture that came alone: it answers an open question of staff first, then a waiting recharge; else we ask what it is. */
export const picture = defineCommand({
  name: 'picture',
  role: 'customer',
  effect: 'write',
  accounts: 'held',
  input: z.object({
    pictures: z.string().max(200).register(questions, { control: 'pictures', ask: 'pictures', most: PICTURES_MOST }),
    note: z.string().max(500).optional(),
  }),
  form: { title: (t) => t.ticket.formTitle, submit: (t) => t.ticket.continue },
  run: async (ctx, { pictures, note }) => {
    const ids = pictures
      .split(',')
      .filter((id) => /^\d{1,18}$/.test(id))
      .map(BigInt)
    const asked = await askedTicket(ctx.db, ctx.customer.id)
    if (asked) return answerTicket(ctx, asked.id, { pictures: ids, note })
    const waiting = await ctx.db.recharge.findFirst({
      where: {
        customerId: ctx.customer.id,
        state: 'created',
        method: { in: ctx.methods.filter((m) => m.kind === 'manual').map((m) => m.id) },
        expiresAt: { gt: ctx.now },
      },
      orderBy: { id: 'desc' },
    })
    const known = waiting
      ? { recharge: String(waiting.id), method: waiting.method ?? '', amount: toMajor(money(waiting.amount, waiting.currency)) }
      : {}
    const dialog = await keepDialog(ctx, 'ticket', { ...known, pictures, ...(note ? { note } : {}) }, ids)
    const seen = { dialog: dialog.id, version: dialog.version }
    return reply(
      [
        ...pictureBlocks(
          ctx.t,
          ids.map((id) => ({ id })),
        ),
        text(ctx.t.ticket.pictureOnly),
      ],
      [call(ctx.t.ticket.pictureYes, 'ticket', { dialog: dialog.id }, 'primary'), call(ctx.t.ticket.pictureNo, 'ticket-drop', seen)],
    )
  },
})
