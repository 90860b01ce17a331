import { afterAll, beforeAll, expect, test } from 'vitest'
import { issueLinkCodes } from '../../src/billing/customers.ts'
import { claimCode } from '../../src/billing/linking.ts'
import { purser, purserJson } from '../support/cli.ts'
import { testDatabase } from '../support/database.ts'

let house: Awaited<ReturnType<typeof testDatabase>>
let env: Record<string, string>

beforeAll(async () => {
  house = await testDatabase()
  env = { DATABASE_URL: house.url }
  await purser(env, 'customer', 'add', '--number', '10428')
})
afterAll(() => house.close())

const show = async (code: string) => {
  const identity = await house.db.identity.create({ data: { platform: 'test', userId: code } })
  return house.db.$transaction((tx) => claimCode(tx, identity, code, new Date()))
}

test('the code printed links a chat, and an earlier one no longer does', async () => {
  const first = await purserJson<{ code: string }>(env, 'link-code', '10428')
  const { out } = await purser(env, 'link-code', '10428')
  expect(await show(first.data.code)).toMatchObject({ outcome: 'refused' })
  expect(await show(out.split('\n')[0] ?? '')).toMatchObject({ outcome: 'shown', customer: { number: '10428' } })
})

test('that a code was made is in the audit, the code itself nowhere', async () => {
  const { data } = await purserJson<{ code: string }>(env, 'link-code', '10428')
  const audit = await house.db.audit.findMany({ where: { action: 'customer.link-code' } })
  expect(audit.at(-1)).toMatchObject({ subject: 'customer:10428', actor: expect.stringMatching(/^cli:/) })
  const kept = JSON.stringify([await house.db.audit.findMany(), await house.db.linkCode.findMany()], (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  expect(kept).not.toContain(data.code)
  expect(kept).not.toContain(data.code.replaceAll('-', ''))
})

test('codes for everybody are in the audit also when their reader stops in the middle', async () => {
  const by = { actor: 'cli:test', now: new Date() }
  const stops = () => {
    throw new Error('EPIPE')
  }
  await expect(issueLinkCodes(house.db, { all: true, expiresAt: new Date(Date.now() + 60_000) }, by, stops)).rejects.toThrow('EPIPE')
  const [row] = await house.db.audit.findMany({ where: { action: 'customer.link-codes' } })
  expect(row?.after).toMatchObject({ codes: 1, from: '10428', to: '10428' })
})

test('a closed account has no codes', async () => {
  await house.db.customer.update({ where: { number: '10428' }, data: { status: 'closed' } })
  expect(await purserJson(env, 'link-code', '10428')).toMatchObject({ code: 3, data: { error: { code: 'customer_closed' } } })
})
