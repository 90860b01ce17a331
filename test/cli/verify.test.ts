import { afterAll, beforeAll, expect, test } from 'vitest'
import { purser, purserJson } from '../support/cli.ts'
import { testDatabase } from '../support/database.ts'

let house: Awaited<ReturnType<typeof testDatabase>>
let env: Record<string, string>

beforeAll(async () => {
  house = await testDatabase()
  env = { DATABASE_URL: house.url }
  await purser(env, 'customer', 'add', '--number', '10428')
  await purser(env, 'post', 'recharge', '--key', 'k', '--customer', '10428', '--amount', '5', '--channel', 'alipay')
})
afterAll(() => house.close())

test('books that agree end with 0 and say what was looked at', async () => {
  const { code, out } = await purser(env, 'verify')
  expect(code).toBe(0)
  expect(out).toMatch(
    /^Everything agrees\.\nLooked at 1 transfer, 1 wallet, 0 tickets and 1 audit row; the audit chain ends in [0-9a-f]{64}\.\n$/,
  )
  expect((await purserJson(env, 'verify')).data).toMatchObject({ agrees: true, disagreements: [], counts: { transfers: 1 } })
})

test('books that were changed behind our back end with 1, and the place is named', async () => {
  await house.db.$transaction(async (tx) => {
    await tx.$executeRaw`alter table account disable trigger user`
    await tx.$executeRaw`update account set balance = balance + 1 where wallet`
    await tx.$executeRaw`alter table account enable trigger user`
  })
  const { code, out } = await purser(env, 'verify')
  expect(code).toBe(1)
  expect(out).toMatch(/^CHECK +WHERE +EXPECTED +FOUND\nbalance +wallet:\d+ +500 after 1 transfers +501 after 1 transfers\n/)
  expect(await purserJson(env, 'verify')).toMatchObject({ code: 1, data: { agrees: false } })
})
