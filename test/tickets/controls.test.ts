import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLedger, verify } from '../../src/ledger/index.ts'
import type { Chatter } from '../support/bot.ts'
import type { Desk } from '../support/desk.ts'
import { withdrawalDesk, withdrawals } from '../support/withdrawals.ts'

let shop: Desk
let amy: Chatter
let kit: Chatter
let lee: Chatter
const { payer, pays, reads, asks, settles } = withdrawals(() => shop)
beforeAll(async () => {
  shop = await withdrawalDesk()
  amy = await shop.house.staff('amy')
  ;[kit, lee] = [await shop.house.staff('kit', 'lead'), await shop.house.staff('lee', 'lead')]
  for (const person of [kit, lee]) await person.says('help')
})
afterAll(async () => {
  // Whatever these tests did, the books agree.
  expect((await verify(shop.house.db)).disagreements).toEqual([])
  await shop.close()
})

const idOf = async (number: string) => (await shop.house.db.customer.findUniqueOrThrow({ where: { number } })).id
/** A member of staff's own chat is linked to that account, or to none any more. */
const links = async (user: string, number: string | null) =>
  void (await shop.house.db.identity.updateMany({
    where: { userId: user },
    data: { customerId: number === null ? null : await idOf(number) },
  }))
const lastRemedy = async () => String((await shop.house.db.remedy.findFirstOrThrow({ orderBy: { id: 'desc' } })).id)
const adjusts = (person: Chatter, number: string, over: Record<string, string> = {}) =>
  person.sends('adjust', { customer: number, way: 'take', amount: '100', code: 'chargeback', reference: `CASE-${number}`, ...over })

test('what the bank took back of a channel does not go back there a second time, not even what was paid by another since', async () => {
  const chat = await payer('84001')
  const asked = await adjusts(kit, '84001')
  const question = asked.reply.form?.questions.find(({ name }) => name === 'channel')
  expect([question?.options?.map(({ value }) => value), question?.problem]).toEqual([
    ['alipay', 'unionpay'],
    ['Please choose one of the options.'],
  ])
  expect((await adjusts(kit, '84001', { channel: 'paypal' })).reply.form).toBeDefined()
  expect((await adjusts(kit, '84001', { channel: 'alipay' })).text).toContain('-CNY 100.00. Balance now CNY 0.00')
  await pays('84001', 10_000n, 'unionpay')
  expect((await reads(chat, '100')).reply.form?.questions[0]?.options?.map(({ value }) => value)).toEqual(['unionpay'])
  const ledger = createLedger(shop.house.db)
  const left = async () => (await ledger.byChannel(await idOf('84001'))).map((one) => [one.channel, one.left.minor])
  expect(await left()).toEqual([['alipay', 0n], ['unionpay', 10_000n]]) // biome-ignore format: pairs
  const taken = await ledger.latest(await idOf('84001'))
  expect(taken?.kind).toBe('recharge')
  // The bank gives it back after all.
  await adjusts(kit, '84001', { channel: 'alipay', way: 'add', reference: 'CASE-84001B' })
  expect(await left()).toEqual([['alipay', 10_000n], ['unionpay', 10_000n]]) // biome-ignore format: pairs
})

test('taken back by the bank while it is asked for, a withdrawal cannot be settled', async () => {
  const { ticket } = await asks(await payer('84002'), '60')
  await pays('84002', 10_000n, 'unionpay')
  await adjusts(lee, '84002', { channel: 'alipay' })
  expect((await settles(amy, ticket, 'LATE840020')).text).toContain('Only CNY 0.00 of it still came this way')
})

test('an account that a member of staff ever spoke for stays their own, also when it was merged, and for ever', async () => {
  const own = await shop.house.staff('oda', 'lead')
  for (const number of ['84003', '84004']) await shop.house.customer(number)
  await links('oda', '84003')
  await links('oda', null)
  shop.house.now = new Date(shop.house.now.getTime() + 31 * 24 * 3600_000)
  await shop.expire()
  const gift = { way: 'add', amount: '5', code: 'goodwill' }
  expect((await adjusts(own, '84003', gift)).text).toContain('an account you are linked to')
  expect((await adjusts(own, '84004', gift)).text).toContain('Balance now CNY 5.00')
  const merged = { status: 'closed', mergedInto: await idOf('84004') }
  await shop.house.db.customer.update({ where: { number: '84003' }, data: merged })
  expect((await adjusts(own, '84004', { ...gift, reference: 'AGAIN' })).text).toContain('an account you are linked to')
})

test('one person with two places among the leads does not approve their own request', async () => {
  const twin = await shop.house.staff('twin', 'lead')
  for (const number of ['84005', '84006']) await shop.house.customer(number)
  await links('kit', '84005')
  await links('twin', '84005')
  await links('twin', null)
  await adjusts(kit, '84006', { way: 'add', amount: '701', code: 'goodwill' })
  const remedy = await lastRemedy()
  expect((await twin.sends('countersign', { remedy })).text).toContain('are or were linked to one account')
  expect(await shop.house.balance('84006')).toBe('0.00')
  expect((await lee.sends('countersign', { remedy })).text).toContain('Approved and done')
  expect(await shop.house.balance('84006')).toBe('701.00')
})

test('the leads hear once of the first time that a chat of staff moves money, in whichever way', async () => {
  await shop.house.customer('84007')
  const { ticket } = await asks(await payer('84008'), '60')
  const [ann, ben, cis] = [await shop.house.staff('ann', 'lead'), await shop.house.staff('ben', 'lead'), await shop.house.staff('cis')]
  for (let n = 0; n < 2; n++) await adjusts(ann, '84007', { way: 'add', amount: '400', code: 'goodwill', reference: `FIRST-${n}` })
  await ben.sends('countersign', { remedy: await lastRemedy() })
  await settles(cis, ticket, 'FIRST84008')
  await shop.hurry()
  const heard = shop.chat.shown('lee').flatMap(({ text }) => /^.*for the first time.*$/m.exec(text)?.[0] ?? [])
  expect(heard.filter((text) => /ann|ben|cis/.test(text))).toEqual([
    expect.stringMatching(/^ann has moved money for the first time from this chat \(test ann\)\. Adjust UID 84007: \+CNY 400\.00/),
    expect.stringMatching(/^ben .*Adjust UID 84007: \+CNY 400\.00/),
    expect.stringMatching(/^cis .*84008/),
  ])
})

test('when staff take the owner’s lost chat off, nothing goes back for a day, whoever owns the account then, and all are told', async () => {
  const chat = await payer('84009')
  const member = shop.house.chatter('m84009')
  await member.says('help')
  await links('m84009', '84009')
  const lost = await shop.house.db.identity.findFirstOrThrow({ where: { userId: 'c84009' } })
  await kit.sends('unlink-chat', { chat: String(lost.id), checks: 'said so on the telephone' })
  expect((await reads(member, '50')).text).toContain('changed who owns this account a short while ago')
  await shop.hurry()
  for (const user of ['c84009', 'm84009']) expect(shop.chat.shown(user).at(-1)?.text).toContain('no withdrawal can be asked for until')
  // Handed on to another chat, or read back before, it is the same account.
  await links('m84009', null)
  await links('c84009', '84009')
  expect((await reads(chat, '50')).text).toContain('a short while ago')
  const changed = await shop.house.db.customer.update({ where: { number: '84009' }, data: { ownerChangedAt: null } })
  const back = await reads(chat, '50')
  await shop.house.db.customer.update({ where: { id: changed.id }, data: { ownerChangedAt: shop.house.now } })
  expect((await chat.presses(back, 'withdrawal-send')).text).toContain('a short while ago')
  expect(await shop.house.balance('84009')).toBe('100.00')
  shop.house.now = new Date(shop.house.now.getTime() + 24 * 3600_000)
  expect((await asks(chat, '50')).ticket).not.toBe('')
})
