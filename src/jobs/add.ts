import type { FullDb } from '../db.ts'

/** What the house's own workers are told. Ids as strings: payloads are JSON. */
export interface Tasks {
  /** Tells the customer of a decision, unless it was undone. `version`: the ticket's, by the decision. */
  tell: { ticket: string; version: number }
  /** Tells who put a claim off that it is back. `version`: the ticket's, by the putting off. */
  back: { ticket: string; version: number }
  /** The daily self-check. */
  verify: Record<string, never>
  /** Expires recharges, dialogs, link codes, old updates. */
  expire: Record<string, never>
  /** Tells customers of balances that have fallen below what they set. */
  warn: Record<string, never>
  /** Moves on what reached accounts that had become part of others. */
  sweep: Record<string, never>
  /** Reminds of proofs that were not sent. */
  remind: Record<string, never>
  /** Tells staff of what could not be delivered. */
  undelivered: Record<string, never>
  /** Removes pictures whose time is over. */
  retain: Record<string, never>
  /** Tells staff when the disk has no more room for pictures, and when it has again. */
  room: Record<string, never>
  /** Tells staff when the day's backup stays missing. */
  late: Record<string, never>
  /** Makes the day's backup, if it is due. */
  backup: Record<string, never>
}

/** What each platform's own workers are told. `tries`: how often it failed. */
export interface Sendings {
  /** Sends one notice. */
  notice: { notice: string; tries?: number }
  /** Makes one staff chat's copy of a ticket's card show the ticket's present state. */
  card: { ticket: string; platform: string; chat: string; tries?: number }
  /** Tells a person in a shared place that something waits for them. */
  nudge: { identity: string; tries?: number }
}

/** Adds a job inside the caller's transaction: it is there exactly when the change is. `seconds`: how long it waits, by the database's clock. */
export const addJob = <T extends keyof Tasks>(db: FullDb, task: T, payload: Tasks[T], how: { seconds?: number } = {}): Promise<void> =>
  add(db, task, payload, { queue: null, seconds: how.seconds ?? 0 })

/**
 * As `addJob`, for the workers of one platform. Sendings of one notice, or of one card, never run at the same time; their order is
 * not promised: they are idempotent and show the present state.
 */
export const addSending = <T extends keyof Sendings>(
  db: FullDb,
  platform: string,
  task: T,
  payload: Sendings[T],
  seconds = 0,
): Promise<void> => add(db, sending(task, platform), payload, { queue: queueOf(platform, payload), seconds })

/** What the job system calls a platform's sendings. */
export const sending = (task: keyof Sendings, platform: string): string => `${task}:${platform}`

/**
 * What is about the same has the same queue. They are few: the job system keeps each name for ever, and locks all of them whenever it looks
 * for a job. Far more than a platform has workers: one sending that hangs holds up, for as long as it may take, what shares its queue.
 */
const QUEUES = 256

const queueOf = (platform: string, payload: Sendings[keyof Sendings]): string => {
  const about = 'notice' in payload ? payload.notice : 'identity' in payload ? payload.identity : payload.ticket
  return `${platform}:${BigInt(about) % BigInt(QUEUES)}`
}

/** Makes the queues of these platforms: of two who are the first to use some, each could wait for the other. */
export async function addQueues(db: FullDb, platforms: readonly string[]): Promise<void> {
  const names = platforms.flatMap((platform) => Array.from({ length: QUEUES }, (_, n) => `${platform}:${n}`))
  await db.$executeRaw`
    insert into graphile_worker._private_job_queues (queue_name) select unnest(${names}::text[]) on conflict do nothing`
}

async function add(
  db: FullDb,
  task: string,
  payload: object,
  { queue, seconds }: { queue: string | null; seconds: number },
): Promise<void> {
  await db.$executeRaw`select graphile_worker.add_job(
    ${task}::text, payload := ${JSON.stringify(payload)}::json, queue_name := ${queue}::text, max_attempts := 25,
    run_at := now() + make_interval(secs => ${seconds}))`
}
