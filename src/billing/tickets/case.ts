import type { AuditEntry } from '../../audit.ts'
import type { Context } from '../../command.ts'
import type { Customer, Db, Identity } from '../../db.ts'
import type { Viewer } from '../../format.ts'
import { type Transfer, wallet } from '../../ledger/types.ts'
import { viewerOf } from '../../people.ts'
import type { Reply } from '../../reply.ts'

/** What reading a case needs: a command's context has it. */
export type CaseScene = Pick<Context, 'ledger' | 'history' | 'config'> & { readonly db: Db }

/** Something that was done to a ticket, or that somebody looked at it (`sight`). */
export interface CaseEvent {
  readonly at: Date
  /** A staff member's name with their id, a customer's number, or "system". */
  readonly who: string
  /** "ticket.approve" ...: the audit's words; "sight". */
  readonly action: string
  readonly before?: unknown
  readonly after?: unknown
  readonly reason?: string
  /** Who had asked for it, where somebody else did it. */
  readonly asked?: string
}

/** All that is known of a ticket, for who has to understand or prove what happened. */
export interface CaseFile {
  readonly ticket: NonNullable<Awaited<ReturnType<typeof readTicket>>>
  readonly events: readonly CaseEvent[]
  readonly transfers: readonly Transfer[]
  readonly messages: readonly {
    /** The person's chat; undefined: the staff chat. */
    readonly to: string | undefined
    readonly createdAt: Date
    readonly sentAt: Date | null
    readonly error: string | null
    readonly reply: Reply
    /** Who got it, as of when it was sent: so it was read. */
    readonly reader: Viewer
  }[]
  /** Staff's names, by "staff:3". */
  readonly people: ReadonlyMap<string, string>
  /** The customers' numbers, by "wallet:7". */
  readonly wallets: ReadonlyMap<string, string>
}

/** Reads a ticket's case; undefined when there is no such ticket. */
export async function caseFile(scene: CaseScene, id: bigint): Promise<CaseFile | undefined> {
  const ticket = await readTicket(scene.db, id)
  if (!ticket) return undefined
  const [audit, seconds, sights, transfers, notices] = await Promise.all([
    scene.history(`ticket:${id}`),
    secondsOf(scene, id),
    scene.db.sight.findMany({ where: { ticketId: id } }),
    scene.ledger.ofTicket(id),
    scene.db.notice.findMany({ where: { ticketId: id }, include: { identity: { include: { customer: true } } }, orderBy: { id: 'asc' } }),
  ])
  const seen = sights.map(
    ({ staffId, version, at }): Omit<AuditEntry, 'subject'> => ({ at, actor: `staff:${staffId}`, action: 'sight', after: { version } }),
  )
  const done = [...seen, ...seconds, ...audit].map((event) => ({ ...event, asker: askerOf(event) }))
  const [names, wallets] = await Promise.all([
    namesOf(scene.db, [
      ...transfers.map(({ actor }) => actor),
      ...[ticket.askedBy, ticket.claimedBy, ticket.decidedBy].map((id) => `staff:${id}`),
      ...done.flatMap(({ actor, asker, before, after }) => [actor, asker ?? '', `staff:${before?.by}`, `staff:${after?.by}`]),
    ]),
    walletsOf(scene.db, transfers),
  ])
  const events = done.map(({ actor, asker, ...event }) => ({
    ...event,
    who: names.get(actor) ?? actor,
    ...(asker === undefined ? {} : { asked: names.get(asker) ?? asker }),
  }))
  return {
    ticket,
    events: events.toSorted((a, b) => a.at.getTime() - b.at.getTime()),
    transfers: transfers.map((transfer) => ({ ...transfer, actor: names.get(transfer.actor) ?? transfer.actor })),
    messages: notices.map(({ identity, createdAt, sentAt, error, reply }) => {
      const to = identity ? [identity.platform, identity.workspace, identity.userId].filter(Boolean).join(' ') : undefined
      return { to, createdAt, sentAt, error, reply: reply as unknown as Reply, reader: readerOf(scene, identity, sentAt ?? createdAt) }
    }),
    people: names,
    wallets,
  }
}

/** A customer or a member of staff reads in their own language and zone, a staff chat in the house's. */
function readerOf({ config }: CaseScene, identity: (Identity & { readonly customer: Customer | null }) | null, now: Date): Viewer {
  if (identity) return viewerOf(config, now, identity, identity.customer ?? undefined)
  return { locale: config.staffLocale, zone: config.zone, now }
}

const readTicket = (db: Db, id: bigint) =>
  db.ticket.findUnique({
    where: { id },
    include: {
      ...{ customer: true, payee: true, identity: true, decider: true, claimer: true },
      attachments: {
        orderBy: [{ position: 'asc' }, { id: 'asc' }],
        select: {
          id: true,
          position: true,
          name: true,
          type: true,
          size: true,
          width: true,
          height: true,
          sha256: true,
          pixels: true,
          createdAt: true,
          removedAt: true,
        },
      },
    },
  })

/** What was asked of a second lead about it, and what became of that. */
async function secondsOf({ db, history }: CaseScene, ticketId: bigint): Promise<readonly AuditEntry[]> {
  const remedies = await db.remedy.findMany({ where: { ticketId }, select: { id: true }, orderBy: { id: 'asc' } })
  return (await Promise.all(remedies.map(({ id }) => history(`remedy:${id}`)))).flat()
}

/** Who had asked for what another one did. */
function askerOf({ actor, after }: { readonly actor: string; readonly after?: AuditEntry['after'] }): string | undefined {
  const asker = after?.asked === undefined || after.asked === null ? undefined : `staff:${after.asked}`
  return asker === actor ? undefined : asker
}

/** "staff:3" as people know them: "Mei (staff 3)". */
async function namesOf(db: Db, actors: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(actors.flatMap((actor) => /^staff:(\d{1,18})$/.exec(actor)?.[1] ?? []))].map(BigInt)
  const staff = await db.staff.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  return new Map(staff.map(({ id, name }) => [`staff:${id}`, `${name} (${id})`]))
}

/** Whose wallets these transfers touch: a correction may have moved the money to another customer. */
async function walletsOf(db: Db, transfers: readonly Transfer[]): Promise<ReadonlyMap<string, string>> {
  const touched = transfers.flatMap(({ from, to }) => [from, to]).flatMap((ref) => /^wallet:(\d{1,18})$/.exec(ref)?.[1] ?? [])
  const customers = await db.customer.findMany({ where: { id: { in: touched.map(BigInt) } }, select: { id: true, number: true } })
  return new Map(customers.map(({ id, number }) => [wallet(id), number]))
}
