import type { AuditEntry } from '../../audit.ts'
import type { Context } from '../../command.ts'
import type { Db } from '../../db.ts'
import type { Transfer } from '../../ledger/types.ts'
import type { Reply } from '../../reply.ts'

/** What reading a case needs: a command's context has it. */
export type CaseScene = Pick<Context, 'ledger' | 'history'> & { readonly db: Db }

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
    readonly to: string
    readonly createdAt: Date
    readonly sentAt: Date | null
    readonly error: string | null
    readonly reply: Reply
  }[]
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
    scene.db.notice.findMany({ where: { ticketId: id }, include: { identity: true }, orderBy: { id: 'asc' } }),
  ])
  const seen = sights.map(({ staffId, version, at }) => ({ at, actor: `staff:${staffId}`, action: 'sight', after: { version } }))
  const done = [...seen, ...seconds, ...audit].map((event) => ({ ...event, asker: askerOf(event) }))
  const names = await namesOf(
    scene.db,
    done.flatMap(({ actor, asker }) => [actor, asker ?? []].flat()),
  )
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
      const to = identity ? [identity.platform, identity.workspace, identity.userId].filter(Boolean).join(' ') : 'staff'
      return { to, createdAt, sentAt, error, reply: reply as unknown as Reply }
    }),
  }
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
