import type { Database } from '../src/db.ts'
import type { Asker } from '../src/pictures/types.ts'

/** Whose right counts for the pictures in a person's private messages: their own, and those of the customer they speak for. */
export async function askerOf(db: Database, platform: string, user: string): Promise<Asker> {
  const identity = await db.identity.findFirst({ where: { platform, userId: user }, include: { staff: true } })
  return { ...(identity ? { identityId: identity.id } : {}), staff: identity?.staff ? identity.staff.removedAt === null : false }
}
