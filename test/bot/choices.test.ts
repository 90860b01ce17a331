import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readAudit } from '../../src/audit.ts'
import type { Methods } from '../../src/billing/methods.ts'
import { choicesOf, recordChoices } from '../../src/choices.ts'
import { verify } from '../../src/ledger/index.ts'
import { money } from '../../src/money.ts'
import { testConfig } from '../support/bot.ts'
import { type Counter, counter, METHODS } from '../support/counter.ts'

const folder = mkdtempSync(join(tmpdir(), 'purser-choices-'))
const picture = join(folder, 'code.png')
let house: Counter

beforeAll(async () => {
  house = await counter()
  writeFileSync(picture, 'one')
})
afterAll(async () => {
  await house.close()
  rmSync(folder, { recursive: true })
})

/** What a start makes of this configuration. */
async function start(payee: string, over: Parameters<typeof testConfig>[0] = {}) {
  const methods: Methods = METHODS.map((method) =>
    method.kind === 'manual' ? { ...method, codes: [{ picture, payee }] } : { ...method, link: 'https://pay.example.com/?key=hush-hush' },
  )
  return recordChoices(house.db, await choicesOf(house.db, testConfig(over), methods, [{ platform: 'test', chat: 'desk' }]), house.now)
}

test('each start tells what decides who gets money by one hash, and what changed since the last, once and in the audit', async () => {
  const first = await start('Rain Ltd')
  expect(first).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{64}$/), changed: [] })
  expect(await start('Rain Ltd')).toEqual(first)

  writeFileSync(picture, 'another picture under the same name')
  await house.staff('mei', 'agent', 50_000n)
  const starts = await Promise.all([1, 2].map(() => start('Wind Ltd', { secondAbove: money(900_00n, 'CNY') })))
  const changed = starts.flatMap((one) => one.changed)
  expect(changed).toEqual([
    'limits.second: CNY 1000000000.00 -> CNY 900.00',
    expect.stringMatching(/^methods\.unionpay\.code 1: pays Rain Ltd, picture sha256 \w{16} -> pays Wind Ltd, picture sha256 \w{16}$/),
    expect.stringMatching(/^staff\.\d+: nothing -> agent, up to CNY 500\.00, chats \d+$/),
  ])
  const rows = await readAudit(house.db, 'setting:choices')
  expect(rows.map(({ before }) => before)).toEqual([undefined, { hash: first.hash, changed }])
  const terms = (offered: boolean) => METHODS.map((method) => ({ ...method, withdrawal: { offered, account: false, feeKept: true } }))
  const now = await Promise.all([true, false].map((offered) => choicesOf(house.db, testConfig(), terms(offered), [])))
  expect(now.map((one) => one['methods.alipay.withdrawal'])).toEqual(['offered', 'not offered'])
  expect(JSON.stringify(rows)).not.toContain('hush-hush')
  expect((await verify(house.db)).disagreements).toEqual([])
})
