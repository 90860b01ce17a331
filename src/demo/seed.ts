import { toClearing } from '../billing/tickets/held.ts'
import { priorOf } from '../billing/tickets/states.ts'
import type { Config } from '../config.ts'
import type { Database, FullDb, Ticket } from '../db.ts'
import { channel, type Ledger, wallet } from '../ledger/types.ts'
import { money } from '../money.ts'
import { createOutbox, type StaffPlace } from '../outbox.ts'
import type { Screenshot } from '../pictures/index.ts'
import { DEMO_CLAIMS, DEMO_CUSTOMERS, DEMO_STAFF, type DemoClaim } from './people.ts'
import { yearOf } from './records.ts'

export interface SeedDeps {
  readonly config: Config
  readonly db: Database
  readonly ledger: (db: FullDb) => Ledger
  readonly screenshot: (bytes: Uint8Array) => Promise<Screenshot>
  /** The bytes of config/demo/<name>. */
  readonly sample: (name: string) => Promise<Uint8Array>
  readonly places: readonly StaffPlace[]
  readonly now: Date
}

const MARK = 'demo'
const YEAR = 366 * 24 * 60

/** Whether this database belongs to the demo. */
export const isDemo = async (db: FullDb): Promise<boolean> => (await db.setting.findUnique({ where: { key: MARK } })) !== null

/**
 * Fills an empty database with the demo's people and their year; goes on where a filling that was killed had come to, and
 * refuses a database that holds anybody else's customers. The platform is "web": the browser chat is where the demo is tried.
 */
export async function seedDemo(deps: SeedDeps): Promise<'filled' | 'was filled'> {
  const mark = await deps.db.setting.findUnique({ where: { key: MARK } })
  const { at, done } = (mark?.value ?? { at: deps.now.toISOString(), done: false }) as { at: string; done: boolean }
  if (done) return 'was filled'
  if (!mark) {
    if ((await deps.db.customer.count()) > 0)
      throw new Error("this database holds customers that are not the demo's: the demo only fills an empty one")
    await deps.db.setting.create({ data: { key: MARK, value: { at, done } } })
  }
  // The year is counted from the first try, so that a second one posts the same keys with the same content.
  const steady = { ...deps, now: new Date(at) }
  const staff = await seedStaff(steady)
  const customers = await seedCustomers(steady)
  const claimed = await deps.db.ticket.count()
  for (const claim of DEMO_CLAIMS.slice(claimed)) await seedClaim(steady, claim, customers, staff)
  await deps.db.setting.update({ where: { key: MARK }, data: { value: { at, done: true } } })
  return 'filled'
}

/** By their names in the browser chat. */
async function seedStaff({ db, now }: SeedDeps): Promise<ReadonlyMap<string, bigint>> {
  const made = new Map<string, bigint>()
  for (const { user, name, role, limit } of DEMO_STAFF) {
    const key = { platform: 'web', workspace: '', userId: user }
    const known = await db.identity.findUnique({ where: { platform_workspace_userId: key } })
    const identities = { create: { ...key, name, chat: `customer:${user}` } }
    const id = known?.staffId ?? (await db.staff.create({ data: { name, role, limit, createdAt: before(now, YEAR), identities } })).id
    made.set(user, id)
  }
  return made
}

interface DemoAccount {
  readonly id: bigint
  readonly number: string
  readonly identity: bigint
}

async function seedCustomers(deps: SeedDeps): Promise<ReadonlyMap<string, DemoAccount>> {
  const made = new Map<string, DemoAccount>()
  const ledger = deps.ledger(deps.db)
  for (const person of DEMO_CUSTOMERS) {
    const { user, number, name, locale, zone, lowBalance = null } = person
    const identity = { platform: 'web', userId: user, name, chat: `customer:${user}`, locale, zone, lowBalance, linkedAt: deps.now }
    const data = { number, name, locale, zone, createdAt: before(deps.now, YEAR), identities: { create: identity } }
    const { id, identities } = await deps.db.customer.upsert({ where: { number }, create: data, update: {}, include: { identities: true } })
    await ledger.openWallet(id, 'CNY')
    made.set(user, { id, number, identity: identities[0]?.id ?? 0n })
    const failed = (await ledger.postBatch(yearOf(person, id, deps.now))).find((outcome) => outcome instanceof Error)
    if (failed) throw failed
  }
  return made
}

/** As long as the demo's decision of a moment ago can be undone: the most that a house may set. */
const UNDO_SECONDS = 600

async function seedClaim(
  deps: SeedDeps,
  claim: DemoClaim,
  customers: ReadonlyMap<string, DemoAccount>,
  staff: ReadonlyMap<string, bigint>,
): Promise<void> {
  const who = customers.get(claim.user)
  const by = staff.get(claim.by)
  if (!who || !by) throw new Error(`the demo has no ${claim.user} or no ${claim.by}`)
  const shot = claim.picture === undefined ? undefined : await deps.screenshot(await deps.sample(claim.picture))
  const at = before(deps.now, claim.hoursAgo * 60)
  await deps.db.$transaction(async (tx) => {
    const { kind, method, amount, reference, tail: cardTail = null } = claim
    const paidAt = kind === 'withdrawal' ? at : before(at, 11)
    const data = { kind, method, currency: 'CNY', amount, cardTail, paidAt, reference, createdAt: at, updatedAt: at }
    const ticket = await tx.ticket.create({ data: { ...data, customerId: who.id, identityId: who.identity } })
    if (shot) await keepPicture(tx, shot, { name: claim.picture ?? '', ticket })
    if (kind === 'withdrawal') {
      const out = toClearing(ticket, money(amount, 'CNY'), { actor: `customer:${who.number}`, now: at })
      await deps.ledger(tx).post(`withdrawal:${ticket.id}`, [out])
    }
    const config = { ...deps.config, undoSeconds: UNDO_SECONDS }
    const actor = claim.end === 'open' ? `customer:${who.number}` : `staff:${by}`
    const outbox = createOutbox(tx, { config, places: deps.places, actor, now: deps.now })
    const decided = claim.end === 'open' ? undefined : await decide(deps, tx, { claim, ticket, by })
    outbox.audit({ action: `demo.${claim.end}`, subject: `ticket:${ticket.id}` })
    outbox.card(ticket.id)
    if (decided && claim.end === 'untold') outbox.tellLater(decided)
    await outbox.flush()
  })
}

const before = (then: Date, minutes: number): Date => new Date(then.getTime() - minutes * 60_000)

async function keepPicture(tx: FullDb, { clean, ...shot }: Screenshot, { name, ticket }: { name: string; ticket: Ticket }): Promise<void> {
  await tx.attachment.create({
    data: {
      ...shot,
      sha256: Uint8Array.from(shot.sha256),
      pixels: Uint8Array.from(shot.pixels),
      original: Uint8Array.from(shot.original),
      clean: Uint8Array.from(clean.bytes),
      cleanType: clean.type,
      ...{ name, identityId: ticket.identityId, ticketId: ticket.id, createdAt: ticket.createdAt },
    },
  })
}

/** Approves or rejects it, nine minutes after it came. */
async function decide(
  deps: SeedDeps,
  tx: FullDb,
  { claim, ticket, by }: { claim: DemoClaim; ticket: Ticket; by: bigint },
): Promise<Ticket> {
  const { id, reference } = ticket
  const decidedAt = before(ticket.createdAt, -9)
  const toldAt = claim.end === 'untold' ? null : decidedAt
  const decided = { decidedBy: by, decidedAt, toldAt, version: 2, updatedAt: decidedAt, prior: priorOf(ticket) }
  if (claim.end === 'rejected') return tx.ticket.update({ where: { id }, data: { ...decided, state: 'rejected', reasonCode: 'not_found' } })
  const { ids } = await deps.ledger(tx).post(`ticket:${id}:1`, [
    {
      ...{ from: channel(claim.method), to: wallet(ticket.customerId), amount: money(claim.amount, 'CNY'), kind: 'recharge' },
      ...{ occurredAt: decidedAt, actor: `staff:${by}`, source: `ticket:${id}`, channel: claim.method },
      ...(reference === null ? {} : { reference }),
    },
  ])
  const credited = { state: 'approved', credited: claim.amount, transferId: ids[0] ?? null }
  return tx.ticket.update({ where: { id }, data: { ...decided, ...credited } })
}
