import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { generate } from '../../bench/import/files.ts'
import { setStatus } from '../../src/billing/customer-status.ts'
import type { FullDb } from '../../src/db.ts'
import { verify } from '../../src/ledger/index.ts'
import { closeImport, compareBalances } from '../../src/moving/against.ts'
import { importCustomers } from '../../src/moving/customers.ts'
import { importRecords } from '../../src/moving/records.ts'
import type { Problem } from '../../src/moving/sheet.ts'
import { type Ended, purser, purserJson, spawnPurser } from '../support/cli.ts'
import { blocked, testDatabase } from '../support/database.ts'
import { posts } from '../support/money-moves.ts'

let house: Awaited<ReturnType<typeof testDatabase>>
let env: Record<string, string>
const folder = mkdtempSync(join(tmpdir(), 'purser-import-'))

beforeAll(async () => {
  house = await testDatabase()
  env = { DATABASE_URL: house.url }
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await house.close()
})

function write(name: string, ...lines: readonly string[]): string {
  const path = join(folder, name)
  writeFileSync(path, `\ufeff${lines.join('\r\n')}\r\n`)
  return path
}
const run = (...args: string[]): Promise<Ended> => purser(env, 'import', ...args)

/** What the commands do, without a process for each. */
async function bring(what: 'customers' | 'records', path: string, anyway = false) {
  const problems: string[] = []
  const done = await (what === 'customers' ? importCustomers : importRecords)({ ...how(problems), anyway }, path, true)
  return { ...done, problems }
}

const how = (problems: string[] = []) => ({
  db: house.db,
  by: { actor: 'cli:test', now: new Date() },
  currency: 'CNY',
  zone: 'Asia/Shanghai',
  problem: ({ line, text }: Problem) => void problems.push(`line ${line}: ${text}`),
})

const balanceOf = async (number: string): Promise<bigint | undefined> =>
  (await house.db.customer.findUnique({ where: { number }, include: { account: true } }))?.account?.balance

const CUSTOMERS = 'number,name,locale,zone,status,as_of,opening:alipay,opening,balance'
const RECORDS = 'id,number,kind,amount,at,channel,reference,product,product_id,reason'
const people = ['10428,"林晓, Ltd",zh-CN,Asia/Shanghai,active,2024-01-01,100.00,-5.50,-10.00', '10429,Old,,,closed,2024-01-01,0,3.00,3.00']
const history = [
  'c-1,10428,cost,150.00,2024-02-01 08:00:00,,,云服务器,rcs-1,',
  'c-2,10428,refund,5.50,2024-02-02 08:00:00,,,云服务器,rcs-1,',
  'c-1,10428,recharge,30.00,2024-02-03 08:00:00,alipay,A-1,,,',
  'w-1,10428,withdrawal,10.00,2024-02-04 08:00:00,alipay,A-1,,,',
  'a-1,10428,adjustment,20.00,2024-02-05 08:00:00,,,,,sorry',
]

test('every wrong line is told with its number, in words, and nothing is done', async () => {
  const bad = write('bad.csv', CUSTOMERS, '!,x,fr,Mars,gone,never,1.234,,', '1,a,,,,,5.00,,', '1,b,,,,,,,')
  const ended = await purserJson<{ error: { code: string } }>(env, 'import', 'customers', bad, '--apply')
  expect(ended).toMatchObject({ code: 3, data: { error: { code: 'wrong_lines' } } })
  for (const words of ['line 2: locale:', 'line 2: zone:', 'line 2: status:', 'line 2: opening:alipay:', 'line 3: as_of:', '7 mistakes'])
    expect(ended.err).toContain(words)
  expect(await house.db.customer.count()).toBe(0)
  const { problems } = await bring('customers', write('head.csv', 'uid,Name', '1,x'))
  expect(problems).toEqual(['line 1: the column number is missing', expect.stringContaining('line 1: there is no column "uid"')])
  expect((await bring('customers', write('semi.csv', 'number;name', '1;x'))).problems[0]).toContain('not separated by commas')
})

test('customers are brought with their balances, and the same file changes nothing', async () => {
  const file = write('customers.csv', CUSTOMERS, ...people)
  const dry = await run('customers', file)
  expect(dry.out).toBe(
    '2 lines read, none is wrong. With --apply: 2 customers added, 0 changed, 3 opening balances posted (CNY 97.50 together). No change was made.\n',
  )
  expect(await house.db.customer.count()).toBe(0)
  const first = await bring('customers', file)
  expect(first).toMatchObject({ problems: [], added: 2, openings: 3, total: { minor: 97_50n } })
  expect(await balanceOf('10428')).toBe(94_50n)
  expect(await house.db.customer.findUnique({ where: { number: '10429' } })).toMatchObject({ name: 'Old', status: 'closed' })
  expect(await bring('customers', file)).toMatchObject({ added: 0, changed: 0, openings: 0 })
  expect(await house.db.transfer.count()).toBe(3)
  const [audit] = await house.db.audit.findMany({ where: { action: 'import.end' } })
  expect(audit).toMatchObject({
    actor: expect.stringMatching(/^cli:/),
    after: { file: 'customers', sha256: first.sha256, lines: 2, added: 2 },
  })
})

test('a newer file posts the difference', async () => {
  const newer = write('newer.csv', CUSTOMERS, people[0]?.replace('100.00', '90.00') ?? '', '10430,New,,,,2024-01-01,,2.00,2.00')
  expect(await bring('customers', newer)).toMatchObject({ added: 1, openings: 2, total: { minor: -8_00n } })
  expect(await balanceOf('10428')).toBe(84_50n)
  await bring('customers', write('customers.csv', CUSTOMERS, ...people))
  expect(await balanceOf('10428')).toBe(94_50n)
  const older = write('older.csv', CUSTOMERS, '10429,,,,,,,0,', '10430,,,,,2023-12-01,,1.00,', '10428,Earlier,,,,2023-12-01,,,')
  expect((await bring('customers', older)).problems).toEqual([
    expect.stringContaining('line 2: opening: it differs from what was posted, so as_of'),
    expect.stringContaining('line 3: as_of: an opening balance as of 2023-12-31T16:00:00.000Z was posted'),
    expect.stringContaining('line 4: as_of: an opening balance as of 2023-12-31T16:00:00.000Z was posted'),
  ])
})

test('records that the ledger would refuse are found before anything is posted', async () => {
  const before = await house.db.transfer.count()
  const { problems } = await bring(
    'records',
    write(
      'bad-records.csv',
      RECORDS,
      ...history,
      'c-1,10428,cost,1,2024-02-01,,,,,',
      'r-9,10428,recharge,1,2024-02-01,alipay,a 1,,,',
      'x,404,cost,1,2024-02-01,,,,,',
      'y,10428,cost,1,2023-12-31,,,,,',
      'z,10428,gift,0,soon,A!,,,,',
      'v,10428,cost,1,2024-02-01,,,,,,',
    ),
  )
  const err = problems.join('\n')
  for (const words of [
    'line 7: id: it is on line 2 already',
    'line 8: reference: line 4 credits it already',
    'line 9: number: there is no customer "404"',
    'line 10: at: before 2023-12-31T16:00:00.000Z, as of which',
    'line 11: kind: "gift"',
    'line 12: 11 cells under 10 columns',
  ])
    expect(err).toContain(words)
  expect(await house.db.transfer.count()).toBe(before)
})

test('history is posted at its own time and below zero, once; a changed record is refused', async () => {
  const file = write('records.csv', RECORDS, ...history)
  expect((await run('records', file)).out).toContain('With --apply: 5 records posted, 0 posted before')
  expect(await bring('records', file)).toMatchObject({ posted: 5, known: 0 })
  expect(await balanceOf('10428')).toBe(-10_00n)
  const cost = await house.db.transfer.findFirst({ where: { key: 'import:cost:c-1' } })
  expect(cost).toMatchObject({ occurredAt: new Date('2024-02-01T00:00:00Z'), product: '云服务器', balanceAfter: -55_50n })
  const newer = write('records-2.csv', RECORDS, ...history, 'c-3,10429,cost,1.00,2024-02-06,,,,,')
  expect(await bring('records', newer)).toMatchObject({ posted: 1, known: 5 })
  const changed = write('changed.csv', RECORDS, 'c-2,10428,refund,6.50,2024-02-02 08:00:00,,,云服务器,rcs-1,')
  expect((await bring('records', changed)).problems).toEqual([
    expect.stringContaining('line 2: id: this record was imported with other content'),
  ])
})

test('closing compares every balance, waits for those that differ, and gives the floors back', async () => {
  const file = write('customers.csv', CUSTOMERS, ...people)
  const differs = await run('close', file)
  expect(differs.code).toBe(1)
  expect(differs.out).toMatch(/10429 +CNY 3\.00 +CNY 2\.00\n/)
  expect(differs.out).toContain('The import stays open.')
  const right = write('right.csv', CUSTOMERS, people[0] ?? '', people[1]?.replace('3.00,3.00', '3.00,2.00') ?? '')
  const found = await compareBalances(how(), right)
  expect(found).toMatchObject({ compared: 2, others: 1, differences: [], total: { minor: -8_00n } })
  // Which wallets it closed goes by the database's clock, not by that of the machine that ran the command.
  expect(await closeImport(house.db, found, { ...how().by, now: new Date('2025-01-01') })).toBe(3)
  expect(await closeImport(house.db, found, how().by)).toBeUndefined()
  expect(await house.db.account.count({ where: { floor: { not: 0 } } })).toBe(0)
  const audited = await house.db.audit.findMany({ where: { action: 'import.close' } })
  expect(audited.map(({ after }) => after)).toMatchObject([{ differences: 0, wallets: 3 }])
})

test('an old file that is run again moves no money, takes no wallet’s floor and changes no state that was decided here', async () => {
  const unbound = () => house.db.unbound.count()
  const file = write('customers.csv', CUSTOMERS, ...people)
  expect(await bring('customers', file)).toMatchObject({ problems: [], changed: 0, openings: 0 })
  expect(await bring('records', write('records.csv', RECORDS, ...history))).toMatchObject({ problems: [], posted: 0, known: 5 })
  const stale = write('stale.csv', CUSTOMERS, people[0]?.replace('100.00', '90.00') ?? '')
  expect((await bring('customers', stale)).problems).toEqual([
    expect.stringContaining('line 2: opening:alipay: the books of 10428 have moved on'),
  ])
  const late = write('late.csv', RECORDS, ...history, 'c-9,10428,cost,1.00,2024-02-07,,,,,')
  expect((await bring('records', late)).problems).toEqual([expect.stringContaining("line 7: number: the customer's books have moved on")])
  await setStatus(house.db, '10428', { status: 'frozen', reason: 'disputed', currency: 'CNY' }, how().by)
  expect((await bring('customers', file)).problems).toEqual([expect.stringContaining('line 2: status: 10428 was made frozen here')])
  expect(await house.db.customer.findUnique({ where: { number: '10428' } })).toMatchObject({ status: 'frozen' })
  expect(await unbound()).toBe(0)
  expect(await bring('customers', file, true)).toMatchObject({ problems: [], changed: 1, openings: 0 })
  const [reopened] = await house.db.audit.findMany({ where: { action: 'customer.reopen', subject: 'customer:10428' } })
  expect(reopened).toMatchObject({ before: { status: 'frozen' }, reason: 'as the file of customers says' })
  const open = 'The import is open: 1 wallet may go below zero until `purser import close` ends it.'
  expect((await run('records', late, '--apply', '--anyway')).out).toContain(`1 record posted, 5 posted before.\n${open}`)
  expect(await unbound()).toBe(1)
})

test('customers who come after an import was closed are brought as the others were, until something else is posted to them', async () => {
  const file = (opening: string) => write('second.csv', CUSTOMERS, `20001,,,,,2024-03-01,,${opening},`)
  expect(await bring('customers', file('5.00'))).toMatchObject({ problems: [], added: 1, openings: 1 })
  expect(await bring('customers', file('6.00'))).toMatchObject({ problems: [], openings: 1 })
  const state = (status: string) => bring('customers', write('state.csv', CUSTOMERS, `20001,,,,${status},,,,`))
  expect(await state('closed')).toMatchObject({ problems: [], changed: 1 })
  expect(await state('active')).toMatchObject({ problems: [], changed: 1 })
  await posts(house.db, '20001', 'cost', 100, new Date())
  expect((await bring('customers', file('7.00'))).problems).toEqual([expect.stringContaining('the books of 20001 have moved on')])
  expect(await balanceOf('20001')).toBe(5_00n)
})

test('what is posted, decided or closed while a file is being read stops the import, which posts nothing over it', async () => {
  const file = (number: string, rest: string) => write('meanwhile.csv', CUSTOMERS, `${number},,,,${rest}`)
  for (const number of ['30001', '30003', '30004']) await bring('customers', file(number, 'active,2024-03-01,,5.00,'))
  await bring('customers', file('30002', 'frozen,,,,'))

  const cost = (tx: FullDb) => posts(tx, '30001', 'cost', 100, new Date())
  const opening = whileHeld(cost, () => bring('customers', file('30001', 'active,2024-03-01,,6.00,')))
  await expect(opening).rejects.toThrow('Stopped at line 2: opening: the books of 30001 have moved on')
  expect(await balanceOf('30001')).toBe(4_00n)

  const closes = (tx: FullDb) => setStatus(tx, '30002', { status: 'closed', reason: 'fraud', currency: 'CNY' }, how().by)
  const state = whileHeld(closes, () => bring('customers', file('30002', 'active,,,,')))
  await expect(state).rejects.toThrow('Stopped at line 2: status: 30002 was made closed here')
  expect(await house.db.customer.findUnique({ where: { number: '30002' } })).toMatchObject({ status: 'closed' })

  // The first payment by a channel makes its account: whoever posts by it waits there, before any wallet is held.
  const record = (number: string, through: string, act: () => Promise<unknown>) =>
    whileHeld(
      (tx) => posts(tx, '10429', 'recharge', 1, new Date(), { channel: through }),
      () => bring('records', write('one.csv', RECORDS, `${through},${number},recharge,1.00,2024-04-01,${through},,,,`)),
      act,
    )
  const posted = record('30003', 'newpay', () => posts(house.db, '30003', 'cost', 100, new Date()))
  await expect(posted).rejects.toThrow("Stopped at line 2: the customer's books have moved on")
  const ended = record('30004', 'otherpay', async () => {
    await closeImport(house.db, await compareBalances(how(), write('none.csv', CUSTOMERS)), how().by)
  })
  await expect(ended).rejects.toThrow("Stopped at line 2: the customer's books have moved on")
  expect([await balanceOf('30003'), await balanceOf('30004')]).toEqual([4_00n, 5_00n])
  expect(await house.db.unbound.count()).toBe(0)
})

/** Begins the import while `act` is done and not yet committed, lets it come as far as that, does what else there is, and commits. */
async function whileHeld<T>(
  act: (tx: FullDb) => Promise<unknown>,
  begin: () => Promise<T>,
  meanwhile: () => Promise<unknown> = async () => undefined,
): Promise<T> {
  const done = await house.db.$transaction(
    async (tx) => {
      await act(tx)
      const going = Promise.allSettled([begin()])
      await blocked(house.db, 1)
      await meanwhile()
      return { going }
    },
    { timeout: 20_000 },
  )
  const [outcome] = await done.going
  if (outcome.status === 'rejected') throw outcome.reason
  return outcome.value
}

test('an import that is killed while it posts is finished by running it again, to the minor unit', async () => {
  await generate(folder, 50, 6_000)
  const paths = { customers: join(folder, 'customers.csv'), records: join(folder, 'records.csv') }
  await bring('customers', paths.customers)
  const before = await house.db.transfer.count()
  const killed = spawnPurser(env, ['import', 'records', paths.records, '--apply'])
  while ((await house.db.transfer.count()) <= before && killed.child.exitCode === null);
  killed.child.kill('SIGKILL')
  await killed.ended
  const again = { posted: 0, known: 0, ...(await bring('records', paths.records)) }
  expect(again.posted + again.known).toBe(6_000)
  expect(again.known).toBeGreaterThan(0)
  expect(await compareBalances(how(), paths.customers)).toMatchObject({ compared: 50, differences: [] })
  expect((await verify(house.db)).disagreements).toEqual([])
})
