import type { Context, With } from '../command.ts'
import type { Customer, Db, Identity, LinkRequest } from '../db.ts'
import { AppError, fail } from '../errors.ts'
import { fullUntil } from '../limit.ts'

const DAY = 24 * 3600_000

/** Requests within 24 hours, whatever became of them: nobody floods an owner, and nobody asks one owner after the other. */
const MOST = { identity: 3, customer: 5 }

/** What everything that links, unlinks or promotes a chat of an account takes turns by. */
export const chatsOf = (customerId: bigint): string => `chats of ${customerId}`

/** The chat that decides who else is linked; null when the account has none. */
export const ownerOf = (db: Db, customerId: bigint): Promise<Identity | null> =>
  db.identity.findFirst({ where: { customerId, owner: true } })

/** A request with the chat that asks. */
export type Asking = LinkRequest & { readonly identity: Identity }

/** Keeps, for a day, that this chat asks to be linked; one that waits already is not asked for twice (`again`). Throws too_many. */
export async function askToLink(
  { db, identity, now }: Context,
  { id: customerId }: Customer,
): Promise<{ readonly request: LinkRequest; readonly again: boolean }> {
  const own = { identityId: identity.id, customerId }
  const waits = await waitingRequest(db, own, now)
  if (waits) return { request: waits, again: true }
  await within(db, now, MOST.identity, { identityId: identity.id })
  await within(db, now, MOST.customer, { customerId })
  const request = await db.linkRequest.create({ data: { ...own, createdAt: now, expiresAt: new Date(now.getTime() + DAY) } })
  return { request, again: false }
}

/** What a chat asks of an account and is not answered yet. */
export const waitingRequest = (
  db: Db,
  own: { readonly identityId: bigint; readonly customerId: bigint },
  now: Date,
): Promise<LinkRequest | null> => db.linkRequest.findFirst({ where: { ...own, ...waiting(now) } })

/** What an account is asked at present, the oldest first. */
export const waitingRequests = (db: Db, customerId: bigint, now: Date): Promise<Asking[]> =>
  db.linkRequest.findMany({
    where: { customerId, ...waiting(now) },
    include: { identity: true },
    orderBy: { id: 'asc' },
    take: MOST.customer,
  })

/**
 * Allows (the owner) or refuses (any chat of the account) a request, once: the right to is looked at when the account's other changes have
 * waited. Throws outdated_button, owner_only, request_closed, customer_closed.
 */
export async function decideRequest(ctx: With<'customer'>, id: bigint, allows: boolean): Promise<Asking> {
  const { db, now } = ctx
  const own = await holdChats(ctx)
  const request = await db.linkRequest.findUnique({ where: { id }, include: { identity: true } })
  if (!request || request.customerId !== own.customerId) fail('outdated_button', {})
  // It was linked by another way meanwhile: there is nothing left to decide, and nobody lets themselves in.
  if (request.identityId === own.id) fail('request_closed', { state: 'linked', at: own.linkedAt ?? now })
  if (allows && !own.owner) fail('owner_only', {})
  const { count } = await db.linkRequest.updateMany({
    where: { id, ...waiting(now) },
    data: { state: allows ? 'allowed' : 'denied', decidedBy: own.id, decidedAt: now },
  })
  if (count === 0) throw closed(request)
  if (allows) await letIn(ctx, request)
  return request
}

/** Ends what is waited for with them: of a chat that came to be linked by another way, or of an account that is no more. */
export const endRequests = async (db: Db, whose: { readonly customerId: bigint; readonly identityId?: bigint }, now: Date): Promise<void> =>
  void (await db.linkRequest.updateMany({ where: { ...whose, ...waiting(now) }, data: { expiresAt: now } }))

async function letIn({ db, customer, now }: With<'customer'>, request: Asking): Promise<void> {
  const { count } = await db.identity.updateMany({
    where: { id: request.identityId, customerId: null },
    data: { customerId: customer.id, linkedAt: now },
  })
  if (count === 0) fail('request_closed', { state: 'linked', at: now })
  // Linking has waited for whoever closes the account at this moment.
  if ((await db.customer.findUniqueOrThrow({ where: { id: customer.id } })).status === 'closed') fail('customer_closed', {})
}

/** Waits for this account's turn, and reads the asker's chat as it is then. Throws outdated_button when it was unlinked meanwhile. */
export async function holdChats({ db, lock, customer, identity }: With<'customer'>): Promise<Identity> {
  await lock(chatsOf(customer.id))
  const own = await db.identity.findFirst({ where: { id: identity.id, customerId: customer.id } })
  return own ?? fail('outdated_button', {})
}

/** Makes another chat of the account its owner. Throws owner_only, outdated_button. */
export async function passOwnership(ctx: With<'customer'>, chat: bigint): Promise<Identity> {
  const own = await holdChats(ctx)
  if (!own.owner) fail('owner_only', {})
  await ctx.db.identity.update({ where: { id: own.id }, data: { owner: false } })
  const where = { id: chat, customerId: ctx.customer.id, NOT: { id: own.id } }
  const [heir] = await ctx.db.identity.updateManyAndReturn({ where, data: { owner: true } })
  return heir ?? fail('outdated_button', {})
}

const waiting = (now: Date) => ({ state: 'waiting', expiresAt: { gt: now } })

const closed = ({ state, decidedAt, expiresAt }: LinkRequest): AppError =>
  new AppError('request_closed', state === 'waiting' ? { state: 'expired', at: expiresAt } : { state, at: decidedAt ?? expiresAt })

async function within(db: Db, now: Date, most: number, who: { identityId: bigint } | { customerId: bigint }): Promise<void> {
  const retryAt = await fullUntil({ most, hours: 24 }, now, async ({ since, skip }) => {
    const where = { ...who, createdAt: { gt: since } }
    return (await db.linkRequest.findFirst({ where, orderBy: { createdAt: 'desc' }, skip, select: { createdAt: true } }))?.createdAt
  })
  if (retryAt) throw new AppError('too_many', { retryAt })
}
