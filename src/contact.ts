import { CLOSED } from './chat.ts'
import type { Database, FullDb, Notice } from './db.ts'
import { addSending } from './jobs/add.ts'
import { copiesOf } from './jobs/cards.ts'
import type { Person } from './people.ts'
import type { Block, Reply } from './reply.ts'
import type { Update } from './update.ts'

/** How many kept notices one contact brings along. */
const MOST = 5

/**
 * What a person was to be told while they took no messages, now that they are met. In a private chat it is sent again by its job; in a
 * shared place it is shown above the answer, which only they see, and counts as told.
 */
export async function keptNotices(db: Database, update: Update, { identity, staff }: Person, now: Date): Promise<readonly Block[]> {
  const kept = await db.notice.findMany({
    where: { identityId: identity.id, sentAt: null, error: CLOSED },
    orderBy: { id: 'asc' },
    take: MOST,
  })
  const theirs = kept.filter(
    ({ customerId, staffId }) =>
      (customerId === null || customerId === identity.customerId) && (staffId === null || staffId === (staff?.id ?? null)),
  )
  if (theirs.length === 0) return []
  const ids = theirs.map(({ id }) => id)
  return db.$transaction(async (tx) => {
    const data = update.private ? { error: null } : { error: null, sentAt: now }
    // Of two contacts at the same moment one brings it along.
    const mine = await tx.notice.updateManyAndReturn({ where: { id: { in: ids }, sentAt: null, error: CLOSED }, data })
    if (!update.private) return mine.flatMap(blocksOf)
    for (const { id } of mine) await addSending(tx, update.platform, 'notice', { notice: String(id) })
    return []
  })
}

/** A card may take several messages, whose ids its adapter joins by commas: one of them was pressed. */
const holds = (known: string, pressed: string): boolean => known.split(/[/,]/).includes(pressed.split('/').at(-1) ?? pressed)

const blocksOf = ({ reply }: Notice): readonly Block[] => (reply as unknown as Reply).blocks

/**
 * Takes up a copy of a staff card that nobody knew of: the platform's answer to its sending was lost. From now on it shows the ticket's
 * present state like the others.
 */
export async function adoptCopy(db: FullDb, { platform, pressed }: Update, ticket: string | undefined): Promise<void> {
  if (!pressed || !ticket || !/^\d{1,18}$/.test(ticket)) return
  const where = { ticketId_platform_chat: { ticketId: BigInt(ticket), platform, chat: pressed.chat } }
  const card = await db.card.findUnique({ where })
  if (!card || [card.message, ...copiesOf(card)].some((known) => holds(known ?? '', pressed.message))) return
  if (card.message === null) await db.card.update({ where: { id: card.id, message: null }, data: { message: pressed.message } })
  else if (copiesOf(card).length < MOST)
    await db.card.update({ where: { id: card.id }, data: { copies: `${card.copies} ${pressed.message}`.trim() } })
  await addSending(db, platform, 'card', { ticket, platform, chat: pressed.chat })
}
