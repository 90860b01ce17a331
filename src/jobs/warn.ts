import { quietUntil } from '../billing/hours.ts'
import { lowNotice } from '../billing/low-balance.ts'
import type { Crossing, FullDb } from '../db.ts'
import { wallet } from '../ledger/types.ts'
import { money } from '../money.ts'
import { createOutbox } from '../outbox.ts'
import { viewerOf } from '../people.ts'
import { each } from './each.ts'
import type { JobDeps } from './index.ts'
import { placesOf } from './tell-staff.ts'

/** As many customers at a time; the next minute goes on. */
const MOST = 2_000
const DUE = { OR: [{ toldAt: null }, { held: { not: '' } }] }

/**
 * Tells customers that their balance has fallen below what they set, once for each fall (which the database notes as it happens), and
 * each of their chats outside its quiet hours. A balance that has come back meanwhile is told to nobody.
 */
export async function warn(deps: JobDeps): Promise<void> {
  const due = await deps.db.crossing.findMany({
    where: DUE,
    orderBy: [{ toldAt: { sort: 'asc', nulls: 'first' } }, { customerId: 'asc' }],
    take: MOST,
    select: { customerId: true },
  })
  await each(deps, due, ({ customerId }) => deps.db.$transaction((tx) => warnOne(deps, tx, customerId)))
}

async function warnOne(deps: JobDeps, tx: FullDb, customerId: bigint): Promise<void> {
  const { config } = deps
  const now = deps.clock()
  // Locked by it: of two processes the second finds it told.
  const [crossing] = await tx.crossing.updateManyAndReturn({ where: { customerId, ...DUE }, data: { customerId } })
  if (!crossing) return
  const customer = await tx.customer.findUniqueOrThrow({
    where: { id: customerId },
    include: { identities: { where: { chat: { not: null } } } },
  })
  const chats = customer.status === 'closed' ? [] : customer.identities.filter(({ id }) => isDue(crossing, id))
  const held = chats.filter((chat) => quietUntil(config.quiet, viewerOf(config, now, chat, customer).zone, now))
  const awake = chats.filter((chat) => !held.includes(chat)).map(({ id }) => id)
  await tx.crossing.update({ where: { customerId }, data: { toldAt: crossing.toldAt ?? now, held: held.map(({ id }) => id).join(' ') } })
  if (awake.length === 0 || customer.lowBalance === null) return
  const threshold = money(customer.lowBalance, config.currency)
  const balance = await deps.ledger(tx).balance(wallet(customerId), config.currency)
  const outbox = createOutbox(tx, { config, places: placesOf(deps), actor: 'system', now })
  outbox.notify({ customerId, only: awake }, (t) => lowNotice(t, { balance, threshold, hours: config.hours, now }))
  await outbox.flush()
}

const isDue = ({ toldAt, held }: Crossing, identity: bigint): boolean => toldAt === null || held.split(' ').includes(String(identity))
