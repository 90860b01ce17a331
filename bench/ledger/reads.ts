import type { Database } from '../../src/db.ts'
import { createLedger, verify, wallet } from '../../src/ledger/index.ts'
import { ms, quantile, rate, table } from '../table.ts'
import { openWallets } from './wallets.ts'

const WALLETS = 1000

/** The same reads by one caller, when there are ten thousand transfers and when there are `most`. */
export async function reads(db: Database, most: number, seconds: number): Promise<void> {
  const customers = await openWallets(db, WALLETS)
  const short = await measure(db, customers, 10_000, seconds)
  const long = await measure(db, customers, most, seconds)
  const size = (n: number): string => n.toLocaleString('en')
  table(
    ['one caller, through Prisma', `p50 ms at ${size(10_000)}`, `p50 ms at ${size(most)}`, 'ratio', `p99 ms at ${size(most)}`],
    short.map(({ name, p50 }, i) => [name, ms(p50), ms(long[i]?.p50 ?? 0), ((long[i]?.p50 ?? 0) / p50).toFixed(2), ms(long[i]?.p99 ?? 0)]),
  )
  const started = performance.now()
  const { counts, disagreements } = await verify(db)
  const took = (performance.now() - started) / 1000
  console.log(
    `verify: ${size(counts.transfers)} transfers in ${took.toFixed(1)} s (${rate(counts.transfers / took)}/s), ${disagreements.length} disagreements.\n`,
  )
}

async function measure(db: Database, customers: readonly bigint[], transfers: number, seconds: number) {
  await fill(db, customers, transfers)
  const ledger = createLedger(db)
  const anybody = (): bigint => customers[Math.floor(Math.random() * customers.length)] ?? 0n
  const deep = new Date(Date.UTC(2026, 0, 1) + ((transfers / WALLETS) * 60_000) / 2)
  const cursors = new Map<bigint, string | undefined>()
  for (const customer of customers.slice(0, 100)) {
    cursors.set(customer, (await ledger.records(customer, 'cost', { limit: 10, to: deep })).older)
  }
  const turned = [...cursors.keys()]
  const reading = {
    balance: () => ledger.balance(wallet(anybody()), 'CNY'),
    'latest 10 costs': () => ledger.records(anybody(), 'cost', { limit: 10 }),
    'a page of 10 in the middle': () => {
      const customer = turned[Math.floor(Math.random() * turned.length)] ?? 0n
      const cursor = cursors.get(customer)
      return ledger.records(customer, 'cost', { limit: 10, ...(cursor ? { cursor } : {}) })
    },
    'latest transfer': () => ledger.latest(anybody()),
    'balance at a past time': () => ledger.balanceAt(wallet(anybody()), 'CNY', new Date(Date.now() - 10)),
  }
  const results: { name: string; p50: number; p99: number }[] = []
  for (const [name, read] of Object.entries(reading)) {
    const latencies: number[] = []
    const end = performance.now() + seconds * 1000
    for (let now = performance.now(); now < end; ) {
      await read()
      const then = now
      now = performance.now()
      latencies.push(now - then)
    }
    latencies.sort((a, b) => a - b)
    results.push({ name, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) })
  }
  return results
}

/** Costs, a minute apart, until there are so many; inserted in bulk, past the posting functions but not past the guards. */
async function fill(db: Database, customers: readonly bigint[], transfers: number): Promise<void> {
  await db.$executeRaw`insert into account (code, currency) values ('revenue:CNY', 'CNY') on conflict do nothing`
  for (;;) {
    const [row] = await db.$queryRaw<{ count: bigint }[]>`select count(*) from transfer where kind = 'cost'`
    const missing = transfers - Number(row?.count)
    if (missing <= 0) break
    const each = Math.min(100, Math.ceil(missing / WALLETS))
    await db.$executeRaw`
      insert into transfer (debit, credit, amount, occurred_at, posted_at, wallet, seq, balance_after, kind, key, fingerprint, actor, source,
        product, product_id)
      select a.id, r.id, 1, timestamptz '2026-01-01' + (a.version + n) * interval '1 minute', clock_timestamp(), a.id, a.version + n, a.balance - n,
        'cost', 'bench-' || a.id || '-' || a.version + n, decode(repeat('00', 16), 'hex'), 'api:billing', 'api:usage', 'Cloud server', 'vm-10428'
      from account a cross join generate_series(1, ${each}::int) n cross join (select id from account where code = 'revenue:CNY') r
      where a.customer_id = any(${customers}::bigint[]) order by n, a.id`
  }
  await db.$executeRaw`vacuum analyze transfer, account`
}
