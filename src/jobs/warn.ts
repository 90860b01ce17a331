import { quietUntil } from '../billing/hours.ts'
import { lowNotice } from '../billing/low-balance.ts'
import type { FullDb } from '../db.ts'
import { wallet } from '../ledger/types.ts'
import { money } from '../money.ts'
import { createOutbox } from '../outbox.ts'
import { viewerOf } from '../people.ts'
import { each } from './each.ts'
import type { JobDeps } from './index.ts'
import { placesOf } from './tell-staff.ts'

/** As many chats at a time; the next minute goes on. */
const MOST = 2_000

/** Whom it can be told, and whom it helps: nothing can be put into an account on hold, or a closed one. */
const REACHED = { chat: { not: null }, customer: { status: 'active' } }

/**
 * Tells people that a balance has fallen below what they set, once for each fall (which the database notes as it happens), outside their
 * quiet hours. A balance that has come back meanwhile is told to nobody.
 */
export async function warn(deps: JobDeps): Promise<void> {
  const now = deps.clock()
  const due = await deps.db.crossing.findMany({
    where: { toldAt: null, OR: [{ heldUntil: null }, { heldUntil: { lte: now } }], identity: REACHED },
    orderBy: { crossedAt: 'asc' },
    take: MOST,
    select: { identityId: true },
  })
  await each(deps, due, ({ identityId }) => deps.db.$transaction((tx) => warnOne(deps, tx, identityId, now)))
}

async function warnOne(deps: JobDeps, tx: FullDb, identityId: bigint, now: Date): Promise<void> {
  const { config } = deps
  // Locked by it: of two processes the second finds it told, and a balance that comes back at this moment waits.
  const { count } = await tx.crossing.updateMany({ where: { identityId, toldAt: null }, data: { identityId } })
  const chat = count > 0 ? await tx.identity.findFirst({ where: { id: identityId, ...REACHED }, include: { customer: true } }) : null
  if (!chat?.customer || chat.lowBalance === null) return
  const heldUntil = quietUntil(config.quiet, viewerOf(config, now, chat, chat.customer).zone, now) ?? null
  await tx.crossing.update({ where: { identityId }, data: heldUntil ? { heldUntil } : { toldAt: now } })
  if (heldUntil) return
  const threshold = money(chat.lowBalance, config.currency)
  const balance = await deps.ledger(tx).balance(wallet(chat.customer.id), config.currency)
  const outbox = createOutbox(tx, { config, places: placesOf(deps), actor: 'system', now })
  outbox.notify({ customerId: chat.customer.id, only: [chat.id] }, (t) => lowNotice(t, { balance, threshold, hours: config.hours, now }))
  await outbox.flush()
}
