import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { change, type Kind, type Ledger, type RecordsQuery, type Transfer } from '../../src/ledger/index.ts'
import { money } from '../../src/money.ts'
import { type Ground, grounds } from '../support/grounds.ts'
import { cost, move, recharge, refusal } from '../support/ledger.ts'

const day = (date: string, time = '12:00:00') => new Date(`${date}T${time}+08:00`)

describe.each(grounds)('lists, totals and past balances %s', (_, open) => {
  let ground: Ground
  let ledger: Ledger
  let customer = 0n
  let stranger = 0n
  const posted: Transfer[] = []

  beforeAll(async () => {
    ground = await open()
    ledger = ground.ledger
    ;[customer, stranger] = await ground.customers()
    const history = [
      recharge(customer, 10000n, { occurredAt: day('2026-10-01'), reference: 'L1' }),
      cost(customer, 100n, { occurredAt: day('2026-10-02', '00:00:00') }),
      cost(customer, 200n, { occurredAt: day('2026-10-02', '23:59:59') }),
      cost(customer, 300n, { occurredAt: day('2026-10-03'), product: 'Traffic', productId: 'net-9' }),
      cost(customer, 300n, { occurredAt: day('2026-10-03'), product: 'Traffic', productId: 'net-9', source: 'test:2' }),
      cost(customer, 400n, { occurredAt: day('2026-11-01') }),
      { ...cost(customer, 50n), from: 'revenue', to: `wallet:${customer}`, kind: 'refund', occurredAt: day('2026-11-02') },
      // Entered late: it happened before the others.
      cost(customer, 500n, { occurredAt: day('2026-09-30') }),
      recharge(stranger, 777n),
    ] as const
    for (const [i, transfer] of history.entries()) {
      const { ids } = await ledger.post(`history ${i}`, [transfer])
      const found = await ledger.transfer(ids[0] ?? 0n)
      if (found) posted.push(found)
    }
    await ledger.reverse(posted[3]?.id ?? 0n, {
      key: 'undo',
      reason: 'counted twice',
      actor: 'staff:1',
      source: 'test:3',
      occurredAt: day('2026-11-03'),
    })
  })
  afterAll(() => ground.close())

  const list = async (kind: Kind, query: Partial<RecordsQuery> = {}) => {
    const { records } = await ledger.records(customer, kind, { limit: 100, ...query })
    return records.map((record) => change(record).minor)
  }

  test('a list is newest first by the time it happened, and shows what reversals gave back', async () => {
    expect(await list('cost')).toEqual([300n, -400n, -300n, -300n, -200n, -100n, -500n])
    expect(await list('recharge')).toEqual([10000n])
    expect(await list('refund')).toEqual([50n])
    expect(await list('reversal')).toEqual([300n])
    expect(await list('withdrawal')).toEqual([])
  })

  test('a period includes its first instant and excludes its last', async () => {
    expect(await list('cost', { from: day('2026-10-02', '00:00:00'), to: day('2026-10-02', '23:59:59') })).toEqual([-100n])
    expect(await list('cost', { from: day('2026-11-01') })).toEqual([300n, -400n])
  })

  test('a product is found by its name and by its ID', async () => {
    expect(await list('cost', { product: 'Traffic' })).toEqual([300n, -300n, -300n])
    expect(await list('cost', { product: 'net-9' })).toEqual([300n, -300n, -300n])
    expect(await list('cost', { product: 'traffic' })).toEqual([])
  })

  test('pages lead through the whole list and back, without gaps and without repeats', async () => {
    const all = await list('cost')
    for (const limit of [1, 2, 3, 7, 8]) {
      const pages: bigint[][] = []
      let page = await ledger.records(customer, 'cost', { limit })
      expect(page.newer).toBeUndefined()
      for (;;) {
        pages.push(page.records.map((record) => change(record).minor))
        if (!page.older) break
        page = await ledger.records(customer, 'cost', { limit, cursor: page.older })
      }
      expect(pages.flat()).toEqual(all)
      for (const expected of pages.slice(0, -1).reverse()) {
        page = await ledger.records(customer, 'cost', { limit, cursor: page.newer ?? 'missing' })
        expect(page.records.map((record) => change(record).minor)).toEqual(expected)
      }
      expect(page.newer).toBeUndefined()
    }
  })

  test('a record that is entered while somebody turns pages moves nothing', async () => {
    const [reader] = await ground.customers()
    const enter = (fen: bigint, date: string) => ledger.post(`${reader} ${fen}`, [recharge(reader, fen, { occurredAt: day(date) })])
    for (const [fen, date] of [
      [1n, '2026-01-01'],
      [2n, '2026-01-02'],
      [3n, '2026-01-03'],
      [4n, '2026-01-04'],
    ] as const)
      await enter(fen, date)
    const amounts = async (cursor?: string) => {
      const page = await ledger.records(reader, 'recharge', { limit: 2, ...(cursor ? { cursor } : {}) })
      return { ...page, fen: page.records.map(({ amount }) => amount.minor) }
    }
    const first = await amounts()
    await enter(5n, '2026-01-05')
    const second = await amounts(first.older)
    expect([first.fen, second.fen]).toEqual([
      [4n, 3n],
      [2n, 1n],
    ])
    const back = await amounts(second.newer)
    expect(back.fen).toEqual([4n, 3n])
    // One record is newer than the page before: a page is filled up rather than shown half empty.
    expect((await amounts(back.newer)).fen).toEqual([5n, 4n])
  })

  test.each([
    '',
    'x',
    'o',
    'o1',
    'oz.z',
    'o1.',
    "o1.1'",
    'o-zzzzzzzzzzz.1',
    'ozzzzzzzzzzz.1',
    'o1.zzzzzzzzzzzz',
    'O1.1',
    'o1.1 ',
    '💥',
    'o'.repeat(5000),
  ])('a made-up cursor is refused or harmless: %j', async (cursor) => {
    const answer = await refusal(ledger.records(customer, 'cost', { limit: 5, cursor }))
    expect(answer?.code ?? 'harmless').toMatch(/^(invalid_input|harmless)$/)
    if (!/^[on]/.test(cursor)) expect(answer).toMatchObject({ code: 'invalid_input' })
  })

  test.each([0, -1, 1.5, 1001, Number.NaN])('a page of %d records is refused', async (limit) => {
    expect(await refusal(ledger.records(customer, 'cost', { limit }))).toMatchObject({ code: 'invalid_input' })
  })

  test('the totals of all kinds are the balance, reversals included', async () => {
    const rows = await ledger.summary(customer, {})
    expect(rows.map(({ kind, total, count }) => [kind, total.minor, count])).toEqual([
      ['cost', -1500n, 7],
      ['recharge', 10000n, 1],
      ['refund', 50n, 1],
    ])
    const balance = await ledger.balance(`wallet:${customer}`, 'CNY')
    expect(rows.reduce((sum, { total }) => sum + total.minor, 0n)).toBe(balance.minor)
  })

  test('a day begins where the customer lives', async () => {
    const totals = async (zone: string) =>
      (await ledger.summary(customer, { kind: 'cost', to: day('2026-10-03', '00:00:00'), by: { time: 'day', zone } })).map(
        ({ period, total }) => [period?.toISOString(), total.minor],
      )
    expect(await totals('Asia/Shanghai')).toEqual([
      ['2026-09-29T16:00:00.000Z', -500n],
      ['2026-10-01T16:00:00.000Z', -300n],
    ])
    expect(await totals('UTC')).toEqual([
      ['2026-09-30T00:00:00.000Z', -500n],
      ['2026-10-01T00:00:00.000Z', -100n],
      ['2026-10-02T00:00:00.000Z', -200n],
    ])
  })

  test('totals by month and product', async () => {
    const rows = await ledger.summary(customer, { kind: 'cost', by: { time: 'month', product: true, zone: 'Asia/Shanghai' } })
    expect(rows.map(({ period, product, total, count }) => [period?.toISOString().slice(0, 10), product, total.minor, count])).toEqual([
      ['2026-08-31', 'Cloud server', -500n, 1],
      ['2026-09-30', 'Cloud server', -300n, 2],
      ['2026-09-30', 'Traffic', -600n, 2],
      ['2026-10-31', 'Cloud server', -400n, 1],
      ['2026-10-31', 'Traffic', 300n, 1],
    ])
  })

  test('a zone that does not exist is refused', async () => {
    expect(await refusal(ledger.summary(customer, { by: { zone: 'Asia/Atlantis', time: 'day' } }))).toMatchObject({ code: 'invalid_input' })
  })

  test('a past balance counts what was written by then, not what had happened by then', async () => {
    const [owner, friend] = await ground.customers()
    const start = new Date(0)
    expect(await ledger.balanceAt(`wallet:${owner}`, 'CNY', start)).toEqual(money(0n, 'CNY'))
    const written: (readonly [Date, bigint, bigint])[] = []
    for (const transfers of [[recharge(owner, 900n, { occurredAt: day('2020-01-01') })], [cost(owner, 100n)], move(owner, friend, 300n)]) {
      const { ids, balance } = await ledger.post(`past ${owner} ${written.length}`, transfers)
      const at = (await ledger.transfer(ids[0] ?? 0n))?.postedAt ?? start
      written.push([at, (await ledger.balance(`wallet:${owner}`, 'CNY')).minor, balance?.minor ?? 0n])
      // An instant is a millisecond: the next transfer is to fall into a later one.
      await new Promise((resolve) => setTimeout(resolve, 3))
    }
    for (const [at, balance] of written) expect((await ledger.balanceAt(`wallet:${owner}`, 'CNY', at)).minor).toBe(balance)
    expect((await ledger.balanceAt(`wallet:${friend}`, 'CNY', written[1]?.[0] ?? start)).minor).toBe(0n)
    expect((await ledger.balanceAt('clearing', 'CNY', written[2]?.[0] ?? start)).minor).toBe(0n)
    expect(await ledger.latest(owner)).toMatchObject({ kind: 'move', balanceAfter: money(500n, 'CNY') })
  })

  test('nobody’s wallet has no balance, no records and no latest transfer', async () => {
    expect(await refusal(ledger.balance('wallet:987654321', 'CNY'))).toMatchObject({ code: 'unknown_account' })
    expect(await refusal(ledger.balance(`wallet:${customer}`, 'HKD'))).toMatchObject({ code: 'currency_mismatch' })
    expect(await ledger.records(987654321n, 'cost', { limit: 5 })).toEqual({ records: [] })
    expect(await ledger.summary(987654321n, {})).toEqual([])
    expect(await ledger.latest(987654321n)).toBeUndefined()
    expect(await ledger.transfer(987654321n)).toBeUndefined()
    expect(await ledger.transfer(2n ** 64n)).toBeUndefined()
    expect(await ledger.balance('channel:never-used', 'CNY')).toEqual(money(0n, 'CNY'))
  })
})
