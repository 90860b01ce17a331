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

/**
 * Tells people that a balance has fallen below what they set, once for each fall (which the database notes as it happens), outside their
 * quiet hours. A balance that has come back meanwhile is told to nobody. It waits while nothing can be put into the account, which is on hold,
 * and while an import is still posting its history.
 */
export async function warn(deps: JobDeps): Promise<void> {
  const now = deps.clock()
  const due = await deps.db.$queryRaw<{ identityId: bigint }[]>`
    select c.identity_id as "identityId" from crossing c join identity i on i.id = c.identity_id
      join customer k on k.id = i.customer_id join account a on a.customer_id = k.id
    where c.told_at is null and coalesce(c.held_until <= ${now}, true) and i.chat is not null and k.status = 'active'
      and not exists (select from unbound u where u.account_id = a.id)
    order by c.crossed_at limit ${MOST}`
  await each(deps, due, ({ identityId }) => deps.db.$transaction((tx) => warnOne(deps, tx, identityId, now)))
}

async function warnOne(deps: JobDeps, tx: FullDb, identityId: bigint, now: Date): Promise<void> {
  const { config } = deps
  // Locked by it: of two processes the second finds it told, and a balance that comes back at this moment waits.
  const { count } = await tx.crossing.updateMany({ where: { identityId, toldAt: null }, data: { identityId } })
  const chat = count > 0 ? await tx.identity.findUnique({ where: { id: identityId }, include: { customer: true } }) : null
  if (!chat?.customer || chat.lowBalance === null) return
  const heldUntil = quietUntil(config.quiet, viewerOf(config, now, chat, chat.customer).zone, now) ?? null
  await tx.crossing.update({ where: { identityId }, data: heldUntil ? { heldUntil } : { toldAt: now } })
  if (heldUntil) return
  const threshold = money(chat.lowBalance, config.currency)
  const balance = await deps.ledger(tx).balance(wallet(chat.customer.id), config.currency)
  const outbox = createOutbox(tx, { config, places: placesOf(deps), actor: 'system', now })
  const to = { customerId: chat.customer.id, only: [chat.id], about: 'low-balance' } as const
  outbox.notify(to, (t) => lowNotice(t, { balance, threshold, hours: config.hours, now }))
  await outbox.flush()
}
