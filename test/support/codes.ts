import { inviteHash } from '../../src/billing/invites.ts'
import { hashOf, normalise } from '../../src/billing/linking.ts'
import type { Database } from '../../src/db.ts'

/** Has this code be one that can be used until then: an invitation where it begins with "S-", else a link code. */
export async function knownCode(db: Database, code: string, expiresAt = new Date('2100-01-01T00:00:00Z')): Promise<void> {
  const made = { createdBy: 'test', createdAt: new Date('2026-11-01T00:00:00Z'), expiresAt }
  if (code.startsWith('S-')) return void (await db.staffInvite.create({ data: { hash: inviteHash(code.slice(2)), role: 'lead', ...made } }))
  const customer = await db.customer.findFirstOrThrow()
  await db.linkCode.create({ data: { customerId: customer.id, hash: hashOf(normalise(code)), ...made } })
}
