import { writeAudit } from '../../audit.ts'
import type { Database } from '../../db.ts'

/** As many at a time: one transaction, one row of the audit. */
const MOST = 500

/**
 * Removes the bytes of pictures whose claim was decided, told and left alone since `before`; resolves with how many. Their rows and hashes
 * stay, and say so. Kept in any case: what an open claim has, continues or shows again, and what a remedy is asked or was given for.
 */
export const removeOldPictures = (db: Database, before: Date, now: Date): Promise<number> =>
  db.$transaction(
    async (tx) => {
      const removed = await tx.$queryRaw<{ ticket_id: bigint; bytes: number }[]>`
        with due as (
          select a.id, a.ticket_id, a.size + length(a.clean) as bytes
            from attachment a join ticket t on t.id = a.ticket_id
            where a.removed_at is null and a.created_at < ${before}
              and t.state <> 'open' and t.updated_at < ${before} and (t.state = 'withdrawn' or t.told_at < ${before})
              and not exists (select from ticket o where o.previous_id = t.id and o.state = 'open')
              and not exists (select from remedy r
                where r.ticket_id = t.id and (r.state = 'waiting' or coalesce(r.decided_at, r.asked_at) >= ${before}))
              and not exists (select from attachment s join ticket o on o.id = s.ticket_id where o.state = 'open' and s.sha256 = a.sha256)
              and not exists (select from attachment s join ticket o on o.id = s.ticket_id where o.state = 'open' and s.pixels = a.pixels)
            order by a.created_at limit ${MOST} for update of t, a skip locked
        )
        update attachment a set original = null, clean = null, removed_at = ${now} from due where due.id = a.id
          returning due.ticket_id, due.bytes`
      if (removed.length === 0) return 0
      const after = {
        pictures: removed.length,
        claims: new Set(removed.map(({ ticket_id }) => ticket_id)).size,
        bytes: removed.reduce((sum, { bytes }) => sum + bytes, 0),
        before: before.toISOString(),
      }
      await writeAudit(tx, [{ at: now, actor: 'system', action: 'picture.remove', subject: 'pictures', after }])
      return removed.length
    },
    { timeout: 60_000 },
  )
