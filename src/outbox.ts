import { locales, type Texts } from '../locales/index.ts'
import { type AuditEntry, writeAudit } from './audit.ts'
import type { Audience, CustomerAudience, StaffAudience } from './command.ts'
import type { Config } from './config.ts'
import type { Customer, FullDb, Identity, Ticket } from './db.ts'
import { addJob } from './jobs/add.ts'
import { viewerOf } from './people.ts'
import type { Reply } from './reply.ts'

/** Where staff cards are shown: one chat of one platform. */
export interface StaffPlace {
  readonly platform: string
  readonly chat: string
}

/** What a change wants others to know. Collected while it runs, written with it in one transaction, in one lock order. */
export interface Outbox {
  audit(entry: Omit<AuditEntry, 'actor' | 'at'>): void
  notify(to: Audience, write: (t: Texts) => Reply): void
  card(ticketId: bigint): void
  cardLater(ticketId: bigint, seconds: number): void
  tellLater(decided: Pick<Ticket, 'id' | 'version'>): void
  /** Writes it all: notices, then the audit chain, then jobs. Call once, last. */
  flush(): Promise<void>
}

/** An outbox for one change by `actor` at `now`. */
export function createOutbox(db: FullDb, how: { config: Config; places: readonly StaffPlace[]; actor: string; now: Date }): Outbox {
  const entries: AuditEntry[] = []
  const notices: { to: Audience; write: (t: Texts) => Reply }[] = []
  const cards = new Set<bigint>()
  const waiting: { ticketId: bigint; seconds: number }[] = []
  const decided: Pick<Ticket, 'id' | 'version'>[] = []
  const shows = async (ticketId: bigint, seconds: number): Promise<void> => {
    const ticket = String(ticketId)
    for (const place of how.places) await addJob(db, 'card', { ticket, ...place }, { queue: `card:${place.platform}:${ticket}`, seconds })
  }
  return {
    audit: (entry) => void entries.push({ ...entry, actor: how.actor, at: how.now }),
    notify: (to, write) => void notices.push({ to, write }),
    card: (ticketId) => void cards.add(ticketId),
    cardLater: (ticketId, seconds) => void waiting.push({ ticketId, seconds }),
    tellLater: (ticket) => void decided.push(ticket),
    flush: async () => {
      const sent: bigint[] = []
      for (const { to, write } of notices) sent.push(...(await writeNotices(db, how, to, write)))
      await writeAudit(db, entries)
      for (const id of sent) await addJob(db, 'notice', { notice: String(id) }, { queue: `notice:${id}` })
      for (const ticketId of cards) await shows(ticketId, 0)
      for (const { ticketId, seconds } of waiting) await shows(ticketId, seconds)
      for (const { id, version } of decided) await addJob(db, 'tell', { ticket: String(id), version }, { seconds: how.config.undoSeconds })
    },
  }
}

async function writeNotices(
  db: FullDb,
  how: { config: Config; now: Date },
  to: Audience,
  write: (t: Texts) => Reply,
): Promise<readonly bigint[]> {
  const identities = 'staff' in to ? await chatsOfLeads(db, to) : await chatsOf(db, to)
  const rows = identities.map((identity) => {
    const viewer = viewerOf(how.config, how.now, identity, identity.customer ?? undefined)
    const whose = 'staff' in to ? { staffId: identity.staffId } : { customerId: identity.id === to.also ? null : to.customerId }
    const reply = JSON.parse(JSON.stringify(write(locales[viewer.locale])))
    return { ...whose, identityId: identity.id, ticketId: to.ticket ?? null, reply, createdAt: how.now }
  })
  return rows.length === 0 ? [] : (await db.notice.createManyAndReturn({ data: rows, select: { id: true } })).map((row) => row.id)
}

type Chats = readonly (Identity & { readonly customer: Customer | null })[]

const chatsOf = (db: FullDb, to: CustomerAudience): Promise<Chats> =>
  db.identity.findMany({
    where: {
      chat: { not: null },
      OR: [{ customerId: to.customerId }, ...(to.also === undefined ? [] : [{ id: to.also }])],
      ...(to.except === undefined ? {} : { NOT: { id: to.except } }),
    },
    include: { customer: true },
    orderBy: { id: 'asc' },
  })

const chatsOfLeads = (db: FullDb, to: StaffAudience): Promise<Chats> =>
  db.identity.findMany({
    where: {
      chat: { not: null },
      staff: { role: { in: ['lead', 'admin'] }, removedAt: null, ...(to.except === undefined ? {} : { id: { not: to.except } }) },
    },
    include: { customer: true },
    orderBy: { id: 'asc' },
  })
