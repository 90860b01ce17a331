import type { Context } from '../../command.ts'
import type { Customer, Db, Dialog, Ticket } from '../../db.ts'
import { AppError, fail } from '../../errors.ts'
import { attemptsFullUntil } from '../attempts.ts'
import { type Claim, claimColumns } from './claim.ts'

/** Open claims a customer may have at once, and claims a day by one person or one customer. */
export const OPEN_MOST = 3
const LIMIT = { most: 20, hours: 24 }
const DIALOG_HOURS = 24

/** What a dialog is when it was sent: the number of its ticket and no more, kept until the next one for whoever presses twice. */
const SENT = 'sent'

/** Of several deeds of one chat at the same moment each reads what the one before it kept: two pictures, a picture and the button that sends. */
const holdDialog = ({ lock, identity }: Pick<Context, 'lock' | 'identity'>): Promise<void> => lock(`dialog of ${identity.id}`)

/** Keeps what was entered until it is confirmed: one dialog per identity, a new one replaces the old. */
export async function keepDialog(
  ctx: Context,
  command: string,
  input: Readonly<Record<string, string>>,
  pictures: readonly bigint[],
): Promise<Dialog> {
  await holdDialog(ctx)
  await ownPictures(ctx, pictures)
  const expiresAt = new Date(ctx.now.getTime() + DIALOG_HOURS * 3600_000)
  const dialog = await ctx.db.dialog.upsert({
    where: { identityId: ctx.identity.id },
    create: { identityId: ctx.identity.id, command, input, expiresAt },
    update: { command, input, expiresAt, version: { increment: 1 } },
  })
  await ctx.db.attachment.updateMany({ where: { dialogId: dialog.id, id: { notIn: [...pictures] } }, data: { dialogId: null } })
  await ctx.db.attachment.updateMany({ where: { id: { in: [...pictures] }, ticketId: null }, data: { dialogId: dialog.id } })
  return dialog
}

/** How long a picture that follows belongs to what was entered, in milliseconds. */
export const FOLLOWS = 10 * 60_000

/** What the asker entered a moment ago and has neither sent nor thrown away; nobody else changes it until the transaction ends. */
export async function justEntered(ctx: Context): Promise<Readonly<Record<string, string>>> {
  await holdDialog(ctx)
  const since = new Date(ctx.now.getTime() - FOLLOWS + DIALOG_HOURS * 3600_000)
  const dialog = await ctx.db.dialog.findFirst({ where: { identityId: ctx.identity.id, command: 'ticket', expiresAt: { gt: since } } })
  return (dialog?.input ?? {}) as Record<string, string>
}

/** The claim that a chat entered since then and has neither sent nor thrown away, and when that was. */
export async function enteredSince(
  db: Pick<Db, 'dialog'>,
  identityId: bigint,
  since: Date,
): Promise<{ readonly dialog: Dialog; readonly at: Date } | undefined> {
  const expiresAt = { gte: new Date(since.getTime() + DIALOG_HOURS * 3600_000) }
  const dialog = await db.dialog.findFirst({ where: { identityId, command: 'ticket', expiresAt } })
  return dialog ? { dialog, at: new Date(dialog.expiresAt.getTime() - DIALOG_HOURS * 3600_000) } : undefined
}

/** The asker's own dialog as they saw it, of that command where one is named; outdated_button when it was replaced, used or has expired. */
export async function dialogOf(
  ctx: Context,
  seen: { id: bigint; version?: number | undefined; command?: 'ticket' | 'missing' | 'withdrawal' },
): Promise<Dialog> {
  const dialog = await ctx.db.dialog.findUnique({ where: { id: seen.id } })
  const own = dialog && dialog.identityId === ctx.identity.id && dialog.command === (seen.command ?? dialog.command)
  const same = own && dialog.command !== SENT && (seen.version === undefined || dialog.version === seen.version)
  return same && dialog.expiresAt > ctx.now ? dialog : fail('outdated_button', {})
}

/**
 * The ticket that the same button has sent already; undefined where it is still to be sent. Presses on it take turns: of two at the same
 * moment the second finds what the first one opened.
 */
export async function sentBefore(
  ctx: Sender,
  seen: { id: bigint; version: number },
  kind: 'proof' | 'missing' | 'withdrawal',
): Promise<Ticket | undefined> {
  await holdDialog(ctx)
  const sent = await ctx.db.dialog.findFirst({ where: { ...seen, identityId: ctx.identity.id, command: SENT } })
  if (!sent) return undefined
  const { ticket } = sent.input as { readonly ticket: string }
  return (await ctx.db.ticket.findFirst({ where: { id: BigInt(ticket), customerId: ctx.customer.id, kind } })) ?? undefined
}

/** Keeps of what was read back that it is this ticket now; outdated_button when it was thrown away or replaced meanwhile. */
export async function keepSent(ctx: Sender, { id, version, command }: Dialog, ticket: Ticket): Promise<void> {
  const kept = await ctx.db.dialog.updateMany({
    where: { id, version, command },
    data: { command: SENT, input: { ticket: String(ticket.id) } },
  })
  if (kept.count === 0) throw new AppError('outdated_button', {})
}

/** Throws away what was read back; outdated_button when it was sent or replaced meanwhile. */
export async function discardDialog(ctx: Context, { id, version, command }: Dialog): Promise<void> {
  await holdDialog(ctx)
  const gone = await ctx.db.dialog.deleteMany({ where: { id, version, command } })
  if (gone.count === 0) throw new AppError('outdated_button', {})
}

/** Throws away what the asker entered; false when there is nothing. */
export async function dropDialog(ctx: Pick<Context, 'db' | 'lock' | 'identity'>): Promise<boolean> {
  await holdDialog(ctx)
  return (await ctx.db.dialog.deleteMany({ where: { identityId: ctx.identity.id, command: { not: SENT } } })).count > 0
}

/** Refuses pictures that are somebody else's or belong to another claim already. */
export async function ownPictures(ctx: Context, pictures: readonly bigint[], ticketId?: bigint): Promise<void> {
  const count = await ctx.db.attachment.count({
    where: {
      id: { in: [...pictures] },
      OR: [{ identityId: ctx.identity.id, ticketId: null }, ...(ticketId === undefined ? [] : [{ ticketId }])],
    },
  })
  if (count !== new Set(pictures).size) throw new AppError('outdated_button', {})
}

/** Turns a confirmed dialog into an open ticket: limits, pictures, recharge, all in the caller's transaction. */
export async function openTicket(
  ctx: Sender,
  claim: Claim,
  from: { dialog: Dialog; recharge?: bigint; previous?: bigint },
): Promise<Ticket> {
  await ctx.lock(`tickets of ${ctx.customer.id}`)
  await withinLimits(ctx, claim)
  const recharge = from.recharge === undefined ? undefined : await ownRecharge(ctx, from.recharge)
  const previous =
    from.previous === undefined
      ? undefined
      : await ctx.db.ticket.findFirst({ where: { id: from.previous, customerId: ctx.customer.id, kind: 'proof' } })
  const ticket = await ctx.db.ticket.create({
    data: {
      ...claimColumns(claim),
      customerId: ctx.customer.id,
      identityId: ctx.identity.id,
      rechargeId: recharge ?? null,
      previousId: previous?.id ?? null,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    },
  })
  await keepSent(ctx, from.dialog, ticket)
  await attach(ctx, ticket.id, claim.pictures)
  if (recharge) await ctx.db.recharge.updateMany({ where: { id: recharge, state: 'created' }, data: { state: 'proof' } })
  await countAttempt(ctx)
  return ticket
}

/** Binds pictures to a ticket for good, in the order given. */
export async function attach(ctx: Context, ticketId: bigint, pictures: readonly bigint[], after = 0): Promise<void> {
  for (const [index, id] of pictures.entries()) {
    // In one step with the check: the same picture may be on its way into another claim.
    const where = { id, OR: [{ identityId: ctx.identity.id, ticketId: null }, { ticketId }] }
    const { count } = await ctx.db.attachment.updateMany({ where, data: { ticketId, dialogId: null, position: after + index } })
    if (count === 0) throw new AppError('outdated_button', {})
  }
}

/** Refuses the same payment twice, and more claims than one customer may have. */
export async function withinLimits(
  ctx: Context & { readonly customer: Customer },
  claim: Pick<Claim, 'method' | 'reference'>,
): Promise<void> {
  // Its account may have become part of another while this waited for its turn.
  const { status } = await ctx.db.customer.findUniqueOrThrow({ where: { id: ctx.customer.id } })
  if (status === 'closed') throw new AppError('customer_closed', {})
  const open = await ctx.db.ticket.findMany({ where: { OR: theirs(ctx), state: 'open', kind: { not: 'withdrawal' } } })
  const twice = open.find((t) => claim.reference !== undefined && t.reference === claim.reference && t.method === claim.method)
  if (twice) throw new AppError('ticket_twice', { ticket: String(twice.id) })
  if (open.length >= OPEN_MOST) throw new AppError('ticket_limit', { most: OPEN_MOST })
  await withinDay(ctx)
}

type Sender = Context & { readonly customer: Customer }

/** What this chat sent for an account that it has left counts too: leaving gives no fresh limit. */
const theirs = ({ customer, identity }: Sender) => [{ customerId: customer.id }, { identityId: identity.id }]

/** Refuses more in a day than one person or one customer may send. */
export async function withinDay(ctx: Sender): Promise<void> {
  const retryAt = await attemptsFullUntil(ctx.db, LIMIT, ctx.now, { kind: 'ticket', OR: theirs(ctx) })
  if (retryAt) throw new AppError('too_many', { retryAt })
}

/** Notes that somebody sent something for staff to decide. */
export const countAttempt = async ({ db, identity, customer, now }: Sender): Promise<void> =>
  void (await db.attempt.create({ data: { identityId: identity.id, customerId: customer.id, kind: 'ticket', at: now } }))

async function ownRecharge(ctx: Context & { readonly customer: Customer }, id: bigint): Promise<bigint | undefined> {
  return (await ctx.db.recharge.findFirst({ where: { id, customerId: ctx.customer.id }, select: { id: true } }))?.id
}
