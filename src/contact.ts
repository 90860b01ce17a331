import { CLOSED } from './chat.ts'
import type { Config } from './config.ts'
import type { Database, Notice } from './db.ts'
import { addSending } from './jobs/add.ts'
import { copiesOf } from './jobs/cards.ts'
import { isOutdated } from './jobs/outdated.ts'
import type { Person } from './people.ts'
import type { Block, Reply } from './reply.ts'
import type { Update } from './update.ts'

/** How many kept notices one contact brings along. */
const MOST = 5

/** What an answer brings along, and how to note that it was shown. */
interface Kept {
  readonly blocks: readonly Block[]
  told(now: Date): Promise<void>
}

const NOTHING: Kept = { blocks: [], told: async () => undefined }

/**
 * What a person was to be told while they took no messages, now that they are met. In a private chat it is sent again by its job; in a
 * shared place it is shown above the answer, which only they see, and counts as told when it was shown: the answer may not come through.
 */
export async function keptNotices(
  { db, config, clock }: { readonly db: Database; readonly config: Config; readonly clock: () => Date },
  update: Update,
  { identity, staff }: Person,
): Promise<Kept> {
  const kept = await db.notice.findMany({
    where: {
      identityId: identity.id,
      sentAt: null,
      error: CLOSED,
      // Of an account that the chat has left, or a place that it lost, nothing is told.
      AND: [
        { OR: [{ customerId: null }, { customerId: identity.customerId }] },
        { OR: [{ staffId: null }, { staffId: staff?.id ?? null }] },
      ],
    },
    orderBy: { id: 'asc' },
    take: MOST,
  })
  const theirs: Notice[] = []
  for (const notice of kept) if (!(await isOutdated(db, config.hours, notice, clock()))) theirs.push(notice)
  if (theirs.length === 0) return NOTHING
  const waiting = { id: { in: theirs.map(({ id }) => id) }, sentAt: null, error: CLOSED }
  if (!update.private)
    return {
      blocks: theirs.flatMap(blocksOf),
      told: async (now) => void (await db.notice.updateMany({ where: waiting, data: { error: null, sentAt: now } })),
    }
  await db.$transaction(async (tx) => {
    // Of two contacts at the same moment one brings it along.
    const mine = await tx.notice.updateManyAndReturn({ where: waiting, data: { error: null } })
    for (const { id } of mine) await addSending(tx, update.platform, 'notice', { notice: String(id) })
  })
  return NOTHING
}

/** A card may take several messages, whose ids its adapter joins by commas: one of them was pressed. */
const holds = (known: string, pressed: string): boolean => known.split(/[/,]/).includes(pressed.split('/').at(-1) ?? pressed)

const blocksOf = ({ reply }: Notice): readonly Block[] => (reply as unknown as Reply).blocks

/**
 * Takes up a copy of a staff card that nobody knew of: the platform's answer to its sending was lost. From now on it shows the ticket's
 * present state like the others. Only a card's own button says that it is one: what is told about a claim has buttons too, and must stand.
 */
export async function adoptCopy(db: Database, { platform, pressed, act }: Update): Promise<void> {
  if (!pressed || act.type !== 'call' || !act.card) return
  const { ticket = '' } = act.input
  if (!/^\d{1,18}$/.test(ticket)) return
  const where = { ticketId_platform_chat: { ticketId: BigInt(ticket), platform, chat: pressed.chat } }
  const card = await db.card.findUnique({ where })
  if (!card || [card.message, ...copiesOf(card)].some((known) => holds(known ?? '', pressed.message))) return
  const data = card.message === null ? { message: pressed.message } : { copies: `${card.copies} ${pressed.message}`.trim() }
  if (card.message !== null && copiesOf(card).length >= MOST) return
  await db.$transaction(async (tx) => {
    const { count } = await tx.card.updateMany({ where: { id: card.id, message: card.message, copies: card.copies }, data })
    if (count > 0) await addSending(tx, platform, 'card', { ticket, platform, chat: pressed.chat })
  })
}
