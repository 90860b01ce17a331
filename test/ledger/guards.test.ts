import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeAudit } from '../../src/audit.ts'
import type { Database } from '../../src/db.ts'
import { createLedger, type Ledger } from '../../src/ledger/index.ts'
import { testDatabase } from '../support/database.ts'
import { cost, NOON, newCustomers, recharge } from '../support/ledger.ts'

describe('the database itself keeps the books, whoever writes', () => {
  let db: Database
  let close: () => Promise<void>
  let ledger: Ledger
  let customer = 0n

  beforeAll(async () => {
    ;({ db, close } = await testDatabase())
    ledger = createLedger(db)
    customer = (await newCustomers(db, 1))[0] ?? 0n
    await ledger.openWallet(customer, 'CNY')
    await ledger.post('first', [recharge(customer, 1000n, { reference: 'R1' })])
    await ledger.post('second', [cost(customer, 300n)])
    await writeAudit(db, [{ at: NOON, actor: 'system', action: 'test', subject: 'test:1' }])
  })
  afterAll(() => close())

  const wallet = () => '(select min(id) from account where wallet)'
  const code = (name: string) => `(select id from account where code = '${name}')`
  /** A third transfer written by hand: right, unless `wrong` replaces a column. */
  const insert = (wrong: Record<string, string> = {}): string => {
    const row = {
      debit: wallet(),
      credit: code('revenue:CNY'),
      amount: '100',
      wallet: wallet(),
      seq: '3',
      balance_after: '600',
      kind: `'cost'`,
      key: `'by hand'`,
      fingerprint: `decode(repeat('00', 16), 'hex')`,
      occurred_at: 'now()',
      posted_at: 'clock_timestamp()',
      actor: `'psql'`,
      source: `'hand'`,
      ...wrong,
    }
    return `insert into transfer (${Object.keys(row)}) values (${Object.values(row)})`
  }
  const system = { debit: code('channel:unionpay:CNY'), wallet: 'null', seq: 'null', balance_after: 'null' }
  const refund = { debit: code('revenue:CNY'), credit: wallet(), balance_after: '800', kind: `'refund'` }

  test.each([
    ['update transfer set amount = 1', 'append-only'],
    ['update transfer set reason = reason where false', 'append-only'],
    ['delete from transfer', 'append-only'],
    ['truncate transfer cascade', 'append-only'],
    [`update audit set actor = 'somebody else'`, 'append-only'],
    ['delete from audit', 'append-only'],
    ['truncate audit', 'append-only'],
    ['update account set balance = balance + 1 where wallet', 'transfers alone'],
    ['update account set version = 7 where wallet', 'transfers alone'],
    [`update account set currency = 'HKD' where wallet`, 'transfers alone'],
    ['update account set customer_id = null where wallet', 'transfers alone'],
    ['delete from account', 'transfers alone'],
    ['truncate account cascade', 'append-only|transfers alone'],
    [`insert into account (code, currency, balance) values ('channel:x:CNY', 'CNY', 5)`, 'transfers alone'],
    [`update account set floor = -5 where code = 'revenue:CNY'`, 'transfers alone'],
    [`insert into account (code, currency) values ('pocket:CNY', 'CNY')`, 'no such account'],
    [`insert into account (code, currency) values ('channel:x:CNY', 'HKD')`, 'no such account'],
  ])('%s raises', async (statement, message) => {
    await expect(db.$executeRawUnsafe(statement)).rejects.toThrow(new RegExp(message))
  })

  test.each([
    ['no amount', { amount: '0', balance_after: '700' }, 'transfer_amount'],
    ['the same account twice', { credit: wallet() }, 'transfer_sides'],
    ['a wallet below its floor', { amount: '701', balance_after: '-1' }, 'transfer_floor'],
    ['a floor that is not the account’s', { amount: '701', balance_after: '-1', floor: '-5' }, 'contradicts'],
    ['a made-up balance', { balance_after: '900' }, 'contradicts'],
    ['a gap in the numbering', { seq: '4' }, 'contradicts'],
    ['a number taken before', { seq: '2' }, 'transfer_wallet_seq_key'],
    ['a time before the transfer before it', { posted_at: `'2020-01-01'` }, 'contradicts'],
    ['a wallet that is hidden', { wallet: 'null', seq: 'null', balance_after: 'null' }, 'contradicts'],
    ['a wallet that is no wallet', { wallet: code('revenue:CNY'), seq: '1', balance_after: '100' }, 'contradicts'],
    ['a wallet that does not exist', { wallet: '987654321', seq: '1', balance_after: '-100', forced: 'true' }, 'transfer_wallet'],
    ['a wallet beside the transfer', { wallet: code('channel:unionpay:CNY'), seq: '1', balance_after: '100' }, 'transfer_wallet'],
    [
      'a wallet that does not exist, on its own side',
      { debit: '987654321', wallet: '987654321', seq: '1', balance_after: '-100', forced: 'true' },
      'transfer_wallet_fkey',
    ],
    ['accounts that do not exist', { ...system, debit: '987654321' }, 'contradicts'],
    ['an account that does not exist', { credit: '987654321' }, 'contradicts'],
    ['no kind, between two accounts', { ...system, kind: `'gift'` }, 'contradicts'],
    ['a reversal of nothing, between two accounts', { ...system, kind: `'reversal'` }, 'contradicts'],
    ['a kind that does not exist', { kind: `'gift'` }, 'contradicts'],
    ['a reversal of nothing', { kind: `'reversal'` }, 'contradicts'],
    [
      'a reversal with another amount',
      { ...refund, kind: `'reversal'`, undoes: `'cost'`, reverses: '(select max(id) from transfer)' },
      'contradicts',
    ],
    ['a key used before', { key: `'first'` }, 'transfer_key_leg_key'],
    ['a reference without a channel', { reference: `'R9'` }, 'contradicts'],
    [
      'a reference credited before',
      { ...refund, debit: code('channel:unionpay:CNY'), kind: `'recharge'`, channel: `'unionpay'`, reference: `'R1'` },
      'transfer_reference_key',
    ],
  ])('a transfer written by hand is refused with %s', async (_, wrong, message) => {
    await expect(db.$executeRawUnsafe(insert(wrong))).rejects.toThrow(new RegExp(message))
  })

  test('two currencies in one transfer are refused', async () => {
    await db.$executeRaw`insert into account (code, currency) values ('revenue:HKD', 'HKD')`
    await expect(db.$executeRawUnsafe(insert({ credit: code('revenue:HKD') }))).rejects.toThrow(/contradicts/)
  })

  test('a right transfer written by hand moves the balance, as if it had been posted', async () => {
    await db.$transaction(async (tx) => {
      await tx.$executeRawUnsafe(insert())
      expect((await createLedger(tx).balance(`wallet:${customer}`, 'CNY')).minor).toBe(600n)
      expect(await createLedger(tx).post('after it', [cost(customer, 600n)])).toMatchObject({ balance: { minor: 0n } })
    })
  })

  test('a wallet with a credit line spends down to its floor, and says what is left above it', async () => {
    const [debtor = 0n] = await newCustomers(db, 1)
    await ledger.openWallet(debtor, 'CNY')
    await db.$executeRaw`update account set floor = -500 where customer_id = ${debtor}`
    await ledger.post('on credit', [cost(debtor, 400n)])
    await expect(ledger.post('too much', [cost(debtor, 101n)])).rejects.toMatchObject({ params: { available: { minor: 100n } } })
    const [outcome] = await ledger.postBatch([{ key: 'the rest', transfers: [cost(debtor, 100n)] }])
    expect(outcome).toMatchObject({ balance: { minor: -500n } })
  })

  test('a refusal leaves the caller’s transaction usable, and a rollback leaves nothing', async () => {
    const [guest = 0n] = await newCustomers(db, 1)
    const undone = new Error('undone')
    const attempt = db.$transaction(async (tx) => {
      const inside = createLedger(tx)
      await inside.openWallet(guest, 'CNY')
      await expect(inside.post('poor', [cost(guest, 1n)])).rejects.toMatchObject({ code: 'insufficient_funds' })
      await expect(inside.post('first', [recharge(guest, 1n)])).rejects.toMatchObject({ code: 'key_conflict' })
      await expect(inside.reverse(987654321n, { ...cost(guest, 1n), key: 'none', reason: 'none' })).rejects.toMatchObject({
        code: 'not_found',
      })
      await inside.post('new channel', [recharge(guest, 5n, { from: 'channel:new', channel: 'new' })])
      throw undone
    })
    await expect(attempt).rejects.toBe(undone)
    expect(await db.account.count({ where: { code: { in: [`wallet:${guest}`, 'channel:new:CNY'] } } })).toBe(0)
    await ledger.openWallet(guest, 'CNY')
    expect(await ledger.post('new channel', [recharge(guest, 5n, { from: 'channel:new', channel: 'new' })])).toMatchObject({
      duplicate: false,
    })
  })
})
