import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { channel, createLedger, verify, wallet } from '../../src/ledger/index.ts'
import { money } from '../../src/money.ts'
import { compareBalances } from '../../src/moving/against.ts'
import { importCustomers } from '../../src/moving/customers.ts'
import { exportAll } from '../../src/moving/export.ts'
import { importRecords } from '../../src/moving/records.ts'
import { type Counter, claim, counter } from '../support/counter.ts'
import { testDatabase } from '../support/database.ts'

let c: Counter
let other: Awaited<ReturnType<typeof testDatabase>>
const folder = mkdtempSync(join(tmpdir(), 'purser-export-'))
beforeAll(async () => {
  c = await counter()
  other = await testDatabase()
})
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await Promise.all([c.close(), other.close()])
})

const by = { actor: 'cli:test', now: new Date('2026-11-25T00:00:00Z') }

test('what is exported, another Purser imports and comes to the same balances, by the same channels; the pictures are there to the byte', async () => {
  const customer = await c.customer('10428')
  await c.customer('10429')
  const agent = await c.staff('agent', 'lead')
  await c.db.customer.update({ where: { number: '10429' }, data: { name: '=1+1, "quoted"', status: 'frozen', zone: 'Asia/Hong_Kong' } })
  const { ticket } = await claim(customer)
  await agent.sends('approve', { ticket, version: '1' })
  const ids = await c.db.customer.findMany({ orderBy: { number: 'asc' } })
  const [one = 0n, two = 0n] = ids.map(({ id }) => id)
  const ledger = createLedger(c.db)
  const base = { occurredAt: new Date('2026-11-01T00:00:00Z'), actor: 'cli:test', source: 'cli' }
  const cny = (minor: bigint) => money(minor, 'CNY')
  await ledger.post('open', [{ ...base, from: 'opening', to: wallet(two), amount: cny(50_00n), kind: 'opening', channel: 'alipay' }])
  const cost = await ledger.post('cost', [
    { ...base, from: wallet(two), to: 'revenue', amount: cny(7_50n), kind: 'cost', product: '云服务器' },
  ])
  await ledger.reverse(cost.ids[0] ?? 0n, { ...base, key: 'undo', reason: 'wrong\none' })
  await ledger.post('move', [
    { ...base, from: wallet(two), to: 'clearing', amount: cny(3_00n), kind: 'move' },
    { ...base, from: 'clearing', to: wallet(one), amount: cny(3_00n), kind: 'move' },
  ])
  await ledger.post('adjust', [{ ...base, from: wallet(one), to: 'adjustments', amount: cny(200_00n), kind: 'adjustment', forced: true }])
  const taken = await c.customer('10430')
  const { id: three } = await c.db.customer.findUniqueOrThrow({ where: { number: '10430' } })
  await ledger.post('three', [{ ...base, from: 'opening', to: wallet(three), amount: cny(100_00n), kind: 'opening', channel: 'alipay' }])
  const paid = {
    ...base,
    from: channel('unionpay'),
    to: wallet(three),
    amount: cny(30_00n),
    kind: 'recharge',
    channel: 'unionpay',
  } as const
  const wrong = await ledger.post('wrong', [{ ...paid, reference: 'GONE01' }])
  await ledger.reverse(wrong.ids[0] ?? 0n, { ...base, key: 'wrong-undo', reason: 'wrong' })
  await ledger.post('bank', [
    { ...paid, from: wallet(three), to: channel('alipay'), channel: 'alipay', kind: 'adjustment', amount: cny(1_00n) },
  ])
  const asks = async (amount: string): Promise<string> => {
    await taken.presses(await taken.sends('withdrawal', { method: 'alipay', amount }), 'withdrawal-send')
    return String((await c.db.ticket.findFirstOrThrow({ orderBy: { id: 'desc' } })).id)
  }
  const settled = await asks('10')
  await agent.sends('claim', { ticket: settled })
  await agent.sends('settle', { ticket: settled, version: '1', reference: 'SENT0001' })
  await agent.sends('reject', { ticket: await asks('20'), version: '1', reason: 'channel_refused' })
  await asks('5')

  const out = join(folder, 'out')
  const counts = await exportAll(c.db, out, by)
  expect(counts).toMatchObject({
    'customers.csv': 3,
    'tables/ticket.csv': 4,
    pictures: 1,
    'tables/audit.csv': (await c.db.audit.count()) - 1,
  })
  expect(await exportAll(c.db, out, by)).toBeUndefined()
  const [picture] = await c.db.attachment.findMany()
  expect(readFileSync(join(out, 'pictures', `${picture?.id}.png`))).toEqual(Buffer.from(picture?.original ?? []))

  const problems: string[] = []
  const problem = ({ line, text }: { line: number; text: string }) => void problems.push(`line ${line}: ${text}`)
  const how = { db: other.db, by: { ...by, now: new Date() }, currency: 'CNY', zone: 'UTC', problem }
  await importCustomers(how, join(out, 'customers.csv'), true)
  await importRecords(how, join(out, 'records.csv'), true)
  expect(problems).toEqual([])
  expect(await compareBalances(how, join(out, 'customers.csv'))).toMatchObject({ compared: 3, differences: [], others: 0 })
  const balances = async (db: typeof c.db) =>
    (await db.customer.findMany({ include: { account: true }, orderBy: { number: 'asc' } })).map(
      ({ number, name, status, zone, account }) => ({
        ...{ number, name, status, zone },
        balance: account?.balance,
      }),
    )
  // What an open request has set aside is in the balance again: it is asked for anew there.
  const owned = (await balances(c.db)).map((one) => (one.number === '10430' ? { ...one, balance: (one.balance ?? 0n) + 5_00n } : one))
  expect(await balances(other.db)).toEqual(owned)
  expect(owned.map(({ balance }) => balance)).toEqual([-69_00n, 47_00n, 89_00n])
  const left = async (db: typeof c.db, number: string) =>
    (await createLedger(db).byChannel((await db.customer.findUniqueOrThrow({ where: { number } })).id)).filter(
      ({ left }) => left.minor !== 0n,
    )
  for (const number of ['10428', '10429']) expect(await left(other.db, number)).toEqual(await left(c.db, number))
  expect(await left(other.db, '10430')).toEqual([{ channel: 'alipay', left: cny(89_00n) }])
  const sent = { kind: 'withdrawal', amount: 10_00n, channel: 'alipay', reference: 'SENT0001' }
  expect(await other.db.transfer.findMany({ where: { kind: 'withdrawal' } })).toMatchObject([sent])
  expect((await verify(other.db)).disagreements).toEqual([])
})
