import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLedger, wallet } from '../../src/ledger/index.ts'
import { money } from '../../src/money.ts'
import { type Counter, counter } from '../support/counter.ts'

let house: Counter
beforeAll(async () => {
  house = await counter()
})
afterAll(() => house.close())

test('of forty who ask at the same moment everybody reads their own balance, also who asks twice, is nobody, or cannot be', async () => {
  const { db } = house
  const ledger = createLedger(db)
  const people = await Promise.all(Array.from({ length: 20 }, (_, index) => house.customer(`T-${index}`, `t${index}`)))
  for (const index of people.keys()) {
    const { id } = await db.customer.findUniqueOrThrow({ where: { number: `T-${index}` } })
    const paid = { from: 'channel:alipay', to: wallet(id), kind: 'recharge', occurredAt: house.now, actor: 'test', source: 'test' } as const
    if (index > 0) await ledger.post(`paid ${index}`, [{ ...paid, amount: money(BigInt(index) * 100n, 'CNY') }])
  }
  const stranger = house.chatter('nobody', { locale: 'en' })
  const impossible = house.chatter('t1\0', { locale: 'en' })
  const asked = [...people, ...people].map((person) => person.sends('balance'))
  const [unknown, refused, ...seen] = await Promise.all([stranger.sends('balance'), impossible.sends('balance'), ...asked])
  for (const [index, { text }] of seen.entries()) {
    expect(text).toContain(`T-${index % 20}\n`)
    expect(text).toContain(`CNY ${index % 20}.00`)
  }
  expect(unknown?.text).toContain('isn’t linked')
  expect(refused?.text).not.toContain('CNY')
})
