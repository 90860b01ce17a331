import { locales } from '../../locales/index.ts'
import { cardOf } from '../billing/tickets/card.ts'
import type { Viewer } from '../format.ts'
import type { Tasks } from './add.ts'
import type { JobDeps } from './index.ts'

/**
 * Makes one staff chat's copy of a card show the ticket as it now is. Idempotent and free of order: it reads the
 * present state, and jobs of one card never run at the same time (their queue).
 */
export async function showCard(deps: JobDeps, { ticket, platform, chat }: Tasks['card']): Promise<void> {
  const adapter = deps.chats.find((candidate) => candidate.platform === platform)
  if (!adapter) throw new Error(`card of ticket ${ticket}: no adapter for ${platform}`)
  const ticketId = BigInt(ticket)
  const viewer = staffViewer(deps)
  const t = locales[viewer.locale]
  const reply = await cardOf({ db: deps.db, ledger: deps.ledger(deps.db), methods: deps.methods, t, viewer }, ticketId)
  const where = { ticketId_platform_chat: { ticketId, platform, chat } }
  const card = await deps.db.card.upsert({ where, create: { ticketId, platform, chat, createdAt: deps.clock() }, update: {} })
  if (card.message !== null) return adapter.edit(chat, card.message, reply, viewer)
  const message = await adapter.send(chat, reply, viewer)
  await deps.db.card.update({ where: { id: card.id }, data: { message } })
}

/** How shared staff chats are written to: the house's staff language and zone. */
export const staffViewer = (deps: JobDeps): Viewer => ({ locale: deps.config.staffLocale, zone: deps.config.zone, now: deps.clock() })
