import type { FullDb } from '../db.ts'

/** What each task is told. Ids as strings: payloads are JSON. */
export interface Tasks {
  /** Sends one notice. */
  notice: { notice: string }
  /** Makes one staff chat's copy of a ticket's card show the ticket's present state. */
  card: { ticket: string; platform: string; chat: string }
  /** Tells the customer of a decision, unless it was undone. `version`: the ticket's, by the decision. */
  tell: { ticket: string; version: number }
  /** The daily self-check. */
  verify: Record<string, never>
  /** Expires recharges, dialogs, link codes, old updates. */
  expire: Record<string, never>
}

/**
 * Adds a job inside the caller's transaction: it is there exactly when the change is. Jobs of one `queue` never run
 * at the same time (order is not promised: tasks are idempotent and read the present state). `seconds`: how long it waits,
 * by the database's clock.
 */
export async function addJob<T extends keyof Tasks>(
  db: FullDb,
  task: T,
  payload: Tasks[T],
  how: { queue?: string; seconds?: number } = {},
): Promise<void> {
  await db.$executeRaw`select graphile_worker.add_job(
    ${task}::text, payload := ${JSON.stringify(payload)}::json, queue_name := ${how.queue ?? null}::text, max_attempts := 25,
    run_at := now() + make_interval(secs => ${how.seconds ?? 0}))`
}
