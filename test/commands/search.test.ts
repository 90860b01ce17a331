import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Counter, claim, counter } from '../support/counter.ts'

let house: Counter
beforeAll(async () => {
  house = await counter()
})
afterAll(() => house.close())

test('staff find a claim by what they have of it, and customers find nothing', async () => {
  const customer = await house.customer('65001')
  await house.db.customer.update({ where: { number: '65001' }, data: { name: '林晓 Xiao' } })
  const staff = await house.staff('amy')
  const { ticket } = await claim(customer, { reference: '2026 1124-9981XY', amount: '77.70', tail: '4471' })
  const other = await claim(await house.customer('65002'), { reference: 'OTHER00001', tail: '9999' })
  for (const words of [ticket, `#${ticket}`, '77.70', '¥77.7', '4471', '202611249981XY', '9981xy', '65001', '林晓', 'xiao']) {
    const found = await staff.sends('search', { words })
    expect(found.text, words).toContain(ticket)
    expect(found.text, words).not.toContain(other.ticket)
    expect(found.buttons, words).toContain(`Claim ${ticket}`)
  }
  for (const said of ['search 4471', '4471', '65001', ticket]) expect((await staff.says(said)).text, said).toContain(ticket)
  // A claim of that number is opened, with the way to what else the digits mean.
  expect((await staff.says(ticket)).buttons).not.toContain(`Search ${ticket}`)
  await house.db.customer.update({ where: { number: '65002' }, data: { number: ticket } })
  const card = await staff.says(ticket)
  expect(card.text).toContain('77.70')
  expect(card.text).not.toContain(other.ticket)
  const both = await staff.presses(card, 'search')
  for (const each of [ticket, other.ticket]) expect(both.text).toContain(each)
  expect((await staff.says('4999')).text).toContain('0 claims for “4999”')
  expect((await staff.says('查找 林晓')).text).toContain(ticket)
  const nothing = await staff.sends('search', { words: "'; drop table ticket; -- %_" })
  expect(nothing.text).toContain('0 claims for “')
  expect((await customer.sends('search', { words: '4471' })).text).toContain('for our staff')
})
