import type { Database } from '../src/db.ts'
import type { Asker } from '../src/pictures/types.ts'

/**
 * Whose right counts for the pictures in a person's private messages: their own, and those of the customer they speak for. Nobody's where
 * an id is not one person's: two workspaces may use the same.
 */
export async function askerOf(db: Database, platform: string, user: string): Promise<Asker> {
  const [identity, other] = await db.identity.findMany({ where: { platform, userId: user }, include: { staff: true }, take: 2 })
  if (!identity || other) return { staff: false }
  return { identityId: identity.id, staff: identity.staff ? identity.staff.removedAt === null : false }
}
