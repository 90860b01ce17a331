import { quietUntil } from '../billing/hours.ts'
import { methodById } from '../billing/methods.ts'
import { remindNotice } from '../billing/recharge-pages.ts'
import { enteredSince, FOLLOWS } from '../billing/tickets/open.ts'
import type { FullDb, Recharge } from '../db.ts'
import { createOutbox } from '../outbox.ts'
import { viewerOf } from '../people.ts'
import { each } from './each.ts'
import type { JobDeps } from './index.ts'
import { placesOf } from './tell-staff.ts'

const MOST = 500

/** Reminds, once, who chose to pay by hand and sent no proof: not while their hours are quiet, nor while they enter it, nor when it was paid, cancelled or has expired. */
export async function remind(deps: JobDeps): Promise<void> {
  const { remindMinutes } = deps.config
  if (remindMinutes === 0) return
  const now = deps.clock()
  const chosenAt = { lte: new Date(now.getTime() - remindMinutes * 60_000) }
  const where = {
    state: 'created',
    remindedAt: null,
    chosenAt,
    expiresAt: { gt: now },
    OR: [{ heldUntil: null }, { heldUntil: { lte: now } }],
  }
  const due = await deps.db.recharge.findMany({ where, orderBy: { chosenAt: 'asc' }, take: MOST })
  await each(deps, due, (recharge) => deps.db.$transaction((tx) => remindOf(deps, tx, recharge, now)))
}

async function remindOf(deps: JobDeps, tx: FullDb, { id, chosenAt, chosenBy, customerId, method: by }: Recharge, now: Date): Promise<void> {
  const { config } = deps
  const chat = await tx.identity.findFirst({ where: { id: chosenBy ?? 0n, customerId, chat: { not: null } }, include: { customer: true } })
  const viewer = viewerOf(config, now, chat ?? undefined, chat?.customer ?? undefined)
  // In one step with the check: it may be paid, cancelled or chosen anew at this moment, and another process may be here too.
  const where = { id, state: 'created', remindedAt: null, chosenAt, expiresAt: { gt: now } }
  const entered = chat ? await enteredSince(tx, chat.id, chosenAt ?? now) : undefined
  const busy = entered && new Date(entered.at.getTime() + FOLLOWS)
  const heldUntil = chat ? (quietUntil(config.quiet, viewer.zone, now) ?? (busy && busy > now ? busy : undefined)) : undefined
  const [recharge] = await tx.recharge.updateManyAndReturn({ where, data: heldUntil ? { heldUntil } : { remindedAt: now } })
  if (heldUntil) return
  const method = methodById(deps.methods, by ?? '')
  if (!recharge || !chat || chat.customer?.status !== 'active' || method?.kind !== 'manual') return
  // A proof that did not begin at the recharge is a proof too.
  if (
    await tx.ticket.findFirst({
      where: { customerId, kind: { not: 'withdrawal' }, createdAt: { gte: chosenAt ?? now } },
      select: { id: true },
    })
  )
    return
  const outbox = createOutbox(tx, { config, places: placesOf(deps), actor: 'system', now })
  const name = method.name[viewer.locale]
  outbox.notify({ customerId, only: [chat.id], about: `recharge:${id}` }, (t) => remindNotice(t, recharge, name, entered?.dialog))
  await outbox.flush()
}
