import { locales } from '../locales/index.ts'
import { type AuditEntry, writeAudit } from './audit.ts'
import type { Audience, CustomerAudience, StaffAudience, StaffChats, StaffMember, Write } from './command.ts'
import type { Config } from './config.ts'
import type { Customer, FullDb, Identity, Ticket } from './db.ts'
import { addJob, addSending, type Tasks } from './jobs/add.ts'
import { viewerOf } from './people.ts'

/** Where staff cards are shown: one chat of one platform. */
export interface StaffPlace {
  readonly platform: string
  readonly chat: string
}

/** What a change wants others to know. Collected while it runs, written with it in one transaction, in one lock order. */
export interface Outbox {
  audit(entry: Omit<AuditEntry, 'actor' | 'at'>): void
  notify(to: Audience, write: Write): void
  card(ticketId: bigint): void
  cardLater(ticketId: bigint, seconds: number): void
  plan<T extends keyof Tasks>(task: T, payload: Tasks[T], seconds: number): void
  tellLater(decided: Pick<Ticket, 'id' | 'version'>): void
  /** Writes it all: notices, then the audit chain, then jobs. Call once, last. */
  flush(): Promise<void>
}

/** An outbox for one change by `actor` at `now`. */
export function createOutbox(db: FullDb, how: { config: Config; places: readonly StaffPlace[]; actor: string; now: Date }): Outbox {
  const entries: AuditEntry[] = []
  const notices: { to: Audience; write: Write }[] = []
  const cards = new Set<bigint>()
  const waiting: { ticketId: bigint; seconds: number }[] = []
  const planned: (() => Promise<void>)[] = []
  const decided: Pick<Ticket, 'id' | 'version'>[] = []
  const shows = async (ticketId: bigint, seconds: number): Promise<void> => {
    const ticket = String(ticketId)
    for (const place of how.places) await addSending(db, place.platform, 'card', { ticket, ...place }, seconds)
  }
  return {
    audit: (entry) => void entries.push({ ...entry, actor: how.actor, at: how.now }),
    notify: (to, write) => void notices.push({ to, write }),
    card: (ticketId) => void cards.add(ticketId),
    cardLater: (ticketId, seconds) => void waiting.push({ ticketId, seconds }),
    plan: (task, payload, seconds) => void planned.push(() => addJob(db, task, payload, { seconds })),
    tellLater: (ticket) => void decided.push(ticket),
    flush: async () => {
      const sent: Written[] = []
      for (const { to, write } of notices) sent.push(...(await writeNotices(db, how, to, write)))
      await writeAudit(db, entries)
      for (const { id, platform } of sent) await addSending(db, platform, 'notice', { notice: String(id) })
      for (const ticketId of cards) await shows(ticketId, 0)
      for (const { ticketId, seconds } of waiting) await shows(ticketId, seconds)
      for (const add of planned) await add()
      for (const { id, version } of decided) await addJob(db, 'tell', { ticket: String(id), version }, { seconds: how.config.undoSeconds })
    },
  }
}

/** A notice as written: its number, and the platform whose workers send it. */
interface Written {
  readonly id: bigint
  readonly platform: string
}

interface How {
  readonly config: Config
  readonly places: readonly StaffPlace[]
  readonly now: Date
}

async function writeNotices(db: FullDb, how: How, to: Audience, write: Write): Promise<readonly Written[]> {
  if ('staff' in to && to.staff === 'chats') return writeToChats(db, how, to, write)
  const identities = 'staff' in to ? await chatsOfStaff(db, to) : await chatsOf(db, to)
  const rows = identities.map((identity) => {
    const viewer = viewerOf(how.config, how.now, identity, identity.customer ?? undefined)
    const whose = 'staff' in to ? { staffId: identity.staffId } : { customerId: identity.id === to.also ? null : to.customerId }
    const reply = JSON.parse(JSON.stringify(write(locales[viewer.locale], viewer.locale)))
    const alone = 'only' in to && to.only?.length === 1
    const about = ('about' in to && to.about) || null
    return { ...whose, identityId: identity.id, alone, ticketId: to.ticket ?? null, about, reply, createdAt: how.now }
  })
  if (rows.length === 0) return []
  const written = await db.notice.createManyAndReturn({ data: rows, select: { id: true, identityId: true } })
  const platforms = new Map(identities.map(({ id, platform }) => [id, platform]))
  return written.map(({ id, identityId }) => ({ id, platform: platforms.get(identityId ?? 0n) ?? '' }))
}

async function writeToChats(db: FullDb, how: How, to: StaffChats, write: Write): Promise<readonly Written[]> {
  const reply = JSON.parse(JSON.stringify({ ...write(locales[how.config.staffLocale], how.config.staffLocale), audience: 'staff' }))
  const rows = how.places.map((place) => ({ ...place, ticketId: to.ticket ?? null, reply, createdAt: how.now }))
  if (rows.length === 0) return []
  const written = await db.notice.createManyAndReturn({ data: rows, select: { id: true, platform: true } })
  return written.map(({ id, platform }) => ({ id, platform: platform ?? '' }))
}

type Chats = readonly (Identity & { readonly customer: Customer | null })[]

const chatsOf = (db: FullDb, to: CustomerAudience): Promise<Chats> =>
  db.identity.findMany({
    where: {
      chat: { not: null },
      ...(to.only === undefined ? {} : { id: { in: [...to.only] } }),
      OR: [{ customerId: to.customerId }, ...(to.also === undefined ? [] : [{ id: to.also }])],
      ...(to.except === undefined ? {} : { NOT: { id: { in: [to.except].flat() } } }),
    },
    include: { customer: true },
    orderBy: { id: 'asc' },
  })

const chatsOfStaff = (db: FullDb, to: StaffAudience | StaffMember): Promise<Chats> =>
  db.identity.findMany({
    where: { chat: { not: null }, staff: { removedAt: null, ...(to.staff === 'member' ? { id: to.id } : leads(to)) } },
    include: { customer: true },
    orderBy: { id: 'asc' },
  })

const leads = ({ except }: StaffAudience) => ({
  role: { in: ['lead', 'admin'] },
  ...(except === undefined ? {} : { id: { not: except } }),
})
