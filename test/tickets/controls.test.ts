import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLedger, verify } from '../../src/ledger/index.ts'
import type { Chatter } from '../support/bot.ts'
import { claim } from '../support/counter.ts'
import { blocked } from '../support/database.ts'
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

test('what was sent before the bank took its payment back is confirmed as sent: the books owe it to nobody twice', async () => {
  const { ticket } = await asks(await payer('84029', 80_000n), '800')
  await amy.sends('claim', { ticket })
  await amy.sends('settle', { ticket, version: '1', reference: 'SENT840290', typed: '800' })
  const remedy = await lastRemedy()
  await adjusts(await shop.house.staff('max', 'lead'), '84029', { channel: 'alipay', amount: '700' })
  expect((await lee.sends('countersign', { remedy })).text).toContain('Approved and done')
  expect(await shop.house.balance('84029')).toBe('-700.00')
})

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
  // The bank gives it back after all, and no more than it took.
  const back = { channel: 'alipay', way: 'add', reference: 'CASE-84001C' }
  expect((await adjusts(kit, '84001', { ...back, amount: '100.01' })).text).toContain('CNY 100.00 is left of that')
  expect((await adjusts(kit, '84001', { ...back, channel: 'unionpay', amount: '1' })).text).toContain('CNY 0.00 is left')
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

test('who was linked by the version before while the tables changed is known as well', async () => {
  await shop.house.staff('una', 'lead')
  await shop.house.customer('84017')
  await links('una', '84017')
  const own = { customerId: await idOf('84017') }
  expect(await shop.house.db.spoke.deleteMany({ where: own })).toEqual({ count: 2 })
  await shop.house.db.$executeRawUnsafe(readFileSync('prisma/migrations/20261126215000_spoke_again/migration.sql', 'utf8'))
  expect(await shop.house.db.spoke.count({ where: own })).toBe(2)
})

test('one person with two places among the leads does not approve their own request', async () => {
  const twin = await shop.house.staff('twin', 'lead')
  for (const number of ['84005', '84006']) await shop.house.customer(number)
  await links('kit', '84005')
  await links('twin', '84005')
  await links('twin', null)
  await adjusts(kit, '84006', { way: 'add', amount: '701', code: 'goodwill' })
  const remedy = await lastRemedy()
  expect((await twin.sends('countersign', { remedy })).text).toContain('share an account with whoever did')
  expect(await shop.house.balance('84006')).toBe('0.00')
  expect((await lee.sends('countersign', { remedy })).text).toContain('Approved and done')
  expect(await shop.house.balance('84006')).toBe('701.00')
})

test('whoever asked for it and is linked to the account since gets it by no approval of somebody else', async () => {
  const eli = await shop.house.staff('eli')
  const number = '84028'
  const { ticket } = await claim(await shop.house.customer(number), { reference: 'LINK840280' })
  await eli.sends('credit', { ticket, version: '1', amount: '900', reference: 'LINK840280', reason: 'as the statement shows' })
  const remedy = await lastRemedy()
  await links('eli', number)
  await links('eli', null)
  expect((await lee.sends('countersign', { remedy })).text).toContain('eli asked for this and may not any more')
  expect(await shop.house.balance(number)).toBe('0.00')
  expect((await lee.sends('decline', { remedy })).text).toContain('Declined')
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
  const { ticket: before } = await asks(chat, '10')
  await kit.sends('unlink-chat', { chat: String(lost.id), checks: 'said so on the telephone' })
  expect((await reads(member, '50')).text).toContain('changed who owns this account, or merged another into it, a short while ago')
  // Nor is what its owner asked for before sent elsewhere by a word of who is that now; it can be taken back.
  expect((await member.sends('answer', { ticket: before, note: 'Send it to Mallory 9999' })).text).toContain('a short while ago')
  expect((await member.sends('withdraw', { ticket: before, version: '1' })).text).toContain('is taken back')
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

test('what is credited beyond a claim, above what one person may do alone, waits for a second lead, once', async () => {
  const { ticket } = await claim(await shop.house.customer('84010'), { reference: 'MORE840100' })
  const more = (amount: string, who = kit) =>
    who.sends('credit', { ticket, version: '1', amount, reference: 'MORE840100', reason: 'as the statement shows' })
  expect((await more('900')).text).toContain('more than was claimed, and above CNY 700.00')
  // Done first, it would leave nothing to do for a second one: whoever asks for that is told at once.
  const second = await more('950', amy)
  expect([second.text, second.buttons]).toEqual([expect.stringMatching(/^kit already asked for CNY 900\.00 here/), ['Queue']])
  // Whoever looks at the claim meanwhile sees that it waits.
  const card = async () => (await amy.sends('show', { ticket })).text
  expect(await card()).toContain('kit asks for CNY 900.00 to be credited')
  expect(await shop.house.balance('84010')).toBe('0.00')
  const first = await lastRemedy()
  expect((await kit.sends('countersign', { remedy: first })).text).toContain('asked for this yourself')
  await shop.hurry()
  expect(shop.chat.shown('lee').at(-1)?.text).toContain(`Credit claim ${ticket} of UID 84010 with CNY 900.00, where CNY 128.00 was claimed`)
  const done = await Promise.all([lee, lee].map((person) => person.sends('countersign', { remedy: first })))
  expect(done.filter(({ text }) => text.includes('Approved and done'))).toHaveLength(1)
  expect(await shop.house.balance('84010')).toBe('900.00')
  expect((await kit.sends('case', { ticket })).text).toMatch(
    /kit \(\d+\) .*asked a second lead · CNY 900\.00[\s\S]*lee \(\d+\) .*credited it · CNY 900\.00 · asked for by kit/,
  )
  expect((await lee.sends('undo', { ticket, version: '2' })).text).toContain('kit')
  await kit.sends('undo', { ticket, version: '2' })
  expect(await shop.house.balance('84010')).toBe('0.00')
  // No more than was claimed is the customer's own word.
  const { ticket: large } = await claim(shop.house.chatter('c84010'), { amount: '2000', reference: 'MORE840101' })
  await kit.sends('credit', { ticket: large, version: '1', amount: '1900', reference: 'MORE840101', reason: 'as the statement shows' })
  expect(await shop.house.balance('84010')).toBe('1900.00')
})

test('of two who ask for more than was claimed at once one waits and the other reads so, until it is declined or its day is over', async () => {
  const { ticket } = await claim(await shop.house.customer('84018'), { reference: 'MORE840180' })
  const more = (who: Chatter) =>
    who.sends('credit', { ticket, version: '1', amount: '900', reference: 'MORE840180', reason: 'as the statement shows' })
  const waits = () => shop.house.db.remedy.count({ where: { ticketId: BigInt(ticket), state: 'waiting' } })
  const { asking } = await shop.house.db.$transaction(
    async (tx) => {
      // Nobody can keep a request until all of them have looked whether one waits.
      await tx.$executeRaw`lock table remedy in exclusive mode`
      const asking = Promise.all([more(kit), more(amy), more(lee)])
      await blocked(shop.house.db, 3)
      return { asking }
    },
    { timeout: 20_000 },
  )
  const answers = await asking
  expect(answers.filter(({ text }) => text.includes('Nothing is posted yet'))).toHaveLength(1)
  expect(answers.filter(({ text }) => text.includes('already asked for CNY 900.00'))).toHaveLength(2)
  expect(await waits()).toBe(1)
  await kit.sends('decline', { remedy: await lastRemedy() })
  expect((await amy.sends('show', { ticket })).text).not.toContain('asks for CNY')
  expect((await more(amy)).text).toContain('Nothing is posted yet')
  shop.house.now = new Date(shop.house.now.getTime() + 25 * 3600_000)
  // Nobody has noted yet that its day is over.
  expect((await more(kit)).text).toContain('Nothing is posted yet')
  await shop.expire()
  expect(await waits()).toBe(1)
  await lee.sends('countersign', { remedy: await lastRemedy() })
  expect(await shop.house.balance('84018')).toBe('900.00')
})

test('what the bank gives back counts while it waits: two who ask for all of it at once do not both wait', async () => {
  await payer('84019', 90_000n)
  await adjusts(kit, '84019', { channel: 'alipay', amount: '800' })
  await lee.sends('countersign', { remedy: await lastRemedy() })
  expect(await shop.house.balance('84019')).toBe('100.00')
  const back = (who: Chatter, amount: string, reference: string) =>
    adjusts(who, '84019', { channel: 'alipay', way: 'add', amount, reference })
  const answers = await Promise.all([back(kit, '750', 'BACK-1'), back(lee, '750', 'BACK-2')])
  expect(answers.filter(({ text }) => text.includes('another lead has to approve it'))).toHaveLength(1)
  expect(answers.filter(({ text }) => text.includes('already asked for CNY 750.00'))).toHaveLength(1)
  const remedy = await lastRemedy()
  expect((await back(kit, '50.01', 'BACK-3')).text).toContain('already asked for CNY 750.00')
  expect((await back(kit, '800.01', 'BACK-4')).text).toContain('CNY 50.00 is left')
  expect((await back(kit, '50', 'BACK-5')).text).toContain('Balance now CNY 150.00')
  const other = (await shop.house.db.remedy.findUniqueOrThrow({ where: { id: BigInt(remedy) }, include: { asker: true } })).asker.name
  await (other === 'kit' ? lee : kit).sends('countersign', { remedy })
  expect(await shop.house.balance('84019')).toBe('900.00')
})

test('the file of a case says who asked, who approved, and that nobody answered in time', async () => {
  const { ticket } = await asks(await payer('84011', 300_000n), '800')
  const states = (reference: string) => amy.sends('settle', { ticket, version: '1', reference, typed: '800' })
  await amy.sends('claim', { ticket })
  await states('FILE840111')
  shop.house.now = new Date(shop.house.now.getTime() + 25 * 3600_000)
  // Nobody has noted yet that its day is over: it stays with who stated it.
  for (const what of ['reject', 'settle'])
    expect(
      (await kit.sends(what, { ticket, version: '1', reason: 'other', text: '?', reference: 'OTHER84011', typed: '800' })).text,
    ).toContain('don’t send it again')
  await shop.expire()
  await states('FILE840112')
  await lee.sends('countersign', { remedy: await lastRemedy() })
  const file = await kit.sends('case', { ticket })
  expect(file.text).toMatch(/amy \(\d+\) .*asked a second lead[\s\S]*system .*no lead answered in time · asked for by amy/)
  expect(file.text).toMatch(/lee \(\d+\) .*sent it back · CNY 800\.00 · asked for by amy/)
  expect(file.text).toMatch(/approved what was asked · asked for by amy/)
})

test('a question about a withdrawal is put to the owner alone', async () => {
  const chat = await payer('84012')
  const member = shop.house.chatter('m84012')
  await member.says('help')
  await links('m84012', '84012')
  const { ticket } = await asks(chat, '60')
  await amy.sends('ask', { ticket, version: '1', question: 'Which card?' })
  await shop.hurry()
  expect(shop.chat.shown('c84012').at(-1)?.text).toContain('Which card?')
  expect(shop.chat.shown('m84012').filter(({ text }) => text.includes('Which card?'))).toEqual([])
  const answer = async (who: Chatter) => (await who.sends('status', { ticket })).buttons.includes('Answer')
  expect([await answer(chat), await answer(member)]).toEqual([true, false])
  await amy.sends('claim', { ticket })
  const seen = await member.sends('status', { ticket })
  expect([seen.text.includes('may be sending it'), seen.buttons]).toEqual([true, []])
})
