import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/db.ts'
import { createLedger, createPostingStream } from '../../src/ledger/index.ts'
import { testDatabase } from '../support/database.ts'
import { cost, newCustomers, recharge, refusal } from '../support/ledger.ts'

describe('a stream of postings', () => {
  let db: Database
  let close: () => Promise<void>
  let customers: readonly bigint[] = []

  beforeAll(async () => {
    ;({ db, close } = await testDatabase())
    customers = await newCustomers(db, 9)
    for (const customer of customers) await createLedger(db).openWallet(customer, 'CNY')
  })
  afterAll(() => close())

  test.each([
    ['narrow', { wide: 10_000 }],
    ['wide', { wide: 2 }],
    ['in small calls', { wide: 8, most: 3 }],
  ])('keeps the order of each wallet and gives each posting its own answer: %s', async (name, options) => {
    const stream = createPostingStream(db, options)
    const steps = Array.from({ length: 20 }, (_, i) => i)
    const answers = await Promise.all(
      customers.map((customer) =>
        Promise.all(
          // Each cost takes exactly what the recharge before it brought: out of order, some would find no funds.
          steps.map((i) =>
            stream.post(`${name} ${customer} ${i}`, [i % 2 === 0 ? recharge(customer, 5n + BigInt(i)) : cost(customer, 4n + BigInt(i))]),
          ),
        ),
      ),
    )
    for (const own of answers)
      expect(own.map(({ balance }) => balance?.minor)).toEqual(steps.map((i) => (i % 2 === 0 ? 5n + BigInt(i) : 0n)))
    await stream.close()
  })

  test('a refusal is the answer of that posting alone', async () => {
    const [customer = 0n] = customers
    const stream = createPostingStream(db)
    const poor = refusal(stream.post('poor', [cost(customer, 1n)]))
    const odd = refusal(stream.post('odd', [cost(customer, 0n)]))
    const rich = stream.post('rich', [recharge(customer, 1n)])
    expect(await poor).toMatchObject({ code: 'insufficient_funds' })
    expect(await odd).toMatchObject({ code: 'invalid_transfer' })
    expect(await rich).toMatchObject({ duplicate: false })
    await stream.close()
  })

  test('closing waits for what was given and refuses what comes later', async () => {
    const stream = createPostingStream(db)
    const given = Promise.all(customers.map((customer) => stream.post(`last ${customer}`, [recharge(customer, 1n)])))
    let answered = false
    void given.then(() => {
      answered = true
    })
    await stream.close()
    expect(answered).toBe(true)
    await expect(stream.post('later', [recharge(customers[0] ?? 0n, 1n)])).rejects.toThrow('closed')
  })

  test('when the database is gone each posting hears so, and the stream goes on when it is back', async () => {
    const own = await testDatabase(4)
    const [customer = 0n] = await newCustomers(own.db, 1)
    await createLedger(own.db).openWallet(customer, 'CNY')
    const stream = createPostingStream(own.db)
    await own.db.$executeRaw`alter function ledger_post_batch rename to ledger_away`
    const lost = await Promise.allSettled([1, 2, 3].map((i) => stream.post(`lost ${i}`, [recharge(customer, 1n)])))
    expect(lost.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    await own.db.$executeRaw`alter function ledger_away rename to ledger_post_batch`
    const found = await Promise.all([1, 2, 3].map((i) => stream.post(`lost ${i}`, [recharge(customer, 1n)])))
    expect(found.map(({ duplicate }) => duplicate)).toEqual([false, false, false])
    await stream.close()
    await own.close()
  })
})
