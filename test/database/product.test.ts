import { afterAll, beforeAll, expect, test } from 'vitest'
import { holdProduct } from '../../adapters/postgres/index.ts'
import { testDatabase } from '../support/database.ts'
import { anotherProcess, ask, quiet, temporaryData } from '../support/embedded.ts'

let url: string
let close: () => Promise<void>

beforeAll(async () => {
  const database = await testDatabase(1)
  url = database.url
  close = database.close
})

afterAll(() => close())

test('one database has one product; a second is refused until the first has ended', async () => {
  const first = await holdProduct(url, quiet)
  expect(first).toBeDefined()
  expect(await holdProduct(url, quiet)).toBeUndefined()
  await first?.()
  const next = await holdProduct(url, quiet)
  expect(next).toBeDefined()
  await next?.()
})

test('a claim whose connection was cut is made again', async () => {
  const release = await holdProduct(url, quiet)
  const holders = `from pg_locks join pg_stat_activity using (pid) where locktype = 'advisory' and datname = current_database()`
  const before = await ask(url, `select pid ${holders}`)
  await ask(url, `select pg_terminate_backend(${before.pid})`)
  await expect
    .poll(() => ask(url, `select count(*)::int as count, max(pid) <> ${before.pid} as other ${holders}`), { timeout: 10_000 })
    .toEqual({
      count: 1,
      other: true,
    })
  await release?.()
  expect(await ask(url, `select count(*)::int as count ${holders}`)).toEqual({ count: 0 })
})

test('a product that was killed leaves its place to the next, and a command beside a running product shares its server', async () => {
  const { dataDir, remove } = temporaryData()
  const product = await anotherProcess(dataDir, 'product')
  const second = await anotherProcess(dataDir, 'product')
  expect([product.product, second.product, second.url]).toEqual([true, false, product.url])
  await second.leave()
  await product.kill()
  const next = await anotherProcess(dataDir, 'product')
  expect(next.product).toBe(true)
  await next.leave()
  await remove()
})
