import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { writeAudit } from '../../src/audit.ts'
import type { Database } from '../../src/db.ts'
import { createLedger, verify } from '../../src/ledger/index.ts'
import { money } from '../../src/money.ts'
import { testDatabase } from '../support/database.ts'
import { cost, move, NOON, newCustomers, recharge } from '../support/ledger.ts'

/** Every check is shown to find what it is there for: whoever owns the tables changes the books behind the guards' back. */
const CONSTRAINTS = [
  ['transfer', 'transfer_wallet_fkey'],
  ['ticket', 'ticket_transfer'],
  ['ticket', 'ticket_approved'],
  ['ticket', 'ticket_rejected'],
] as const
const GUARDED = ['account', 'transfer', 'audit', 'ticket'] as const

describe('verify', () => {
  let db: Database
  let close: () => Promise<void>

  beforeAll(async () => {
    ;({ db, close } = await testDatabase())
    const ledger = createLedger(db)
    const [alice = 0n, bob = 0n] = await newCustomers(db, 2)
    for (const customer of [alice, bob]) await ledger.openWallet(customer, 'CNY')
    await ledger.post('alice 1', [recharge(alice, 1000n, { reference: 'R1' })])
    await ledger.post('alice 2', [cost(alice, 300n)])
    await ledger.post('alice 3', [cost(alice, 200n)])
    await ledger.post('move', move(alice, bob, 100n))
    const { ids } = await ledger.post('bob 1', [recharge(bob, 500n, { reference: 'R2' })])
    await ledger.reverse(ids[0] ?? 0n, { key: 'undo', reason: 'wrong customer', actor: 'staff:1', source: 'test:2', occurredAt: NOON })
    await ledger.post('bob 2', [recharge(bob, 500n, { reference: 'R2' })])
    const identity = await db.identity.create({ data: { platform: 'web', userId: 'alice', customerId: alice } })
    const claim = { customerId: alice, identityId: identity.id, method: 'unionpay', currency: 'CNY', amount: 700n, paidAt: NOON }
    const ticket = await db.ticket.create({ data: claim })
    const staff = await db.staff.create({ data: { name: 'Wei', role: 'agent' } })
    const decided = { decidedBy: staff.id, decidedAt: NOON }
    await db.ticket.create({ data: { ...claim, ...decided, state: 'rejected', reasonCode: 'unreadable' } })
    const posted = await ledger.post('ticket', [recharge(alice, 700n, { reference: 'R3', source: `ticket:${ticket.id}` })])
    await db.ticket.update({
      where: { id: ticket.id },
      data: { ...decided, state: 'approved', transferId: posted.ids[0] ?? null, credited: 700n, reference: 'R3' },
    })
    await db.$transaction(async (tx) => {
      const { id } = await tx.ticket.create({ data: { ...claim, kind: 'withdrawal', amount: 50n } })
      const asked = { from: `wallet:${alice}`, to: 'clearing', amount: money(50n, 'CNY'), kind: 'withdrawal', channel: 'unionpay' } as const
      const how = { occurredAt: NOON, actor: 'customer:1', source: `ticket:${id}` }
      await createLedger(tx).post('withdrawal', [{ ...asked, ...how }])
    })
    for (const action of ['ticket.open', 'ticket.approve', 'staff.add']) {
      await writeAudit(db, [{ at: NOON, actor: 'staff:1', action, subject: 'ticket:1', after: { state: '{"approved"}', version: 2n } }])
    }
  })
  beforeEach(async () => {
    expect((await verify(db)).disagreements).toEqual([])
  })
  afterAll(() => close())

  /** What verify says after `statements` that no trigger and no foreign key stopped; undone afterwards. */
  async function afterTampering(statements: readonly string[], after: readonly string[] = []) {
    const undo = new Error('undo')
    let said: Awaited<ReturnType<typeof verify>> | undefined
    await db
      .$transaction(async (tx) => {
        for (const [table, constraint] of CONSTRAINTS) await tx.$executeRawUnsafe(`alter table ${table} drop constraint ${constraint}`)
        for (const table of GUARDED) await tx.$executeRawUnsafe(`alter table ${table} disable trigger user`)
        for (const statement of statements) await tx.$executeRawUnsafe(statement)
        for (const table of GUARDED) await tx.$executeRawUnsafe(`alter table ${table} enable trigger user`)
        for (const statement of after) await tx.$executeRawUnsafe(statement)
        said = await verify(tx)
        throw undo
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error
      })
    return said?.disagreements.map(({ check, where }) => `${check} ${where.replace(/\d+$/, '#')}`) ?? []
  }

  test('counts what it looked at', async () => {
    const { counts, auditHead } = await verify(db)
    expect(counts).toEqual({ wallets: 2, transfers: 10, tickets: 3, audit: 3 })
    expect(auditHead).toMatch(/^[0-9a-f]{64}$/)
  })

  test.each([
    [
      'a balance raised',
      [`update account set balance = balance + 1 where id = (select min(id) from account)`],
      ['balance wallet:#', 'zero sum CNY'],
    ],
    [
      'an amount raised',
      [`update transfer set amount = 301 where key = 'alice 2'`],
      ['balance wallet:#', 'running balance transfer:#', 'zero sum CNY'],
    ],
    [
      'a running balance changed',
      [`update transfer set balance_after = 701 where key = 'alice 2'`],
      ['running balance transfer:#', 'running balance transfer:#'],
    ],
    [
      'a transfer deleted',
      [`delete from transfer where key = 'alice 2'`],
      ['balance wallet:#', 'running balance transfer:#', 'zero sum CNY'],
    ],
    [
      'one leg of two deleted',
      [`delete from transfer where key = 'move' and leg = 0`],
      ['balance wallet:#', 'running balance transfer:#', 'zero sum CNY', 'legs transfer:#'],
    ],
    [
      'a transfer turned to the customer’s favour',
      [`update transfer set debit = credit, credit = debit where key = 'alice 2'`],
      ['balance wallet:#', 'running balance transfer:#', 'zero sum CNY'],
    ],
    ['an account taken away', [`delete from account where code = 'revenue:CNY'`], ['zero sum CNY', 'sides transfer:#', 'sides transfer:#']],
    [
      'another currency',
      [`update account set currency = 'HKD', code = 'revenue:HKD' where code = 'revenue:CNY'`],
      ['sides transfer:#', 'sides transfer:#', 'zero sum CNY', 'zero sum HKD'],
    ],
    ['a reference credited twice', [`update transfer set reference = 'R1', generation = 1 where key = 'bob 2'`], ['reference unionpay:R#']],
    [
      'a reversal bent to another transfer',
      [`update transfer set reverses = (select id from transfer where key = 'alice 1') where key = 'undo'`],
      ['reference unionpay:R#', 'reversal transfer:#'],
    ],
    ['an approved ticket without its posting', [`update ticket set transfer_id = null where state = 'approved'`], ['ticket ticket:#']],
    ['a ticket credited with another amount', [`update ticket set credited = 1 where state = 'approved'`], ['ticket ticket:#']],
    ['a rejected ticket that credited', [`update ticket set state = 'rejected' where state = 'approved'`], ['ticket ticket:#']],
    ['a ticket that vanished', [`delete from ticket where state = 'approved'`], ['ticket ticket:#']],
    [
      'a second posting for a ticket',
      [`update transfer set source = (select source from transfer where key = 'ticket') where key = 'bob 2'`],
      ['ticket ticket:#'],
    ],
    [
      'an approval without any posting',
      [`update ticket set state = 'approved', credited = 700 where state = 'rejected'`],
      ['ticket ticket:#'],
    ],
    ['a withdrawal taken back and not returned', [`update ticket set state = 'withdrawn' where kind = 'withdrawal'`], ['ticket ticket:#']],
    ['a withdrawal of more than left the wallet', [`update ticket set amount = 51 where kind = 'withdrawal'`], ['ticket ticket:#']],
    ['a withdrawal from another channel', [`update transfer set channel = 'alipay' where kind = 'withdrawal'`], ['ticket ticket:#']],
    ['a withdrawal nobody asked for', [`delete from ticket where kind = 'withdrawal'`], ['ticket ticket:#']],
    [
      'a withdrawal settled by nothing',
      [`update ticket set state = 'approved', credited = 50, reference = 'R9' where kind = 'withdrawal'`],
      ['ticket ticket:#'],
    ],
    [
      'a threshold that no chat set',
      [`update account set warn_below = array[5] where id = (select min(id) from account where wallet)`],
      ['threshold wallet:#'],
    ],
    ['a fall that was not noted', [`update identity set low_balance = 9999`, 'delete from crossing'], ['threshold identity:#']],
    ['a fall that was none', [`insert into crossing (identity_id, crossed_at) select id, now() from identity`], ['threshold identity:#']],
    ['an audit row changed', [`update audit set actor = 'staff:2' where action = 'ticket.approve'`], ['audit audit:#']],
    ['an audit row deleted', [`delete from audit where action = 'ticket.approve'`], ['audit audit:#']],
    [
      'an audit row put in',
      [`insert into audit select 4, at, actor, action, subject, before, after, reason, hash, sha256(hash) from audit where id = 3`],
      ['audit audit:#'],
    ],
  ])('finds %s', async (_, statements, found) => {
    expect((await afterTampering(statements)).sort()).toEqual([...found].sort())
  })

  test.each([
    ['a guard that is switched off', 'alter table transfer disable trigger transfer_append_only', 'guard transfer_append_only'],
    ['a guard that is gone', 'drop trigger account_moved on account', 'guard account_moved'],
  ])('finds %s', async (_, statement, found) => {
    expect(await afterTampering([], [statement])).toEqual([found])
  })
})
