import { latestBackup } from './backups.ts'
import type { Bot } from './bot.ts'
import type { Database } from './db.ts'
import type { Room } from './room.ts'

/** What a process measures of itself, and reads of the house: numbers alone, nobody's name or money. */
export interface Measures {
  /** The same bot, its updates timed. */
  timed(bot: Bot): Bot
  /** Everything in Prometheus' text form (0.0.4). */
  page(db: Database, now: Date, here?: Here): Promise<string>
}

/** What this process knows of its place: its disk, and which chats it can reach. */
interface Here {
  readonly room?: Room | undefined
  readonly chats?: readonly (readonly [platform: string, reached: boolean])[]
}

/** Upper bounds of the classes in which answers are counted, in seconds. */
const BOUNDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

export function createMeasures(): Measures {
  const counts = BOUNDS.map(() => 0)
  let [count, sum] = [0, 0]
  const note = (seconds: number) => {
    count++
    sum += seconds
    for (const [index, bound] of BOUNDS.entries()) if (seconds <= bound) counts[index] = (counts[index] ?? 0) + 1
  }
  const latency = (): readonly string[] => [
    '# HELP purser_update_seconds How long this process took to answer.',
    '# TYPE purser_update_seconds histogram',
    ...BOUNDS.map((bound, index) => `purser_update_seconds_bucket{le="${bound}"} ${counts[index]}`),
    `purser_update_seconds_bucket{le="+Inf"} ${count}`,
    `purser_update_seconds_sum ${sum.toFixed(6)}`,
    `purser_update_seconds_count ${count}`,
  ]
  return {
    timed: (bot) => ({
      handle: async (update) => {
        const begun = performance.now()
        return bot.handle(update).finally(() => note((performance.now() - begun) / 1000))
      },
    }),
    page: async (db, now, { room, chats = [] } = {}) =>
      `${[...(await house(db, now)), ...(await disk(room)), ...reached(chats), ...latency()].join('\n')}\n`,
  }
}

async function house(db: Database, now: Date): Promise<readonly string[]> {
  const [row] = await db.$queryRaw<
    [{ waiting: bigint; given_up: bigint; oldest: Date | null; payments: bigint; withdrawals: bigint; transfer: bigint | null }]
  >`
    select (select count(*) from notice where sent_at is null and given_up_at is null) as waiting,
      (select count(*) from notice where sent_at is null and given_up_at is not null)
        + (select count(*) from card where given_up_at is not null) as given_up,
      (select min(created_at) from notice where sent_at is null and given_up_at is null) as oldest,
      (select count(*) from ticket where state = 'open' and kind <> 'withdrawal') as payments,
      (select count(*) from ticket where state = 'open' and kind = 'withdrawal') as withdrawals, (select max(id) from transfer) as transfer`
  const jobs = await db.$queryRaw<{ task: string; waiting: bigint; failing: bigint }[]>`
    select t.identifier as task, count(*) filter (where j.attempts < j.max_attempts) as waiting, count(*) filter (where j.last_error is not null) as failing
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id group by 1 order by 1`
  const backup = await latestBackup(db)
  const age = (since: Date) => Math.max(0, (now.getTime() - since.getTime()) / 1000).toFixed(0)
  return [
    ...gauge(
      'purser_jobs_waiting',
      'Jobs that wait or run, by task.',
      jobs.map(({ task, waiting }) => [`{task="${task}"}`, waiting]),
    ),
    ...gauge(
      'purser_jobs_failing',
      'Jobs that failed at least once and are tried again, by task.',
      jobs.map(({ task, failing }) => [`{task="${task}"}`, failing]),
    ),
    ...gauge('purser_notices_waiting', 'Messages not delivered yet.', [['', row.waiting]]),
    ...gauge('purser_notices_given_up', 'Messages whose delivery was given up.', [['', row.given_up]]),
    ...gauge('purser_notice_oldest_seconds', 'Age of the oldest message not delivered yet; 0 without one.', [
      ['', row.oldest ? age(row.oldest) : 0],
    ]),
    ...gauge('purser_tickets_open', 'What waits for a decision of staff: payment proofs, and requests for withdrawals.', [
      ['{kind="payment"}', row.payments],
      ['{kind="withdrawal"}', row.withdrawals],
    ]),
    ...gauge('purser_transfer_latest', 'Number of the latest transfer: its growth is the rate of postings.', [['', row.transfer ?? 0]]),
    ...(backup
      ? gauge('purser_backup_age_seconds', 'Age of the latest proved backup; missing without one.', [['', age(new Date(backup.at))]])
      : []),
  ]
}

function reached(chats: NonNullable<Here['chats']>): readonly string[] {
  if (chats.length === 0) return []
  return gauge(
    'purser_chat_reached',
    'Whether this process can reach the chat, and the chat takes it: 1 or 0.',
    chats.map(([platform, well]) => [`{platform="${platform}"}`, Number(well)]),
  )
}

async function disk(room: Room | undefined): Promise<readonly string[]> {
  if (!room) return []
  return gauge('purser_disk_free_bytes', 'Free bytes on the disk of the data folder; missing where the database is elsewhere.', [
    ['', await room.free()],
  ])
}

const gauge = (name: string, help: string, values: readonly (readonly [string, bigint | number | string])[]): readonly string[] => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} gauge`,
  ...values.map(([labels, value]) => `${name}${labels} ${value}`),
]
