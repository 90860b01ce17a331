import { locales } from '../../locales/index.ts'
import { CLOSED } from '../chat.ts'
import type { Identity } from '../db.ts'
import { AppError } from '../errors.ts'
import { viewerOf } from '../people.ts'
import { call, notice, reply } from '../reply.ts'
import { addSending, type Sendings } from './add.ts'
import type { JobDeps } from './index.ts'

const KEPT = { some: { sentAt: null, error: CLOSED } }

/**
 * A notice for a customer was kept. Where another of their chats takes messages they are told there, unless it was for this chat alone; where
 * none does, they are nudged in the shared places where they last spoke to us. Call when the notice is marked: of two at the same moment the later one sees both.
 */
export async function nudgeLater({ db, chats }: JobDeps, { id, customerId }: Identity): Promise<void> {
  if (customerId === null) return
  const platform = { in: chats.map((chat) => chat.platform) }
  const told = await db.identity.count({
    where: { id: { not: id }, customerId, chat: { not: null }, platform, notices: { none: KEPT.some } },
  })
  const notices = told > 0 ? { some: { ...KEPT.some, alone: true } } : KEPT
  const unaware = await db.identity.findMany({ where: { customerId, platform, place: { not: null }, nudgedAt: null, notices } })
  for (const one of unaware) await addSending(db, one.platform, 'nudge', { identity: String(one.id) })
}

/** Tells a person where they last spoke to us that something waits, and nothing of what it is: at most once until they are met. */
export async function nudge(deps: JobDeps, { identity }: Sendings['nudge']): Promise<void> {
  const where = { id: BigInt(identity), customerId: { not: null }, place: { not: null }, nudgedAt: null, notices: KEPT }
  // Marked first: who crashes between the two leaves it to the next contact, and nobody is told twice.
  const [marked] = await deps.db.identity.updateManyAndReturn({ where, data: { nudgedAt: deps.clock() }, include: { customer: true } })
  if (!marked?.place || !marked.chat) return
  const { id, platform, place, chat, customer } = marked
  const viewer = viewerOf(deps.config, deps.clock(), marked, customer ?? undefined)
  const { nudge: texts } = locales[viewer.locale].common
  const words = reply([notice(texts.waits, 'plain')], [call(texts.show, 'balance', {}, 'primary')])
  try {
    const adapter = deps.chats.find((candidate) => candidate.platform === platform)
    if (!adapter?.nudge) throw new AppError('chat_closed', {})
    // The same at every try, so that a platform can tell that it has this one.
    const newest = await deps.db.notice.findFirst({
      where: { identityId: id, ...KEPT.some },
      orderBy: { id: 'desc' },
      select: { id: true },
    })
    await adapter.nudge(place, chat, words, viewer, `nudge:${identity}:${newest?.id}`)
  } catch (error) {
    const never = error instanceof AppError && error.is('chat_closed')
    await deps.db.identity.updateMany({ where: { id, place }, data: { nudgedAt: null, ...(never ? { place: null } : {}) } })
    if (!never) throw error
  }
}
