import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Database } from '../../src/db.ts'
import { AppError } from '../../src/errors.ts'
import { createLedger, createPostingStream, type Ledger, type Posted, type PostingStream, verify } from '../../src/ledger/index.ts'
import { testDatabase } from '../support/database.ts'
import { cost, move, NOON, newCustomers, recharge } from '../support/ledger.ts'

const CLIENTS = 32

describe('many clients at once', () => {
  let db: Database
  let close: () => Promise<void>
  let ledger: Ledger
  let stream: PostingStream
  let customers: readonly bigint[] = []

  beforeAll(async () => {
    ;({ db, close } = await testDatabase(CLIENTS))
    ledger = createLedger(db)
    stream = createPostingStream(db, { wide: 16 })
  })
  beforeEach(async () => {
    customers = await newCustomers(db, CLIENTS)
    for (const customer of customers) await ledger.openWallet(customer, 'CNY')
  })
  afterAll(async () => {
    await stream.close()
    expect((await verify(db)).disagreements).toEqual([])
    await close()
  })

  let count = 0
  const key = () => `key-${++count}`
  const fund = async (customer: bigint, fen: bigint) => ledger.post(key(), [recharge(customer, fen)])
  const fen = async (customer: bigint) => (await ledger.balance(`wallet:${customer}`, 'CNY')).minor

  /** Every way in: alone, in a batch, by the stream. Anything but a refusal is a failure of the test. */
  const ways = [
    (k: string, transfers: Parameters<Ledger['post']>[1]) => outcome(ledger.post(k, transfers)),
    async (k: string, transfers: Parameters<Ledger['post']>[1]) =>
      outcome(Promise.resolve((await ledger.postBatch([{ key: k, transfers }]))[0])),
    (k: string, transfers: Parameters<Ledger['post']>[1]) => outcome(stream.post(k, transfers)),
  ] as const
  const way = (i: number) => ways[i % 3] ?? ways[0]
  const outcome = async (attempt: Promise<Posted | Error | undefined>): Promise<Posted | string> => {
    const result = await attempt.catch((error: unknown) => error)
    if (result instanceof AppError) return result.code
    if (result instanceof Error || typeof result !== 'object' || result === null) throw result
    return result as Posted
  }
  const all = <T>(n: number, run: (i: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: n }, (_, i) => run(i)))
  const tally = (results: readonly (Posted | string)[]) => ({
    posted: results.filter((r) => typeof r !== 'string' && !r.duplicate).length,
    duplicate: results.filter((r) => typeof r !== 'string' && r.duplicate).length,
    refused: [...new Set(results.filter((r) => typeof r === 'string'))],
  })

  test('a wallet of 100 pays exactly 100 of 400 costs of 1', async () => {
    const [hot = 0n] = customers
    await fund(hot, 100n)
    const results = await all(400, (i) => way(i)(key(), [cost(hot, 1n)]))
    expect(tally(results)).toEqual({ posted: 100, duplicate: 0, refused: ['insufficient_funds'] })
    expect(await fen(hot)).toBe(0n)
  })

  test('batches that race for one wallet together spend exactly what is there', async () => {
    const [hot = 0n] = customers
    await fund(hot, 100n)
    const batches = await all(20, () => ledger.postBatch(Array.from({ length: 20 }, () => ({ key: key(), transfers: [cost(hot, 1n)] }))))
    expect(batches.flat().filter((result) => !(result instanceof Error))).toHaveLength(100)
    expect(await fen(hot)).toBe(0n)
  })

  test('one key posts once, however many bring it at once and by whichever way', async () => {
    const [owner = 0n] = customers
    const same = key()
    const results = await all(48, (i) => way(i)(same, [recharge(owner, 7n)]))
    expect(tally(results)).toEqual({ posted: 1, duplicate: 47, refused: [] })
    expect(await fen(owner)).toBe(7n)
  })

  test('one key for different wallets at once: one is posted, the others conflict', async () => {
    for (let round = 0; round < 5; round++) {
      const same = key()
      const results = await all(CLIENTS, (i) => way(i)(same, [recharge(customers[i] ?? 0n, 7n)]))
      expect(tally(results)).toEqual({ posted: 1, duplicate: 0, refused: ['key_conflict'] })
    }
  })

  test('one reference for different wallets at once credits one of them', async () => {
    for (let round = 0; round < 5; round++) {
      const reference = `RACE${round}`
      const results = await all(CLIENTS, (i) => way(i)(key(), [recharge(customers[i] ?? 0n, 7n, { reference })]))
      expect(tally(results)).toEqual({ posted: 1, duplicate: 0, refused: ['already_credited'] })
    }
  })

  test('one transfer reversed by all at once is reversed once', async () => {
    const [owner = 0n] = customers
    const { ids } = await fund(owner, 50n)
    const how = { reason: 'race', actor: 'staff:1', source: 'test:2', occurredAt: NOON }
    const results = await all(CLIENTS, () => outcome(ledger.reverse(ids[0] ?? 0n, { ...how, key: key() })))
    expect(tally(results)).toEqual({ posted: 1, duplicate: 0, refused: ['already_reversed'] })
    expect(await fen(owner)).toBe(0n)
  })

  test('money moved between two wallets in both directions by all at once: no deadlock, nothing lost', async () => {
    const [left = 0n, right = 0n] = customers
    await fund(left, 1000n)
    await fund(right, 1000n)
    const results = await all(240, (i) => way(i)(key(), i % 2 === 0 ? move(left, right, 3n) : move(right, left, 2n)))
    expect(tally(results)).toEqual({ posted: 240, duplicate: 0, refused: [] })
    expect([await fen(left), await fen(right)]).toEqual([1000n - 120n, 1000n + 120n])
  })

  test('batches over the same wallets in opposite order do not block each other for ever', async () => {
    for (const customer of customers) await fund(customer, 1000n)
    const costs = customers.map((customer) => ({ transfers: [cost(customer, 1n)] }))
    const batches = await all(24, (i) =>
      ledger.postBatch((i % 2 === 0 ? costs : [...costs].reverse()).map((item) => ({ ...item, key: key() }))),
    )
    expect(batches.flat().filter((result) => result instanceof Error)).toEqual([])
    expect(await Promise.all(customers.map(fen))).toEqual(customers.map(() => 976n))
  })

  test('everything at once, for a while: the books agree', async () => {
    for (const customer of customers) await fund(customer, 200n)
    const hot = customers[0] ?? 0n
    const channels = ['alpha', 'beta', 'gamma']
    const results = await all(900, async (i) => {
      const own = i % 4 === 0 ? hot : (customers[(i * 7) % CLIENTS] ?? hot)
      const other = customers[(i * 11 + 1) % CLIENTS] ?? hot
      const channel = channels[i % 3] ?? ''
      if (i % 9 === 0 && own !== other) return way(i)(key(), [...move(own, other, 5n), ...move(other, own, 4n)])
      if (i % 9 === 1) return way(i)(`shared-${i % 50}`, [recharge(own, 3n)])
      if (i % 9 === 2) return way(i)(key(), [recharge(own, 3n, { from: `channel:${channel}`, channel, reference: `S${i % 40}` })])
      if (i % 9 === 3) {
        const posted = await way(i)(key(), [cost(own, 9n)])
        if (typeof posted === 'string') return posted
        return outcome(
          ledger.reverse(posted.ids[0] ?? 0n, { key: key(), reason: 'race', actor: 'staff:1', source: 'test:2', occurredAt: NOON }),
        )
      }
      return way(i)(key(), [cost(own, 6n)])
    })
    expect(tally(results).refused.sort()).toEqual(['already_credited', 'insufficient_funds', 'key_conflict'])
    expect(tally(results).posted).toBeGreaterThan(400)
  })
})
