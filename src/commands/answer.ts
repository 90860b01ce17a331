import { z } from 'zod'
import { id, line } from '../../locales/text.ts'
import { holdChats } from '../billing/link-requests.ts'
import { NOTE_MOST, NOTES_MOST, PICTURES_MOST } from '../billing/tickets/claim.ts'
import { aboutTicket } from '../billing/tickets/notices.ts'
import { attach, ownPictures } from '../billing/tickets/open.ts'
import { asSeen, moveTicket } from '../billing/tickets/states.ts'
import { ticketId } from '../billing/tickets/view.ts'
import { refuseHeldBack, refuseMember } from '../billing/tickets/withdrawal.ts'
import { type Context, defineCommand, type Prepared } from '../command.ts'
import type { Customer, Ticket } from '../db.ts'
import { AppError } from '../errors.ts'
import { questions } from '../form.ts'
import type { Reply } from '../reply.ts'
import { ownOpen } from './amend.ts'
import { idField } from './ids.ts'

/** Pictures a claim may hold in all, with those added later. */
const HELD_MOST = PICTURES_MOST * 2

/** Answers a question of staff, or adds a screenshot unasked. Opened without anything entered it asks for it. */
export const answer = defineCommand({
  name: 'answer',
  role: 'customer',
  effect: 'write',
  accounts: 'held',
  input: z.object({
    ticket: idField(),
    note: z.string().max(NOTE_MOST).optional().register(questions, { control: 'note', ask: 'answer' }),
    pictures: z.string().max(200).optional().register(questions, { control: 'pictures', ask: 'morePictures', most: PICTURES_MOST }),
  }),
  wire: ['ticket'],
  form: { title: (t, { ticket = '' }) => t.ticket.answerTitle(line`${id(ticket)}`), submit: (t) => [t.common.submit], prepare },
  run: async (ctx, { ticket, note, pictures }) => {
    const added = (pictures ?? '')
      .split(',')
      .filter((id) => /^\d{1,18}$/.test(id))
      .map(BigInt)
    // Opened, or sent empty: the form's hint says what it takes.
    if (!note && added.length === 0) throw new AppError('invalid_input', { problems: {} })
    return answerTicket(ctx, ticket, { note, pictures: added })
  },
})

/** Of nobody else's claim, and of no decided one, is anything asked. */
async function prepare(ctx: Context & { customer: Customer }, entered: Readonly<Record<string, string>>): Promise<Prepared> {
  asSeen(await ownOpen(ctx, z.object({ ticket: idField() }).parse(entered).ticket))
  return {}
}

/** Adds words and pictures to an open claim and clears the question. Shared with the picture that comes alone. Throws owner_only and owner_changed for a withdrawal. */
export async function answerTicket(
  ctx: Context & { customer: Customer },
  id: bigint,
  added: { note?: string | undefined; pictures: readonly bigint[] },
): Promise<Reply> {
  // Several pictures that come at the same moment are all of the answer.
  await ctx.lock(`answers of ${id}`)
  if ((await ownOpen(ctx, id)).kind === 'withdrawal') await refuseSteering(ctx)
  const before = asSeen(await ownOpen(ctx, id))
  const room = HELD_MOST - before.attachments.length
  if (added.pictures.length > room)
    throw new AppError('invalid_input', { problems: { pictures: ctx.t.ticket.tooManyPictures(Math.max(0, room)) } })
  const note = withWords(ctx, before, added.note)
  await ownPictures(ctx, added.pictures)
  const after = await moveTicket(ctx.db, before, { note, question: null }, { now: ctx.now, reader: 'customer' })
  await attach(ctx, before.id, added.pictures, before.attachments.length)
  ctx.audit({
    action: 'ticket.answer',
    subject: `ticket:${before.id}`,
    before: { question: before.question, version: before.version },
    after: { note: added.note ?? null, pictures: added.pictures, version: after.version },
  })
  ctx.card(before.id)
  return aboutTicket(ctx.t, after, ctx.t.ticket.answered(ticketId(after)))
}

/** Where its money goes is the owner's to say, whoever owned the account when it was asked for; not for a day after staff changed who that is. */
async function refuseSteering(ctx: Context & { customer: Customer }): Promise<void> {
  refuseMember({ identity: await holdChats(ctx) })
  refuseHeldBack(await ctx.db.customer.findUniqueOrThrow({ where: { id: ctx.customer.id } }), ctx.now)
}

/** All words of a claim with these. Nothing is cut: what staff asked for finds room where what comes unasked has none left. */
function withWords({ t }: Context, { note, question }: Ticket, added = ''): string | null {
  const words = added.trim()
  const all = [note, words].filter(Boolean).join('\n')
  const over = all.length - (question ? NOTES_MOST : NOTES_MOST / 2)
  if (words && over > 0) throw new AppError('invalid_input', { problems: { note: t.ticket.noteFull(Math.max(0, words.length - over)) } })
  return all || null
}
