import { writeAudit } from '../audit.ts'
import type { With } from '../command.ts'
import type { FullDb, Staff } from '../db.ts'
import type { Money } from '../money.ts'
import { triesFullUntil } from './attempts.ts'
import type { Doer } from './customers.ts'
import { freshCode, hashOf, normalise } from './linking.ts'
import type { StaffRole } from './staff.ts'

const HOUR = 3600_000
/** How long an invitation can be used. */
const VALID_HOURS = 24

/** What an invitation makes of who uses it. */
export interface Invited {
  readonly role: StaffRole
  /** The most an agent may credit at once. */
  readonly limit?: Money | undefined
  /** As others read it; absent: the name of the chat. */
  readonly name?: string | undefined
}

/** A fresh one-time code ("S-7K2M-QX4R-9TB"), kept as a hash alone, with its audit row: call it in a transaction, last. */
export async function inviteStaff(db: FullDb, who: Invited, by: Doer): Promise<{ code: string; expiresAt: Date }> {
  const code = freshCode()
  const expiresAt = new Date(by.now.getTime() + VALID_HOURS * HOUR)
  const data = { role: who.role, limit: who.limit?.minor ?? null, name: who.name ?? null }
  const invite = await db.staffInvite.create({
    data: { ...data, hash: inviteHash(code), createdBy: by.actor, createdAt: by.now, expiresAt },
  })
  await writeAudit(db, [
    { at: by.now, actor: by.actor, action: 'staff.invite', subject: `invite:${invite.id}`, after: { ...data, expiresAt } },
  ])
  return { code: `S-${code}`, expiresAt }
}

/** What came of a code. A value, never an error: the try must be remembered although it failed. */
export type Joining =
  | { readonly outcome: 'joined'; readonly staff: Staff }
  /** Wrong, expired or used: nobody is told which. */
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'too-many'; readonly retryAt: Date }

/** Uses a code up and makes the chat's person staff, in the caller's transaction. The chat must not speak for staff already. */
export async function join(ctx: With<'anyone'>, typed: string): Promise<Joining> {
  const { db, identity, now } = ctx
  // One chat's tries are counted one after the other.
  await db.identity.update({ where: { id: identity.id }, data: { id: identity.id } })
  const retryAt = await triesFullUntil(db, now, { kind: 'join', identityId: identity.id })
  if (retryAt) return { outcome: 'too-many', retryAt }
  await db.attempt.create({ data: { identityId: identity.id, kind: 'join', at: now } })
  const signs = normalise(typed).replace(/^S(?=.{11}$)/, '')
  const [invite] = await db.staffInvite.updateManyAndReturn({
    where: { hash: inviteHash(signs), usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now, usedBy: identity.id },
  })
  if (!invite) return { outcome: 'refused' }
  // Who sat at the desk by a role on the platform becomes a member by name.
  if (identity.staffId !== null) await db.staff.updateMany({ where: { id: identity.staffId, removedAt: null }, data: { removedAt: now } })
  const name = invite.name ?? (identity.name || identity.userId)
  const staff = await db.staff.create({
    data: { name, role: invite.role, limit: invite.limit, createdAt: now, identities: { connect: { id: identity.id } } },
  })
  const after = { invite: invite.id, role: staff.role, limit: staff.limit, identity: identity.id, by: invite.createdBy }
  ctx.audit({ action: 'staff.join', subject: `staff:${staff.id}`, after })
  return { outcome: 'joined', staff }
}

/** Apart from link codes, so that neither can ever be taken for the other. */
export const inviteHash = (code: string) => hashOf(`staff:${normalise(code)}`)
