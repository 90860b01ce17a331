import type { Config } from '../config.ts'
import type { Database, FullDb } from '../db.ts'
import { channel, type Ledger, wallet } from '../ledger/types.ts'
import { money } from '../money.ts'
import { createOutbox, type StaffPlace } from '../outbox.ts'
import type { Screenshot } from '../pictures/index.ts'
import { DEMO_CLAIMS, DEMO_CUSTOMERS, DEMO_STAFF } from './people.ts'
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

async function seedStaff(deps: SeedDeps): Promise<bigint> {
  let lead = 0n
  for (const person of DEMO_STAFF) {
    const key = { platform: 'web', workspace: '', userId: person.user }
    const known = await deps.db.identity.findUnique({ where: { platform_workspace_userId: key } })
    if (known?.staffId) lead = known.staffId
    else {
      const who = { name: person.name, role: person.role, limit: person.limit, createdAt: deps.now }
      lead = (
        await deps.db.staff.create({
          data: { ...who, identities: { create: { ...key, name: person.name, chat: `customer:${person.user}` } } },
        })
      ).id
    }
  }
  return lead
}

async function seedCustomers(deps: SeedDeps): Promise<ReadonlyMap<string, { id: bigint; identity: bigint }>> {
  const made = new Map<string, { id: bigint; identity: bigint }>()
  const ledger = deps.ledger(deps.db)
  for (const person of DEMO_CUSTOMERS) {
    const { user, number, name, locale, zone, lowBalance } = person
    const identity = { platform: 'web', userId: user, name, chat: `customer:${user}`, locale, zone, linkedAt: deps.now }
    const data = { number, name, locale, zone, lowBalance: lowBalance ?? null, createdAt: deps.now, identities: { create: identity } }
    const { id, identities } = await deps.db.customer.upsert({ where: { number }, create: data, update: {}, include: { identities: true } })
    await ledger.openWallet(id, 'CNY')
    made.set(user, { id, identity: identities[0]?.id ?? 0n })
    const failed = (await ledger.postBatch(yearOf(person, id, deps.now))).find((outcome) => outcome instanceof Error)
    if (failed) throw failed
  }
  return made
}

type DemoClaim = (typeof DEMO_CLAIMS)[number]

async function seedClaim(
  deps: SeedDeps,
  claim: DemoClaim,
  customers: ReadonlyMap<string, { id: bigint; identity: bigint }>,
  staff: bigint,
): Promise<void> {
  const who = customers.get(claim.user)
  if (!who) throw new Error(`the demo has no ${claim.user}`)
  const { clean, ...shot } = await deps.screenshot(await deps.sample(claim.picture))
  const at = new Date(deps.now.getTime() - claim.hoursAgo * 3600_000)
  const paidAt = new Date(at.getTime() - 11 * 60_000)
  const decidedAt = new Date(at.getTime() + 9 * 60_000)
  await deps.db.$transaction(async (tx) => {
    const base = {
      customerId: who.id,
      identityId: who.identity,
      method: 'unionpay',
      currency: 'CNY',
      amount: claim.amount,
      cardTail: claim.tail,
    }
    const ticket = await tx.ticket.create({ data: { ...base, paidAt, reference: claim.reference, createdAt: at, updatedAt: at } })
    await tx.attachment.create({
      data: {
        ...shot,
        sha256: Uint8Array.from(shot.sha256),
        pixels: Uint8Array.from(shot.pixels),
        original: Uint8Array.from(shot.original),
        clean: Uint8Array.from(clean.bytes),
        cleanType: clean.type,
        name: claim.picture,
        identityId: who.identity,
        ticketId: ticket.id,
        createdAt: at,
      },
    })
    const outbox = createOutbox(tx, { config: deps.config, places: deps.places, actor: `staff:${staff}`, now: deps.now })
    const decided = { decidedBy: staff, decidedAt, toldAt: decidedAt, version: 2, updatedAt: decidedAt }
    if (claim.end === 'rejected')
      await tx.ticket.update({ where: { id: ticket.id }, data: { ...decided, state: 'rejected', reasonCode: 'not_found' } })
    if (claim.end === 'approved') {
      const amount = money(claim.amount, 'CNY')
      const { ids } = await deps.ledger(tx).post(`ticket:${ticket.id}:1`, [
        {
          from: channel('unionpay'),
          to: wallet(who.id),
          amount,
          kind: 'recharge',
          occurredAt: decidedAt,
          actor: `staff:${staff}`,
          source: `ticket:${ticket.id}`,
          channel: 'unionpay',
          reference: claim.reference,
        },
      ])
      const credited = { state: 'approved', credited: claim.amount, transferId: ids[0] ?? null }
      await tx.ticket.update({ where: { id: ticket.id }, data: { ...decided, ...credited } })
    }
    outbox.audit({ action: `demo.${claim.end}`, subject: `ticket:${ticket.id}` })
    outbox.card(ticket.id)
    await outbox.flush()
  })
}
