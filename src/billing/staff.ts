import { readAudit, writeAudit } from '../audit.ts'
import type { FullDb, Identity, Staff } from '../db.ts'
import type { Money } from '../money.ts'
import type { Doer } from './customers.ts'

/** From the least right to the most; each includes the ones before it. */
export const STAFF_ROLES = ['agent', 'lead', 'admin'] as const
export type StaffRole = (typeof STAFF_ROLES)[number]

/** Whether somebody may do what leads may. */
export const isLead = ({ role }: Pick<Staff, 'role'>): boolean => role === 'lead' || role === 'admin'

/** Whether somebody beside this one may do what leads may. */
export const hasOtherLead = async (db: Pick<FullDb, 'staff'>, { id }: Pick<Staff, 'id'>): Promise<boolean> =>
  (await db.staff.findFirst({ where: { id: { not: id }, removedAt: null, role: { in: ['lead', 'admin'] } }, select: { id: true } })) !==
  null

/** A chat account, as platforms name it. */
export interface ChatAccount {
  readonly platform: string
  readonly workspace: string
  readonly userId: string
}

/** A person with their chats. */
export type StaffMember = Staff & { readonly identities: readonly Identity[]; readonly customer: { readonly number: string } | null }

/** Whether an account was given to the person; `taken`: it speaks for another member of staff. */
export type Added = { readonly outcome: 'added'; readonly staff: StaffMember } | { readonly outcome: 'taken'; readonly staff: StaffMember }

const people = { identities: { orderBy: { id: 'asc' } }, customer: { select: { number: true } } } as const

/**
 * Makes a member of staff who speaks by this chat, and the audit row: call it in a transaction, last. `limit`: the most an agent may
 * credit at once. `customerId`: their own account, whose tickets they may not decide.
 */
export async function addStaff(
  db: FullDb,
  chat: ChatAccount,
  who: { readonly name: string; readonly role: StaffRole; readonly limit?: Money | undefined; readonly customerId?: bigint | undefined },
  by: Doer,
): Promise<Added> {
  const identity = await claim(db, chat)
  const other = await speaksFor(db, identity)
  // Who sat at the desk by a role on the platform becomes a member by name.
  if (other?.role === 'desk') await removeStaff(db, other.id, undefined, by)
  else if (other) return { outcome: 'taken', staff: other }
  const { id } = await db.staff.create({
    data: {
      name: who.name,
      role: who.role,
      limit: who.limit?.minor ?? null,
      customerId: who.customerId ?? null,
      createdAt: by.now,
      identities: { connect: { id: identity.id } },
    },
  })
  return recorded(db, id, 'staff.add', by)
}

/** Gives a member of staff one more chat; undefined when there is no such member. */
export async function addStaffChat(db: FullDb, chat: ChatAccount, staffId: bigint, by: Doer): Promise<Added | undefined> {
  if (!(await db.staff.findFirst({ where: { id: staffId, removedAt: null } }))) return undefined
  const identity = await claim(db, chat)
  const other = await speaksFor(db, identity)
  if (other) return { outcome: other.id === staffId ? 'added' : 'taken', staff: other }
  await db.identity.update({ where: { id: identity.id }, data: { staffId } })
  return recorded(db, staffId, 'staff.chat', by)
}

/** Ends a membership: the row and its chats stay, for what they decided. Undefined when there is none that could end. */
export async function removeStaff(db: FullDb, staffId: bigint, reason: string | undefined, by: Doer): Promise<StaffMember | undefined> {
  const [gone] = await db.staff.updateManyAndReturn({ where: { id: staffId, removedAt: null }, data: { removedAt: by.now } })
  if (!gone) return undefined
  const staff = await db.staff.findUniqueOrThrow({ where: { id: staffId }, include: people })
  await writeAudit(db, [
    {
      at: by.now,
      actor: by.actor,
      action: 'staff.remove',
      subject: `staff:${staffId}`,
      before: asKept(staff),
      ...(reason ? { reason } : {}),
    },
  ])
  return staff
}

/** From a moment to another, both included; of one moment both are the same. */
export interface Span {
  readonly from: Date
  readonly to: Date
}

/** Everybody, or only who is still there, or only who was there at some moment of a span, in the order they came. A role never changes: it ends, and another begins. */
export const listStaff = (db: FullDb, { removed, at }: { removed: boolean; at?: Span | undefined }): Promise<readonly StaffMember[]> => {
  const then = at && { createdAt: { lte: at.to }, OR: [{ removedAt: null }, { removedAt: { gt: at.from } }] }
  return db.staff.findMany({ where: then ?? (removed ? {} : { removedAt: null }), include: people, orderBy: { id: 'asc' } })
}

/** The chats of a member at a moment, as the audit wrote them down then; undefined where it did not. */
export async function chatsThen(db: FullDb, staffId: bigint, at: Date): Promise<readonly ChatAccount[] | undefined> {
  const rows = await readAudit(db, `staff:${staffId}`)
  const chats = rows.findLast((row) => row.at <= at && Array.isArray(row.after?.chats))?.after?.chats as readonly string[] | undefined
  return chats?.map((chat) => {
    const [platform = '', workspace = '', ...user] = chat.split('/')
    return { platform, workspace, userId: user.join('/') }
  })
}

/** The member who speaks by this chat, if any. */
export async function staffByChat(db: FullDb, chat: ChatAccount): Promise<StaffMember | undefined> {
  const identity = await db.identity.findUnique({ where: { platform_workspace_userId: { ...chat } } })
  return identity ? speaksFor(db, identity) : undefined
}

/** The chat's row, made at need and locked, so that two who add it at once take turns. */
async function claim(db: FullDb, chat: ChatAccount): Promise<Identity> {
  await db.identity.createMany({ data: [{ ...chat }], skipDuplicates: true })
  const key = { platform_workspace_userId: { ...chat } }
  return db.identity.update({ where: key, data: { platform: chat.platform } })
}

/**
 * Gives a chat a place at the desk, because its role on the platform says so: such a member sees and claims while that lasts, and decides
 * nothing. Whoever was staff before, and is no more, is not let in by that door.
 */
export async function enrolDesk(db: FullDb, { id, staffId }: Identity, now: Date): Promise<void> {
  if (staffId !== null) return
  const [locked] = await db.identity.updateManyAndReturn({ where: { id, staffId: null }, data: { staffId: null } })
  if (!locked) return
  const name = locked.name || locked.userId
  const { id: added } = await db.staff.create({ data: { name, role: 'desk', createdAt: now, identities: { connect: { id } } } })
  await recorded(db, added, 'staff.desk', { actor: `identity:${id}`, now })
}

async function speaksFor(db: FullDb, { staffId }: Identity): Promise<StaffMember | undefined> {
  if (staffId === null) return undefined
  return (await db.staff.findFirst({ where: { id: staffId, removedAt: null }, include: people })) ?? undefined
}

async function recorded(db: FullDb, id: bigint, action: string, by: Doer): Promise<Added> {
  const staff = await db.staff.findUniqueOrThrow({ where: { id }, include: people })
  await writeAudit(db, [{ at: by.now, actor: by.actor, action, subject: `staff:${id}`, after: asKept(staff) }])
  return { outcome: 'added', staff }
}

const asKept = ({ name, role, limit, customer, identities }: StaffMember) => ({
  name,
  role,
  limit,
  customer: customer?.number ?? null,
  chats: identities.map(({ platform, workspace, userId }) => [platform, workspace, userId].join('/')),
})
