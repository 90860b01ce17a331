import { locales } from '../../locales/index.ts'
import { cardOf } from '../billing/tickets/card.ts'
import type { Chat } from '../chat.ts'
import { AppError } from '../errors.ts'
import type { Viewer } from '../format.ts'
import { onCard, type Reply } from '../reply.ts'
import type { Sendings } from './add.ts'
import type { JobDeps } from './index.ts'

/**
 * Makes one staff chat's copy of a card show the ticket as it now is. Idempotent and free of order: it reads the
 * present state, and jobs of one card never run at the same time (their queue).
 */
export async function showCard(deps: JobDeps, { ticket, platform, chat }: Sendings['card']): Promise<void> {
  const adapter = deps.chats.find((candidate) => candidate.platform === platform)
  if (!adapter) throw new Error(`card of ticket ${ticket}: no adapter for ${platform}`)
  const ticketId = BigInt(ticket)
  const viewer = staffViewer(deps)
  const t = locales[viewer.locale]
  const scene = { db: deps.db, ledger: deps.ledger(deps.db), methods: deps.methods, config: deps.config, t, viewer }
  const reply = onCard(await cardOf(scene, ticketId, { folded: true }))
  const where = { ticketId_platform_chat: { ticketId, platform, chat } }
  // Whoever came before us may have sent it, and not have lived to write its number down.
  const again = (await deps.db.card.count({ where: { ticketId, platform, chat } })) > 0
  const card = await deps.db.card.upsert({ where, create: { ticketId, platform, chat, createdAt: deps.clock() }, update: {} })
  for (const copy of copiesOf(card)) await edited(adapter, chat, copy, reply, viewer)
  const shown = { givenUpAt: null, reportedAt: null }
  if (card.message !== null && (await edited(adapter, chat, card.message, reply, viewer))) {
    if (card.givenUpAt) await deps.db.card.update({ where: { id: card.id }, data: shown })
    return
  }
  const message = await adapter.send(chat, reply, viewer, `card:${card.id}:${card.message ?? ''}`, again)
  await deps.db.card.update({ where: { id: card.id }, data: { message, ...shown } })
}

/** Notes that a card could not be shown for days. */
export const giveUpCard = async ({ db, clock }: JobDeps, { ticket, platform, chat }: Sendings['card']): Promise<void> =>
  void (await db.card.updateMany({ where: { ticketId: BigInt(ticket), platform, chat }, data: { givenUpAt: clock() } }))

/** Copies of a card beside its message, as the platform calls them. */
export const copiesOf = ({ copies }: { readonly copies: string }): readonly string[] => copies.split(' ').filter(Boolean)

/** False when somebody deleted the message: then the card is shown anew. */
async function edited(adapter: Chat, chat: string, message: string, reply: Reply, viewer: Viewer): Promise<boolean> {
  try {
    await adapter.edit(chat, message, reply, viewer)
    return true
  } catch (error) {
    if (error instanceof AppError && error.is('message_gone')) return false
    throw error
  }
}

/** How shared staff chats are written to: the house's staff language and zone. */
export const staffViewer = (deps: JobDeps): Viewer => ({ locale: deps.config.staffLocale, zone: deps.config.zone, now: deps.clock() })
