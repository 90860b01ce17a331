import { afterAll, beforeAll, expect, test } from 'vitest'
import { locales } from '../../locales/index.ts'
import { setStatus } from '../../src/billing/customer-status.ts'
import { putBack } from '../../src/billing/tickets/held.ts'
import { commands } from '../../src/commands/index.ts'
import { createLedger, wallet } from '../../src/ledger/index.ts'
import { money } from '../../src/money.ts'
import { type Counter, counter } from '../support/counter.ts'
import { blocked } from '../support/database.ts'

let c: Counter
beforeAll(async () => {
  c = await counter()
})
afterAll(() => c.close())

/** What the person of an account may not do, by its state; the rest they may. docs/staff.md says it in words. */
const REFUSED = {
  frozen: ['recharge', 'pay', 'scan', 'continue', 'withdraw', 'withdrawal', 'withdrawal-send', 'low-balance'],
  closed: [
    ...['recharge', 'pay', 'scan', 'continue', 'withdraw', 'withdrawal', 'withdrawal-send', 'low-balance'],
    ...['ticket', 'ticket-send', 'ticket-drop', 'amend', 'answer', 'picture', 'missing', 'missing-send', 'link-allow', 'owner-confirm'],
  ],
}
const by = { actor: 'cli:test', now: new Date('2026-11-24T06:00:00Z') }
const change = (number: string, status: 'active' | 'frozen' | 'closed', anyway = false) =>
  c.db.$transaction((tx) => setStatus(tx, number, { status, reason: 'because', currency: 'CNY', anyway }, by))

test.each([
  ['frozen', 'on hold'],
  ['closed', 'is closed'],
] as const)('an account that is %s is refused these commands and no others', async (status, words) => {
  const number = status === 'frozen' ? '50001' : '50002'
  const person = await c.customer(number)
  await change(number, status)
  const refusal = locales.en.errors[`customer_${status}`]()
  const refused: string[] = []
  for (const { name, role } of commands) {
    if (role !== 'customer') continue
    const { reply } = await person.sends(name)
    if (JSON.stringify(reply).includes(JSON.stringify(refusal).slice(2, -2))) refused.push(name)
  }
  expect(refused.sort()).toEqual([...REFUSED[status]].sort())
  expect((await person.sends('balance')).text).toContain(words)
})

test('an account is put on hold, closed and opened again with a reason in the audit, once each', async () => {
  await c.customer('50003')
  expect(await Promise.all([change('50003', 'frozen'), change('50003', 'frozen')])).toEqual(
    expect.arrayContaining([{ changed: true }, { changed: false }]),
  )
  await change('50003', 'closed')
  await change('50003', 'active')
  const audit = await c.db.audit.findMany({ where: { subject: 'customer:50003' }, orderBy: { id: 'asc' } })
  expect(audit.map(({ action, reason }) => [action, reason])).toEqual([
    ['customer.freeze', 'because'],
    ['customer.close', 'because'],
    ['customer.reopen', 'because'],
  ])
  expect(await change('404', 'frozen')).toBeUndefined()
})

test('an account is not taken for empty while the money of a withdrawal comes back into it', async () => {
  const person = await c.customer('50004')
  const { id } = await c.db.customer.findUniqueOrThrow({ where: { number: '50004' } })
  const paid = { from: 'channel:alipay', to: wallet(id), kind: 'recharge', amount: money(300n, 'CNY'), channel: 'alipay' } as const
  await createLedger(c.db).post('paid-50004', [{ ...paid, occurredAt: c.now, actor: 'cli:test', source: 'cli' }])
  await person.presses(await person.sends('withdrawal', { method: 'alipay', amount: '3' }), 'withdrawal-send')
  const ticket = await c.db.ticket.findFirstOrThrow({ where: { customerId: id } })
  expect(await change('50004', 'closed')).toEqual({ changed: false, left: money(300n, 'CNY') })
  let closing: ReturnType<typeof change> | undefined
  await c.db.$transaction(async (tx) => {
    await tx.$executeRaw`lock table ticket in access exclusive mode`
    closing = change('50004', 'closed')
    await blocked(c.db, 1)
    await putBack({ ledger: createLedger(tx) }, ticket, { actor: 'cli:test', now: c.now, key: 'back-50004', reason: 'taken back' })
    await tx.ticket.update({ where: { id: ticket.id }, data: { state: 'withdrawn', version: { increment: 1 } } })
  })
  expect(await closing).toEqual({ changed: false, left: money(300n, 'CNY') })
})
