import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createCustomer } from '../../src/billing/customers.ts'
import { type Ended, purser, purserJson, spawnPurser } from '../support/cli.ts'
import { testDatabase } from '../support/database.ts'

let house: Awaited<ReturnType<typeof testDatabase>>
let env: { DATABASE_URL: string }
beforeAll(async () => {
  house = await testDatabase()
  env = { DATABASE_URL: house.url }
})
afterAll(() => house.close())

const run = (...args: string[]): Promise<Ended> => purser(env, ...args)

describe('customer', () => {
  test('is added with the number given, an empty wallet and an audit row, and is shown', async () => {
    const added = await purserJson(env, 'customer', 'add', '--number', '10428', '--name', '林晓')
    expect(added).toMatchObject({ code: 0, err: '', data: { number: '10428', name: '林晓', balance: { amount: '0.00', currency: 'CNY' } } })
    const shown = await purserJson(env, 'customer', 'show', '10428')
    expect(shown.data).toEqual(added.data)
    const [audit] = await house.db.audit.findMany({ where: { subject: 'customer:10428' } })
    expect(audit).toMatchObject({
      action: 'customer.add',
      actor: expect.stringMatching(/^cli:./),
      after: { name: '林晓', currency: 'CNY' },
    })
  })

  test('is refused a number that somebody has, and nothing is written', async () => {
    const before = await house.db.audit.count()
    const refused = await purserJson(env, 'customer', 'add', '--number', '10428')
    expect(refused).toMatchObject({
      code: 3,
      err: 'Number 10428 belongs to a customer already.\n',
      data: { error: { code: 'number_taken' } },
    })
    expect(await house.db.audit.count()).toBe(before)
  })

  test('without a number gets the one after the highest, also when many are added at once', async () => {
    const by = { actor: 'cli:test', now: new Date() }
    const add = () => house.db.$transaction((tx) => createCustomer(tx, { currency: 'CNY' }, by), { timeout: 20_000 })
    const added = await Promise.all(Array.from({ length: 8 }, add))
    const numbers = added.map((customer) => Number(customer?.number)).sort((a, b) => a - b)
    expect(numbers).toEqual(Array.from({ length: 8 }, (_, i) => 10_429 + i))
  })

  test('numbers that are no digits, or too many, are not counted on from', async () => {
    await run('customer', 'add', '--number', 'acme-7')
    await run('customer', 'add', '--number', '99999999999999999999999999999999')
    expect((await purserJson(env, 'customer', 'add')).data.number).toBe('10437')
  })

  test('is listed page by page, in the order of coming, and found by number and name', async () => {
    const first = await purserJson<{ customers: { number: string }[]; next: string }>(env, 'customer', 'list', '--limit', '3')
    expect(first.data.customers.map(({ number }) => number)).toEqual(['10428', first.data.customers[1]?.number, first.data.next])
    const rest = await purserJson<{ customers: { number: string }[]; next?: string }>(env, 'customer', 'list', '--after', first.data.next)
    expect(rest.data.customers).toHaveLength((await house.db.customer.count()) - 3)
    expect(rest.data.next).toBeUndefined()
    const found = await purserJson<{ customers: { number: string }[] }>(env, 'customer', 'list', '--search', '晓')
    expect(found.data.customers.map(({ number }) => number)).toEqual(['10428'])
  })

  test('is shown to people in aligned columns, wide signs counted as two', async () => {
    await run('customer', 'add', '--number', 'x-1', '--name', '一')
    const { out } = await run('customer', 'list', '--search', 'x-1')
    expect(out).toMatch(
      /^NUMBER {2}BALANCE {3}STATUS {2}SINCE {16}NAME\nx-1 {5}CNY 0\.00 {2}active {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}一\n$/,
    )
  })

  test('who is not there is refused, and said so', async () => {
    expect(await run('customer', 'show', '404')).toEqual({ code: 3, out: '', err: 'There is no customer 404.\n' })
    expect((await run('customer', 'list', '--after', '404')).code).toBe(3)
    expect((await run('link-code', '404')).code).toBe(3)
  })
})

describe('wrong usage', () => {
  test.each([
    ['customer', 'add', '--number', "1' or '1'='1"],
    ['customer', 'add', '--name', '\u001b[31mred'],
    ['customer', 'list', '--limit', '1e9'],
    ['customer', 'show'],
    ['customer', 'remove', '10428'],
    ['frobnicate'],
  ])('purser %s %s %s %s ends with 2 and touches nothing', async (...args) => {
    const before = await house.db.customer.count()
    const ended = await run(...args.filter((arg) => arg !== undefined))
    expect(ended).toMatchObject({ code: 2, out: '' })
    expect(ended.err).toMatch(/^error: /)
    expect(await house.db.customer.count()).toBe(before)
  })

  test('help is no wrong usage, and has an example', async () => {
    const { code, out } = await run('customer', 'add', '--help')
    expect(code).toBe(0)
    expect(out).toContain('Example:\n  purser customer add')
  })

  test('a wrong configuration ends with 2, tells every mistake, and never the password', async () => {
    const wrong = { DATABASE_URL: 'mysql://u:hunter2hunter2@h/db', PURSER_HTTP_PORT: 'x', PURSER_BRANT: 'y' }
    const { code, err, out } = await purser(wrong, 'customer', 'list', '--json')
    expect(code).toBe(2)
    expect(err).toContain('DATABASE_URL: ')
    expect(err).toContain('PURSER_HTTP_PORT: ')
    expect(err).toContain('is PURSER_BRAND meant?')
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'configuration' } })
    expect(out + err).not.toContain('hunter2')
  })

  test('a mistake in the .env of the working directory is one of the configuration', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'purser-env-'))
    writeFileSync(join(folder, '.env'), `DATABASE_URL=${house.url}\nPURSER_LOCALE=fr\n`)
    const { code, err } = await spawnPurser({}, ['customer', 'list'], folder).ended
    expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('PURSER_LOCALE: one of en, zh-CN, zh-HK') })
    expect((await spawnPurser({ PURSER_LOCALE: 'en' }, ['customer', 'show', '10428'], folder).ended).code).toBe(0)
    rmSync(folder, { recursive: true })
  })

  test('a database that cannot be reached ends with 1, and never tells the password', async () => {
    const { code, err, out } = await purser({ DATABASE_URL: 'postgres://u:hunter2hunter2@127.0.0.1:1/db' }, 'customer', 'list')
    expect(code).toBe(1)
    expect(err).toContain('The database that DATABASE_URL names cannot be used')
    expect(out + err).not.toContain('hunter2')
  })
})

test('the days of an account: on hold, closed, open again, a lost chat taken off, a code in the letter, everything taken along', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'purser-days-'))
  const by = { actor: 'cli:test', now: new Date() }
  const made = await house.db.$transaction((tx) => createCustomer(tx, { number: 'days-1', name: '林晓', currency: 'CNY' }, by))
  const customerId = made?.id ?? 0n
  for (const userId of ['4711', '4712'])
    await house.db.identity.create({ data: { platform: 'telegram', userId, name: 'Lin', chat: userId, customerId } })
  const steps = [
    [['customer', 'freeze', 'days-1', '--reason', 'card stolen'], 'Customer days-1 is frozen now.'],
    [['customer', 'close', 'days-1', '--reason', 'left us'], 'Customer days-1 is closed now.'],
    [['customer', 'reopen', 'days-1', '--reason', 'came back'], 'Customer days-1 is active now.'],
    [
      ['customer', 'unlink', 'days-1', 'telegram', '4711', '--reason', 'called back'],
      'telegram 4711 is no longer linked to customer days-1.',
    ],
  ] as const
  for (const [args, says] of steps) expect(await run(...args)).toEqual({ code: 0, out: `${says}\n`, err: '' })
  const told = await house.db.notice.findMany({
    where: { identity: { userId: { in: ['4711', '4712'] } } },
    include: { identity: true },
    orderBy: { identity: { userId: 'asc' } },
  })
  expect(told.map(({ identity, reply }) => [identity?.userId, JSON.stringify(reply)])).toEqual([
    ['4711', expect.stringContaining('解除了一个聊天账号的绑定')],
    ['4712', expect.stringContaining('主账号现在是')],
  ])
  const audit = await house.db.audit.findMany({ where: { subject: 'customer:days-1' }, orderBy: { id: 'asc' } })
  expect(audit.slice(-4).map(({ action, reason }) => [action, reason])).toEqual([
    ['customer.freeze', 'card stolen'],
    ['customer.close', 'left us'],
    ['customer.reopen', 'came back'],
    ['customer.unlink', 'called back'],
  ])
  expect((await run('customer', 'unlink', 'days-1', 'telegram', '4712', '--reason', 'both telephones')).code).toBe(0)
  for (const workspace of ['T1', 'T2'])
    await house.db.identity.create({ data: { platform: 'slack', workspace, userId: 'U1', name: 'Lin', chat: workspace, customerId } })
  const either = await run('customer', 'unlink', 'days-1', 'slack', 'U1', '--reason', 'called back')
  expect(either).toMatchObject({ code: 3, err: expect.stringContaining('in several workspaces: name one by --workspace') })
  expect((await run('customer', 'unlink', 'days-1', 'slack', 'U1', '--workspace', 'T2', '--reason', 'called back')).code).toBe(0)
  expect(await house.db.identity.findMany({ where: { userId: 'U1' }, orderBy: { workspace: 'asc' } })).toMatchObject([
    { customerId },
    { customerId: null },
  ])
  await house.db.identity.updateMany({ where: { userId: 'U1' }, data: { customerId: null } })
  const letter = await run('link-codes', '--csv')
  expect(letter).toMatchObject({ code: 0, err: expect.stringMatching(/^\d+ codes, good until /) })
  const lines = letter.out.trimEnd().split('\r\n')
  expect(lines[0]).toBe('number,name,code,expires_at')
  expect(lines).toHaveLength(1 + (await house.db.linkCode.count()))
  expect(lines.filter((line) => /^days-1,林晓,[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{3},\d{4}-/.test(line))).toHaveLength(1)
  const gone = await run('export', join(folder, 'all'))
  expect(gone).toMatchObject({ code: 0, err: '' })
  expect(readFileSync(join(folder, 'all', 'customers.csv'), 'utf8')).toContain('days-1,林晓')
  rmSync(folder, { recursive: true })
}, 120_000)

test("another person's name cannot move the terminal's cursor", async () => {
  await house.db.customer.create({ data: { number: 'evil', name: '\u001b[2Jgone\u202e\nroot' } })
  const { out } = await run('customer', 'list', '--search', 'evil')
  expect(out.split('\n')[1]).toContain('?[2Jgone??root')
})
