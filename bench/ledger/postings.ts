import { randomUUID } from 'node:crypto'
import type { Database } from '../../src/db.ts'
import { createLedger, createPostingStream, type NewTransfer, type PostingStream, verify } from '../../src/ledger/index.ts'
import { money } from '../../src/money.ts'
import { ms, quantile, rate, table } from '../table.ts'
import type { BenchServer } from './server.ts'
import { openWallets } from './wallets.ts'

/** What is posted by how many callers, each of whom posts again as soon as it is answered. */
interface Load {
  readonly name: string
  readonly callers: number
  readonly by: 'post' | 'stream'
  readonly transfer: (customers: readonly bigint[]) => NewTransfer
  /** Of how many clients the tpcb-like beside it has. */
  readonly beside: number
}

const random = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T

const cost = (customer: bigint): NewTransfer => ({
  from: `wallet:${customer}`,
  to: 'revenue',
  amount: money(7n, 'CNY'),
  kind: 'cost',
  occurredAt: new Date(),
  actor: 'api:billing',
  source: 'api:usage',
  product: 'Cloud server',
  productId: 'vm-10428',
})
/** The one hot account: revenue. */
const costs = (customers: readonly bigint[]) => cost(random(customers))
const spread = (customers: readonly bigint[]): NewTransfer => ({
  ...costs(customers),
  to: `channel:bench-${Math.floor(Math.random() * 1000)}`,
  kind: 'withdrawal',
})
const oneWallet = (customers: readonly bigint[]) => cost(customers[0] ?? 0n)

const LOADS: readonly Load[] = [
  { name: 'post, costs', callers: 1, by: 'post', transfer: costs, beside: 1 },
  { name: 'stream, costs', callers: 1, by: 'stream', transfer: costs, beside: 1 },
  { name: 'post, costs', callers: 8, by: 'post', transfer: costs, beside: 8 },
  { name: 'stream, costs', callers: 8, by: 'stream', transfer: costs, beside: 8 },
  { name: 'post, costs', callers: 32, by: 'post', transfer: costs, beside: 32 },
  { name: 'stream, costs', callers: 32, by: 'stream', transfer: costs, beside: 32 },
  { name: 'stream, to 1,000 accounts', callers: 32, by: 'stream', transfer: spread, beside: 32 },
  { name: 'stream, one hot wallet', callers: 32, by: 'stream', transfer: oneWallet, beside: 32 },
  { name: 'stream, costs', callers: 512, by: 'stream', transfer: costs, beside: 32 },
  { name: 'stream, to 1,000 accounts', callers: 512, by: 'stream', transfer: spread, beside: 32 },
]

/** Rates, latencies and ratios. The reference runs before and after each load, because a machine's speed wanders. */
export async function postings(db: Database, server: BenchServer, seconds: number): Promise<void> {
  const customers = await openWallets(db, 1000)
  await run(db, customers, { ...(LOADS[8] as Load), callers: 64 }, 2)
  const rows: string[][] = []
  for (const load of LOADS) {
    const before = server.tpcb(load.beside, seconds)
    const { perSecond, latencies } = await run(db, customers, load, seconds)
    const after = server.tpcb(load.beside, seconds)
    const reference = before && after ? (before + after) / 2 : undefined
    rows.push([
      load.name,
      String(load.callers),
      rate(perSecond),
      ms(quantile(latencies, 0.5)),
      ms(quantile(latencies, 0.99)),
      reference ? `${rate(reference)} (${load.beside})` : 'pgbench is missing',
      reference ? (perSecond / reference).toFixed(2) : '',
    ])
    console.error(rows.at(-1)?.join('  '))
  }
  table(['through Prisma', 'callers', 'postings/s', 'p50 ms', 'p99 ms', 'tpcb-like/s (clients)', 'ratio'], rows)
  const [size] = await db.$queryRaw<{ heap: number; all: number }[]>`
    select pg_relation_size('transfer')::float / count(*) as heap, pg_total_relation_size('transfer')::float / count(*) as all from transfer`
  console.log(
    `Bytes per transfer: ${Math.round(size?.all ?? 0)}, of which ${Math.round(size?.heap ?? 0)} are the row and the rest indexes.`,
  )
  const started = performance.now()
  const { counts, disagreements } = await verify(db)
  const took = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`verify: ${counts.transfers.toLocaleString('en')} transfers in ${took} s, ${disagreements.length} disagreements.\n`)
}

async function run(db: Database, customers: readonly bigint[], load: Load, seconds: number) {
  const stream: PostingStream = load.by === 'stream' ? createPostingStream(db) : { ...createLedger(db), close: async () => undefined }
  const latencies: number[] = []
  const started = performance.now()
  const end = started + seconds * 1000
  const caller = async (): Promise<void> => {
    for (let now = performance.now(); now < end; ) {
      await stream.post(randomUUID(), [load.transfer(customers)])
      const then = now
      now = performance.now()
      latencies.push(now - then)
    }
  }
  await Promise.all(Array.from({ length: load.callers }, caller))
  const took = (performance.now() - started) / 1000
  await stream.close()
  return { perSecond: latencies.length / took, latencies: latencies.sort((a, b) => a - b) }
}
