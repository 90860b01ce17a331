import { z } from 'zod'
import { id, line } from '../../locales/text.ts'
import { claimColumns, claimFields, enteredOf, NOTES_MOST, readClaim } from '../billing/tickets/claim.ts'
import { aboutTicket } from '../billing/tickets/notices.ts'
import { attach, ownPictures } from '../billing/tickets/open.ts'
import { asSeen, moveTicket } from '../billing/tickets/states.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { type Context, defineCommand, type Prepared } from '../command.ts'
import type { Customer } from '../db.ts'
import { fail } from '../errors.ts'
import { questions } from '../form.ts'
import { idField, versionField } from './ids.ts'
import { asTyped, claimOptions } from './ticket.ts'

const seen = { ticket: idField(), version: versionField() }

/** Changes an open claim. The version rises, so that a decision made on the older one is void. */
export const amend = defineCommand({
  name: 'amend',
  role: 'customer',
  effect: 'write',
  accounts: 'held',
  input: z.object({
    ...seen,
    ...claimFields(),
    // With all that was answered since.
    note: z.string().max(NOTES_MOST).optional().register(questions, { control: 'note', ask: 'note' }),
  }),
  wire: ['ticket', 'version'],
  form: { title: (t, { ticket = '' }) => t.ticket.amendTitle(line`${id(ticket)}`), submit: (t) => [t.common.submit], prepare },
  run: async (ctx, entered) => {
    const before = asSeen(await ownOpen(ctx, entered.ticket), entered.version)
    // It has no proof to change: it is withdrawn and handed in anew.
    if (before.kind !== 'proof') fail('outdated_button', {})
    const claim = readClaim(ctx, entered)
    leaveRoom(ctx, claim.note ?? '', before.note ?? '')
    await ownPictures(ctx, claim.pictures, before.id)
    const after = await moveTicket(ctx.db, before, claimColumns(claim), { now: ctx.now, reader: 'customer' })
    await ctx.db.attachment.updateMany({ where: { ticketId: before.id, id: { notIn: [...claim.pictures] } }, data: { position: -1 } })
    await attach(ctx, before.id, claim.pictures)
    const facts = (ticket: typeof after) => ({
      amount: ticket.amount,
      reference: ticket.reference,
      paidAt: ticket.paidAt,
      cardTail: ticket.cardTail,
    })
    ctx.audit({ action: 'ticket.amend', subject: `ticket:${before.id}`, before: facts(before), after: facts(after) })
    ctx.card(before.id)
    return aboutTicket(ctx.t, after, ctx.t.ticket.amended(ticketId(after)))
  },
})

/** Staff may still ask something: words of one's own fill no more than half, unless answers have filled more. */
function leaveRoom({ t }: Context, note: string, before: string): void {
  const over = note.length - Math.max(NOTES_MOST / 2, before.length)
  if (over > 0) fail('invalid_input', { problems: { note: t.ticket.noteFull(note.length - over) } })
}

/** An own claim, whatever its state; somebody else's does not exist. */
export async function ownOpen(ctx: Context & { customer: Customer }, id: bigint) {
  const ticket = await ctx.db.ticket.findFirst({
    where: { id, customerId: ctx.customer.id },
    include: { attachments: { select: { id: true, position: true } } },
  })
  return ticket ?? fail('not_found', {})
}

async function prepare(ctx: Context & { customer: Customer }, entered: Readonly<Record<string, string>>): Promise<Prepared> {
  const { ticket: id, version } = z.object(seen).parse(entered)
  const ticket = asSeen(await ownOpen(ctx, id), version)
  if (ticket.kind !== 'proof') fail('outdated_button', {})
  const pictures = ticket.attachments.filter((shot) => shot.position >= 0).map((shot) => String(shot.id))
  return { options: claimOptions(ctx), values: { ...enteredOf(ticket, asTyped(ctx.viewer.zone)), pictures: pictures.join(',') } }
}
