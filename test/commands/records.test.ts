import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLedger } from '../../src/ledger/index.ts'
import type { Block } from '../../src/reply.ts'
import type { Chatter, Seen } from '../support/bot.ts'
import { type Counter, counter } from '../support/counter.ts'
import { posts } from '../support/money-moves.ts'

let c: Counter
let chat: Chatter
beforeAll(async () => {
  c = await counter({ links: { costs: 'https://app.example.com/logs/cost' } })
  chat = await c.customer('10428')
  await posts(c.db, '10428', 'recharge', 500_000, '2026-01-05T04:00:00Z', { reference: '402511181432071048213356' })
  for (let i = 0; i < 47; i++) {
    const at = new Date(Date.parse('2026-11-24T00:00:00Z') - i * 31 * 3600_000)
    const [product, productId] = i % 3 === 0 ? ['云服务器', `rcs-${i}`] : ['对象存储 OSS', 'ros-7']
    await posts(c.db, '10428', 'cost', 100 + i * 7, at, { product, productId })
  }
})
afterAll(() => c.close())

type Table = Extract<Block, { type: 'table' }>
const tableOf = (seen: Seen): Table['rows'] => seen.reply.blocks.find((block): block is Table => block.type === 'table')?.rows ?? []
const amounts = (seen: Seen): bigint[] =>
  tableOf(seen)
    .map((row) => row.at(-1)?.[0])
    .map((value) => (typeof value === 'object' && value.is === 'money' ? BigInt(value.minor) : 0n))
const totalOf = (seen: Seen): { fen: bigint; count: number } => {
  const fact = seen.reply.blocks.flatMap((block) => (block.type === 'facts' ? block.facts : [])).find(({ label }) => label === 'Total')
  const [sum, ...rest] = fact?.value ?? []
  return { fen: typeof sum === 'object' && sum.is === 'money' ? BigInt(sum.minor) : 0n, count: Number(/\d+/.exec(rest.join(''))?.[0]) }
}

/** Every page from the first to the last. */
async function pages(first: Seen): Promise<Seen[]> {
  const seen = [first]
  for (let page = first; page.buttons.includes('Older ›'); seen.push(page)) page = await chat.presses(page, 'Older ›')
  return seen
}

test('the totals agree with the pages, for every period and every product', async () => {
  for (const product of [undefined, '云服务器', 'ros-7'])
    for (const period of ['7d', '30d', 'month', 'last', 'all']) {
      const first = product ? await chat.sends('filter', { list: 'costs', period, product }) : await chat.sends('costs', { period })
      const all = await pages(first)
      const listed = all.flatMap(amounts)
      expect(listed.length).toBeGreaterThan(0)
      expect({ fen: listed.reduce((a, b) => a + b, 0n), count: listed.length }).toEqual(totalOf(first))
      for (const page of all) expect(totalOf(page)).toEqual(totalOf(first))
    }
})

test('records come newest first, ten a page, each once, and the way back leads over the same pages', async () => {
  const there = await pages(await chat.sends('costs', { period: 'all' }))
  expect(there.map((page) => tableOf(page).length)).toEqual([10, 10, 10, 10, 7])
  const ids = there.flatMap(tableOf).map((row) => JSON.stringify(row[0]))
  expect(new Set(ids).size).toBe(47)
  const times = there.flatMap(tableOf).map((row) => JSON.stringify(row[1]))
  expect(times).toEqual(times.toSorted().reverse())
  let page = there.at(-1) as Seen
  for (const earlier of there.slice(0, -1).reverse()) {
    page = await chat.presses(page, '‹ Newer')
    expect(tableOf(page)).toEqual(tableOf(earlier))
  }
  expect(page.buttons).not.toContain('‹ Newer')
})

test('a list shows the five columns, and the company’s own page where one is configured', async () => {
  const seen = await chat.sends('costs')
  expect(seen.text).toContain('ID | Time | Product | Product ID | Amount')
  expect(seen.text).toMatch(/\d+ \| today 08:00 \| 云服务器 \| rcs-0 \| CNY 1\.00/)
  expect(seen.reply.actions).toContainEqual(expect.objectContaining({ type: 'link', url: 'https://app.example.com/logs/cost' }))
})

test('recharges show method and reference in place of a product', async () => {
  const seen = await chat.sends('recharges', { period: 'all' })
  expect(seen.text).toContain('ID | Time | Method | Order number | Amount')
  expect(seen.text).toMatch(/UnionPay \| 402511181432071048213356 \| CNY 5,000\.00/)
})

test('months begin where the person’s clock says so', async () => {
  const other = await c.customer('10429')
  await posts(c.db, '10429', 'recharge', 10_000, '2026-09-01T00:00:00Z')
  await posts(c.db, '10429', 'cost', 300, '2026-10-31T16:30:00Z')
  expect(amounts(await other.sends('costs', { period: 'month' }))).toEqual([300n])
  await other.sends('zone', { zone: 'Europe/London' })
  expect(amounts(await other.sends('costs', { period: 'month' }))).toEqual([])
  expect(amounts(await other.sends('costs', { period: 'last' }))).toEqual([300n])
})

test('a reversal stands in the list of what it takes back, and lowers its total', async () => {
  const other = await c.customer('10430')
  await posts(c.db, '10430', 'recharge', 10_000, '2026-11-20T00:00:00Z')
  await posts(c.db, '10430', 'cost', 500, '2026-11-21T00:00:00Z', { product: '云服务器', productId: 'rcs-1' })
  const { ids } = await posts(c.db, '10430', 'cost', 800, '2026-11-22T00:00:00Z', { product: '云服务器', productId: 'rcs-1' })
  const how = { key: 'undo', reason: 'double', actor: 'staff:1', source: 'test', occurredAt: new Date('2026-11-23T00:00:00Z') }
  await createLedger(c.db).reverse(ids[0] as bigint, how)
  const seen = await other.sends('costs')
  expect(amounts(seen)).toEqual([-800n, 800n, 500n])
  expect(seen.text).toContain(`Reversal of ${ids[0]}`)
  expect(seen.text).toContain('云服务器 (reversed)')
  expect(totalOf(seen)).toEqual({ fen: 500n, count: 3 })
})

test('退订 is explained where it is listed: it returns to the balance and is not paid out', async () => {
  await posts(c.db, '10428', 'refund', 1_990, '2026-11-23T00:00:00Z', { product: '云服务器', productId: 'rcs-9' })
  const seen = await chat.sends('refunds')
  expect(amounts(seen)).toEqual([1_990n])
  expect(seen.text).toContain('returns to your balance. It is not paid out')
})

test('an empty list says why and offers a next step', async () => {
  const other = await c.customer('10431')
  const recharges = await other.sends('recharges')
  expect(recharges.text).toContain('No top-ups in this period')
  expect(recharges.buttons).toEqual(expect.arrayContaining(['Top up', 'My payment claims', 'All time']))
  expect((await other.sends('costs', { period: 'all' })).text).toContain('no charges on this account yet')
})

test('a product is found by part of its name in any case and width, or by its ID', async () => {
  for (const typed of ['oss', ' ＯＳＳ ', '对象存储oss', 'ros-7'])
    expect(totalOf(await chat.sends('filter', { list: 'costs', period: 'all', product: typed })).count).toBe(31)
  await posts(c.db, '10428', 'cost', 1, '2024-05-01T00:00:00Z', { product: '云服务器 Pro', productId: 'rcs-p' })
  expect(totalOf(await chat.sends('filter', { list: 'costs', period: 'all', product: '云服务器' })).count).toBe(16)
  const several = await chat.sends('filter', { list: 'costs', period: 'all', product: '云服务' })
  expect(several.reply.form?.questions.find(({ name }) => name === 'product')?.problem).toBeDefined()
  expect(several.text).toContain('fits several products: 云服务器, 云服务器 Pro')
})

test('a product that is not on the list is answered with those that are', async () => {
  const seen = await chat.sends('filter', { list: 'costs', period: 'all', product: '域名' })
  expect(seen.text).toContain('Nothing for “域名”')
  expect(seen.text).toContain('对象存储 OSS')
  expect(seen.buttons).toContain('All products')
})

test('a product filter that does not fit a button is kept in a view that only its owner can open', async () => {
  const long = '高防云服务器（香港三区）'.repeat(8)
  for (let i = 0; i < 11; i++) await posts(c.db, '10428', 'cost', 50, `2026-11-2${i % 4}T0${i % 9}:00:00Z`, { product: long })
  const first = await chat.sends('filter', { list: 'costs', period: '30d', product: long })
  expect(totalOf(first).count).toBe(11)
  expect(amounts(await chat.presses(first, 'Older ›'))).toHaveLength(1)
  expect(totalOf(await chat.presses(first, 'This month')).count).toBe(11)

  const button = first.reply.actions.find((action) => action.type === 'call' && action.input.view)
  const view = button?.type === 'call' ? (button.input.view ?? '') : ''
  const stranger = await c.customer('10432')
  expect((await stranger.sends('costs', { view })).text).toContain('out of date')
  const form = await stranger.sends('filter', { list: 'costs', from: 'all', view })
  expect(JSON.stringify(form.reply)).not.toContain('高防')
})

test('the same filter again is the same view', async () => {
  const before = await c.db.view.count()
  for (let i = 0; i < 3; i++) await chat.sends('filter', { list: 'refunds', period: 'all', product: 'rcs-9' })
  expect(await c.db.view.count()).toBe(before + 1)
})

test('the filter form opens with the period and the product that the list has', async () => {
  const filtered = await chat.sends('filter', { list: 'costs', period: 'last', product: 'ros-7' })
  const form = (await chat.presses(filtered, 'filter')).reply.form
  expect(form?.questions.map(({ name, value }) => [name, value])).toEqual([
    ['period', 'last'],
    ['product', 'ros-7'],
  ])
  const fresh = (await chat.presses(await chat.sends('costs'), 'filter')).reply.form
  expect(fresh?.questions.map(({ value, problem }) => [value, problem])).toEqual([
    ['30d', undefined],
    [undefined, undefined],
  ])
  const cleared = await chat.presses(filtered, 'All products')
  expect(totalOf(cleared).count).toBeGreaterThan(totalOf(filtered).count)
})

test('a cursor that somebody made up shows nothing of anybody, and changes nothing', async () => {
  const stranger = await c.customer('10433')
  const theirs = (await chat.sends('costs', { period: 'all' })).reply.actions.find(
    (action) => action.type === 'call' && action.input.cursor,
  )
  const cursor = theirs?.type === 'call' ? (theirs.input.cursor ?? '') : ''
  expect(cursor).not.toBe('')
  const hostile = [
    'x',
    '0',
    '-1',
    'o',
    'o.',
    'ozzzzzzzzzzz.zzzzzzzzzzzz',
    "o1.1' or 1=1",
    'o1.1\u0000',
    '../..',
    '9'.repeat(5000),
    'o-1.0',
    cursor,
  ]
  for (const one of hostile) {
    const seen = await stranger.sends('costs', { period: 'all', cursor: one })
    expect(tableOf(seen)).toEqual([])
    expect(seen.text).not.toContain('went wrong')
  }
  for (const period of ['1d', '__proto__']) expect((await chat.sends('costs', { period })).text).toContain('out of date')
  for (const view of ['0', '99999999999999999999', '-1', 'abc']) expect((await chat.sends('costs', { view })).text).toContain('out of date')
})

test('what no database can hold is left out of what was typed, and nothing fails', async () => {
  for (const product of ['a\u0000b', 'ab\ud800', `${'x'.repeat(3_999)}👍`]) {
    const seen = await chat.sends('filter', { list: 'costs', period: 'all', product })
    expect(seen.text).toMatch(/Nothing for “ab”|At most 100 characters/)
  }
  expect((await c.chatter('odd', { name: `\u0000${'n'.repeat(198)}👍` }).sends('link', { code: 'x\ud800' })).text).toContain(
    'can’t be used',
  )
})
