import { z } from 'zod'
import { NOTE_MOST, PICTURES_MOST } from '../billing/tickets/claim.ts'
import { justEntered, keepDialog } from '../billing/tickets/open.ts'
import { askedTicket } from '../billing/tickets/queries.ts'
import { pictureBlocks } from '../billing/tickets/view.ts'
import { type Context, defineCommand } from '../command.ts'
import { fail } from '../errors.ts'
import { questions } from '../form.ts'
import { money, toMajor } from '../money.ts'
import { call, reply, text } from '../reply.ts'
import { answerTicket } from './answer.ts'
import { readBack, wholeClaim } from './ticket.ts'

/**
 * A picture that came alone: it answers an open question of staff first, then belongs to what was entered a moment ago, then to a waiting
 * recharge; else we ask what it is.
 */
export const picture = defineCommand({
  name: 'picture',
  role: 'customer',
  effect: 'write',
  accounts: 'held',
  input: z.object({
    pictures: z.string().max(200).register(questions, { control: 'pictures', ask: 'pictures', most: PICTURES_MOST }),
    note: z.string().max(NOTE_MOST).optional().register(questions, { control: 'note', ask: 'note' }),
  }),
  form: { title: (t) => t.ticket.formTitle, submit: (t) => t.ticket.continue, readBack: true },
  run: async (ctx, { pictures, note }) => {
    const ids = idsOf(pictures)
    const asked = await askedTicket(ctx.db, ctx.customer.id, ctx.identity)
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
    const known: Readonly<Record<string, string>> = waiting
      ? { recharge: String(waiting.id), method: waiting.method ?? '', amount: toMajor(money(waiting.amount, waiting.currency)) }
      : {}
    // What follows a moment later belongs to the same claim, unless it is about another recharge.
    const before = await justEntered(ctx)
    const follows = before.pictures !== undefined && before.recharge === known.recharge
    const all = [...new Set([...(follows ? idsOf(before.pictures) : []), ...ids])]
    const words = joined(ctx, follows ? before.note : undefined, note)
    const entered = { ...known, ...(follows ? before : {}), ...(words ? { note: words } : {}), pictures: all.join(',') }
    const claim = follows && all.length <= PICTURES_MOST ? wholeClaim(entered) : undefined
    if (claim) return readBack(ctx, claim)
    const shown = all.length <= PICTURES_MOST ? all : ids
    const dialog = await keepDialog(ctx, 'ticket', { ...entered, pictures: shown.join(',') }, shown)
    const seen = { dialog: dialog.id, version: dialog.version }
    return reply(
      [
        ...pictureBlocks(
          ctx.t,
          shown.map((id) => ({ id })),
        ),
        text(ctx.t.ticket.pictureOnly),
      ],
      [call(ctx.t.ticket.pictureYes, 'ticket', { dialog: dialog.id }, 'primary'), call(ctx.t.ticket.pictureNo, 'ticket-drop', seen)],
    )
  },
})

/** Words beside a picture come after those that were there: what is too long is refused with all of it. */
function joined({ t }: Context, before = '', note = ''): string {
  const all = [before, note].filter(Boolean).join('\n')
  const over = all.length - NOTE_MOST
  return over > 0 ? fail('invalid_input', { problems: { note: t.ticket.noteFull(Math.max(0, note.length - over)) } }) : all
}

const idsOf = (pictures = ''): bigint[] =>
  pictures
    .split(',')
    .filter((id) => /^\d{1,18}$/.test(id))
    .map(BigInt)
