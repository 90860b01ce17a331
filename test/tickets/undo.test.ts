import { afterAll, beforeAll, expect, test } from 'vitest'
import { verify } from '../../src/ledger/index.ts'
import type { Seen } from '../support/bot.ts'
import { claim } from '../support/counter.ts'
import { blocked } from '../support/database.ts'
import { type Desk, desk } from '../support/desk.ts'
import { posts } from '../support/money-moves.ts'

let shop: Desk
beforeAll(async () => {
  shop = await desk({ undoSeconds: 600 })
})
afterAll(() => shop.close())

const told = (user: string) => shop.chat.shown(user).map((message) => message.text)
const card = (ticket: string) => shop.chat.shown('staff').find((message) => message.text.includes(ticket))

test('the customer hears of a credit when the time for undoing it is over, once', async () => {
  const customer = await shop.house.customer('61001')
  const staff = await shop.house.staff('amy')
  const { ticket } = await claim(customer, { reference: 'UNDO0001' })
  const done = await staff.sends('approve', { ticket, version: '1' })
  expect(done.text).toContain('told in 600 seconds')
  expect(await shop.house.balance('61001')).toBe('128.00')
  expect(await shop.house.db.notice.count({ where: { identity: { userId: 'c61001' } } })).toBe(0)
  await shop.hurry()
  expect(told('c61001')).toEqual([expect.stringContaining('CNY 128.00 has been added to your balance')])
  expect(card(ticket)?.reply.actions.map((action) => action.type === 'call' && action.command)).toEqual(['more'])
  const late = await staff.presses(done, 'undo')
  expect(late.text).toContain('The customer was told')
  expect(await shop.house.balance('61001')).toBe('128.00')
})

test('an undone credit is taken back, the customer hears nothing of it, and the claim can be credited again by the same reference', async () => {
  const customer = await shop.house.customer('61002')
  const staff = await shop.house.staff('bo')
  const { ticket } = await claim(customer, { reference: '' })
  const done = await staff.sends('approve', { ticket, version: '1', reference: 'UNDO0002' })
  const undone = await staff.presses(done, 'Undo')
  expect(undone.text).toContain(`Claim ${ticket} is open again`)
  expect(undone.text).toContain('CNY 128.00 was taken back; the balance is CNY 0.00')
  expect(await shop.house.balance('61002')).toBe('0.00')
  const open = await shop.house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) } })
  expect(open).toMatchObject({ state: 'open', version: 3, reference: null, credited: null, transferId: null, decidedBy: null })
  await shop.hurry()
  expect(told('c61002')).toEqual([])
  const seen = (await customer.sends('balance')).text
  expect(seen).toContain('Being checked: 1 payment, CNY 128.00')
  expect(seen).not.toContain('Last change')
  const old = await staff.sends('approve', { ticket, version: '1', reference: 'UNDO0002' })
  expect(old.text).toContain('was changed')
  await staff.sends('approve', { ticket, version: '3', reference: 'UNDO0002' })
  await shop.hurry()
  expect(await shop.house.balance('61002')).toBe('128.00')
  expect(told('c61002')).toHaveLength(1)
})

test('only the one who decided undoes it, once, however often and wherever it is pressed', async () => {
  const customer = await shop.house.customer('61003')
  const [staff, other] = [await shop.house.staff('cy'), await shop.house.staff('di', 'lead')]
  const { ticket } = await claim(customer, { reference: 'UNDO0003' })
  const done = await staff.sends('approve', { ticket, version: '1' })
  expect((await other.presses(done, 'Undo')).text).toContain('cy decided')
  const presses = await Promise.all(Array.from({ length: 6 }, () => staff.presses(done, 'Undo')))
  expect(presses.filter((seen) => seen.text.includes('is open again'))).toHaveLength(1)
  const same = await Promise.all(Array.from({ length: 3 }, () => staff.presses(done, 'Undo', 'one-press')))
  expect(new Set(same.map((seen) => seen.text)).size).toBe(1)
  expect(await shop.house.balance('61003')).toBe('0.00')
})

test('of the notice and the undoing at the same moment exactly one happens', async () => {
  const staff = await shop.house.staff('ed')
  for (let round = 0; round < 8; round++) {
    const number = `6110${round}`
    const customer = await shop.house.customer(number)
    const { ticket } = await claim(customer, { reference: `RACE000${round}` })
    const done = await staff.sends('approve', { ticket, version: '1' })
    const [undone] = await Promise.all([staff.presses(done, 'Undo'), shop.hurry()])
    await shop.hurry()
    const isUndone = undone.text.includes('is open again')
    expect(told(`c${number}`)).toHaveLength(isUndone ? 0 : 1)
    expect(await shop.house.balance(number)).toBe(isUndone ? '0.00' : '128.00')
  }
})

test('what the customer has spent already is not undone', async () => {
  const customer = await shop.house.customer('61004')
  const staff = await shop.house.staff('flo')
  const { ticket } = await claim(customer, { reference: 'UNDO0004' })
  const done = await staff.sends('approve', { ticket, version: '1' })
  await posts(shop.house.db, '61004', 'cost', 10_000, shop.house.now)
  const refused = await staff.presses(done, 'Undo')
  expect(refused.text).toContain('CNY 28.00 of CNY 128.00 is left')
  expect(await shop.house.balance('61004')).toBe('28.00')
  await shop.hurry()
  expect(told('c61004')).toHaveLength(1)
})

test('an undone rejection tells nobody, and its top-up waits for proof again', async () => {
  const customer = await shop.house.customer('61005')
  const staff = await shop.house.staff('gil')
  const paying = await customer.says('充值128云闪付')
  const recharge = await shop.house.db.recharge.findFirstOrThrow({ where: { customer: { number: '61005' } } })
  const { ticket } = await claim(customer, { reference: 'UNDO0005', recharge: String(recharge.id) })
  expect(paying.buttons.length).toBeGreaterThan(0)
  const done = await staff.sends('reject', { ticket, version: '1', reason: 'not_found' })
  expect(done.text, 'what is still to come is not said to have happened').toMatch(/is rejected\.\nThe customer is told in 600 seconds/)
  await staff.presses(done, 'Undo')
  await shop.hurry()
  expect(told('c61005')).toEqual([])
  expect((await shop.house.db.recharge.findUniqueOrThrow({ where: { id: recharge.id } })).state).toBe('proof')
  expect((await customer.sends('status', { ticket })).text).toContain('Being checked')
})

test('the database itself reopens no ticket of which the customer was told, and lets go of no posting that stands', async () => {
  const customer = await shop.house.customer('61006')
  const staff = await shop.house.staff('hu')
  const { ticket } = await claim(customer, { reference: 'UNDO0006' })
  await staff.sends('approve', { ticket, version: '1' })
  const where = { id: BigInt(ticket) }
  const open = { state: 'open', version: 3, credited: null, decidedBy: null, decidedAt: null, reference: null }
  await expect(shop.house.db.ticket.update({ where, data: { ...open, transferId: null } })).rejects.toThrow(/was credited by/)
  await expect(shop.house.db.ticket.update({ where, data: open })).rejects.toThrow(/has a posting/)
  await shop.hurry()
  await expect(shop.house.db.ticket.update({ where, data: open })).rejects.toThrow(/is decided/)
})

test('a claim that is decided while its account is being merged keeps it: the merger waits, is refused, and the customer is told', async () => {
  const { house } = shop
  const customer = await house.customer('61091')
  await house.customer('61092')
  const [amy, kit] = [await house.staff('amy-m'), await house.staff('kit-m', 'lead')]
  const { ticket } = await claim(customer, { reference: 'UNDO0091' })
  const read = () => kit.sends('merge', { from: '61091', into: '61092', reason: 'one person' })
  const shown = await read()
  const { id } = await house.db.customer.findUniqueOrThrow({ where: { number: '61091' } })
  let both: Promise<Seen>[] = []
  await house.db.$transaction(async (tx) => {
    await tx.$queryRaw`select 1 from account where customer_id = ${id} for update`
    both = [amy.sends('approve', { ticket, version: '1' })]
    await blocked(house.db, 1)
    both.push(kit.presses(shown, 'merge-confirm'))
    await blocked(house.db, 2)
  })
  const [, merged] = await Promise.all(both)
  expect(merged?.text).toContain('was decided a moment ago')
  await shop.hurry()
  expect(told('c61091')).toEqual([expect.stringContaining('CNY 128.00 has been added to your balance')])
  expect((await kit.presses(await read(), 'merge-confirm')).text).toContain('is part of UID 61092 now')
  expect(await house.balance('61092')).toBe('128.00')
})

test('after all of this the ledger agrees with itself', async () => {
  expect((await verify(shop.house.db)).disagreements).toEqual([])
})
