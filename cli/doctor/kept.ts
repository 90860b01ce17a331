import type { Config } from '../../src/config.ts'
import type { Database } from '../../src/db.ts'
import { type Check, ok } from './check.ts'

/** How many pictures are kept and for how long, and how many were removed under the rule. */
export async function checkKept(db: Database, { pictureDays }: Config): Promise<Check> {
  const [row] = await db.$queryRaw<[{ kept: bigint; removed: bigint; bytes: bigint }]>`
    select count(*) filter (where removed_at is null) as kept, count(*) filter (where removed_at is not null) as removed,
      coalesce(sum(size) filter (where removed_at is null), 0)::bigint as bytes from attachment`
  const rule = pictureDays === undefined ? 'for ever' : `until ${pictureDays} days after the decision`
  const gone = row.removed > 0n ? `; ${row.removed.toLocaleString('en')} were removed` : ''
  return ok('retention', `${row.kept.toLocaleString('en')} kept ${rule}, ${(row.bytes / 1024n / 1024n).toLocaleString('en')} MB${gone}`)
}
