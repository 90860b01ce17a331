import type { FullDb } from './db.ts'

/** Who did what to which subject. */
export interface AuditEntry {
  readonly at: Date
  /** "staff:3", "customer:10428", "cli:root", "system". */
  readonly actor: string
  /** "ticket.approve", "customer.link", "staff.add" ... */
  readonly action: string
  /** "ticket:3058", "customer:10428", "staff:3", "setting:methods". */
  readonly subject: string
  readonly before?: Readonly<Record<string, unknown>>
  readonly after?: Readonly<Record<string, unknown>>
  readonly reason?: string
}

/**
 * Appends to the hash chain. The database links each row to the one before it (trigger `audit_chain`), which
 * serialises writers until commit: call it last in a transaction.
 */
export async function writeAudit(db: FullDb, entries: readonly AuditEntry[]): Promise<void> {
  for (const entry of entries) {
    await db.$executeRaw`insert into audit (at, actor, action, subject, before, after, reason, previous, hash)
      values (${entry.at}, ${entry.actor}, ${entry.action}, ${entry.subject}, ${json(entry.before)}::jsonb, ${json(entry.after)}::jsonb, ${entry.reason ?? null}, '', '')`
  }
}

/** What was written of a subject, in order. */
export async function readAudit(db: FullDb, subject: string): Promise<readonly AuditEntry[]> {
  const rows = await db.audit.findMany({ where: { subject }, orderBy: { id: 'asc' } })
  return rows.map(({ at, actor, action, before, after, reason }) => ({
    ...{ at, actor, action, subject },
    ...(before === null ? {} : { before: before as Readonly<Record<string, unknown>> }),
    ...(after === null ? {} : { after: after as Readonly<Record<string, unknown>> }),
    ...(reason === null ? {} : { reason }),
  }))
}

const json = (value: unknown): string | null =>
  value === undefined ? null : JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v))
