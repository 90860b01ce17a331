import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createLinkCode, maskName, maskNumber } from '../../src/billing/linking.ts'
import type { Seen } from '../support/bot.ts'
import { type Counter, counter } from '../support/counter.ts'

let c: Counter
beforeAll(async () => {
  c = await counter()
})
afterAll(() => c.close())

let serial = 20_000
let number: string
/** A customer of this test's own, without a chat; tries of other tests no longer count. */
beforeEach(async () => {
  number = String(++serial)
  c.now = new Date(c.now.getTime() + 3 * 3600_000)
  await c.customer(number)
  await c.db.identity.updateMany({ where: { userId: `c${number}` }, data: { customerId: null } })
})

const customer = () => c.db.customer.findUniqueOrThrow({ where: { number } })
const codeFor = async () => (await createLinkCode(c.db, { customerId: (await customer()).id, createdBy: 'cli:test', now: c.now })).code
const linkedTo = async (user: string) =>
  (await c.db.identity.findFirst({ where: { userId: user }, include: { customer: true } }))?.customer?.number
const minutes = (n: number) => {
  c.now = new Date(c.now.getTime() + n * 60_000)
}
const isShown = (seen: Seen) => seen.buttons.includes('Link this account')

test('a code shows a masked account, and links the chat once that is confirmed', async () => {
  const chat = c.chatter('new-1')
  const shown = await chat.sends('link', { code: await codeFor() })
  expect(shown.text).toContain(`UID ${maskNumber(number)}`)
  expect(JSON.stringify(shown.reply)).not.toContain(number)
  expect(shown.text).not.toContain(`Customer ${number}`)
  expect(await linkedTo('new-1')).toBeUndefined()

  const done = await chat.presses(shown, 'link-confirm')
  expect(done.text).toContain(`now linked to UID ${number}`)
  expect(await linkedTo('new-1')).toBe(number)
  expect((await chat.sends('balance')).text).toContain('Balance: CNY 0.00')
})

test('a code that is wrong, expired, used, shown by another chat or of a closed account is answered alike', async () => {
  const expired = await codeFor()
  minutes(10)
  const used = await codeFor()
  const first = c.chatter('new-3')
  await first.presses(await first.sends('link', { code: used }), 'link-confirm')
  const taken = await codeFor()
  expect(isShown(await c.chatter('new-4').sends('link', { code: taken }))).toBe(true)
  const closed = String(++serial)
  await c.customer(closed)
  const { id } = await c.db.customer.update({ where: { number: closed }, data: { status: 'closed' } })
  const { code: ofClosed } = await createLinkCode(c.db, { customerId: id, createdBy: 'cli:test', now: c.now })

  const answers = []
  for (const [i, code] of ['ABCD-EFGH-JKM', 'not a code', expired, used, taken, ofClosed].entries())
    answers.push(JSON.stringify((await c.chatter(`new-5-${i}`).sends('link', { code })).reply))
  expect(new Set(answers).size).toBe(1)
  expect(answers[0]).toContain('can’t be used')
})

test('a code works once even when two chats show it at the same moment', async () => {
  for (let round = 0; round < 5; round++) {
    const code = await codeFor()
    const chats = [`race-${serial}-${round}-a`, `race-${serial}-${round}-b`, `race-${serial}-${round}-c`]
    const shown = await Promise.all(chats.map((user) => c.chatter(user).sends('link', { code })))
    expect(shown.filter(isShown)).toHaveLength(1)
    const confirm = shown.find(isShown) as Seen
    await Promise.all(chats.map((user) => c.chatter(user).presses(confirm, 'link-confirm')))
    expect((await Promise.all(chats.map(linkedTo))).filter(Boolean)).toHaveLength(1)
    await c.db.identity.updateMany({ where: { userId: { in: chats } }, data: { customerId: null } })
  }
})

test('confirming twice, at the same moment too, links once and says each time that it is linked', async () => {
  const chat = c.chatter('new-6')
  const shown = await chat.sends('link', { code: await codeFor() })
  const both = await Promise.all([chat.presses(shown, 'link-confirm'), chat.presses(shown, 'link-confirm')])
  for (const { text } of [...both, await chat.presses(shown, 'link-confirm')]) expect(text).toContain(`now linked to UID ${number}`)
  expect(await linkedTo('new-6')).toBe(number)
  const audit = await c.db.audit.findMany({ where: { subject: `customer:${number}`, action: 'customer.link' } })
  expect(audit.map(({ actor }) => actor)).toEqual([expect.stringMatching(/^identity:\d+$/)])
})

test('a code has to be confirmed within its ten minutes', async () => {
  const chat = c.chatter('new-7')
  const shown = await chat.sends('link', { code: await codeFor() })
  minutes(10)
  expect((await chat.presses(shown, 'link-confirm')).text).toContain('can’t be used')
  expect(await linkedTo('new-7')).toBeUndefined()
})

test('a code that was used does not work again, not even for the chat that used it', async () => {
  const chat = c.chatter('again')
  const code = await codeFor()
  const shown = await chat.sends('link', { code })
  await chat.presses(shown, 'link-confirm')
  await c.db.identity.updateMany({ where: { userId: 'again' }, data: { customerId: null } })
  expect(isShown(await chat.sends('link', { code }))).toBe(false)
  expect((await chat.presses(shown, 'link-confirm')).text).toContain('can’t be used')
  expect(await linkedTo('again')).toBeUndefined()
})

test('a newer code of the customer takes the place of the older one', async () => {
  const older = await codeFor()
  const newer = await codeFor()
  expect(isShown(await c.chatter('new-8').sends('link', { code: older }))).toBe(false)
  expect(isShown(await c.chatter('new-8').sends('link', { code: newer }))).toBe(true)
})

test('a code is read in any case, with or without dashes, in full width, and with O for 0 and I or L for 1', async () => {
  const spellings = [
    (code: string) => code.toLowerCase(),
    (code: string) => code.replaceAll('-', ''),
    (code: string) => ` ${code.replaceAll('-', ' – ')} `,
    (code: string) => code.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
    (code: string) => code.replaceAll('0', 'o').replaceAll('1', 'l'),
  ]
  for (const [i, spelt] of spellings.entries())
    expect(isShown(await c.chatter(`new-9-${i}`).sends('link', { code: spelt(await codeFor()) }))).toBe(true)
})

test('the 11th attempt within the hour is refused and says when to try again', async () => {
  const chat = c.chatter('guesser')
  const began = c.now
  for (let i = 0; i < 10; i++) {
    expect((await chat.sends('link', { code: `wrong ${i}` })).text).toContain('can’t be used')
    minutes(2)
  }
  const right = await codeFor()
  const refused = await chat.sends('link', { code: right })
  expect(isShown(refused)).toBe(false)
  const again = new Date(began.getTime() + 3600_000)
  expect(JSON.stringify(refused.reply)).toContain(again.toISOString())
  expect(await c.db.audit.count({ where: { action: 'link.limit' } })).toBe(1)

  c.now = new Date(again.getTime() + 1)
  expect(isShown(await chat.sends('link', { code: await codeFor() }))).toBe(true)
})

test('attempts of one chat at the same moment are counted one after the other', async () => {
  const chat = c.chatter('storm')
  const answers = await Promise.all(Array.from({ length: 16 }, (_, i) => chat.sends('link', { code: `wrong ${i}` })))
  expect(answers.filter((seen) => seen.text.includes('can’t be used'))).toHaveLength(10)
  expect(answers.filter((seen) => seen.text.includes('Too many tries'))).toHaveLength(6)
  expect(await c.db.attempt.count({ where: { identity: { userId: 'storm' } } })).toBe(10)
})

test('unlinking does not give fresh attempts', async () => {
  const chat = c.chatter('cycler')
  for (let i = 0; i < 9; i++) await chat.sends('link', { code: `wrong ${i}` })
  await chat.presses(await chat.sends('link', { code: await codeFor() }), 'link-confirm')
  await c.db.identity.updateMany({ where: { userId: 'cycler' }, data: { customerId: null } })
  expect(await linkedTo('cycler')).toBeUndefined()
  expect((await chat.sends('link', { code: await codeFor() })).text).toContain('Too many tries')
})

test('however much strangers guess, whoever has a right code gets in; a chat has fewer tries then', async () => {
  const { id: identityId } = await c.db.identity.findFirstOrThrow()
  await c.db.attempt.createMany({ data: Array.from({ length: 5000 }, () => ({ identityId, kind: 'link', at: c.now })) })
  const bystander = c.chatter('bystander')
  for (const typo of ['wrong 1', 'wrong 2']) expect((await bystander.sends('link', { code: typo })).text).toContain('can’t be used')
  expect(isShown(await bystander.sends('link', { code: await codeFor() }))).toBe(true)
  expect((await bystander.sends('link', { code: 'wrong 3' })).text).toContain('Too many tries')
})

test('a redelivered attempt is answered the same and counts once', async () => {
  const chat = c.chatter('twice')
  const first = await chat.sends('link', { code: 'wrong' }, {}, 'delivery-1')
  const second = await chat.sends('link', { code: 'wrong' }, {}, 'delivery-1')
  expect(second.reply).toEqual(first.reply)
  expect(await c.db.attempt.count({ where: { identity: { userId: 'twice' } } })).toBe(1)
})

test('a linked chat is told which account it has and how to unlink first, and its code is not tried', async () => {
  const chat = c.chatter('linked')
  await chat.presses(await chat.sends('link', { code: await codeFor() }), 'link-confirm')
  const code = await codeFor()
  for (const seen of [await chat.sends('link'), await chat.sends('link', { code })]) {
    expect(seen.text).toContain(`already linked to account ${maskNumber(number)}`)
    expect(seen.buttons).toEqual(['Unlink'])
  }
  expect(isShown(await c.chatter('new-10').sends('link', { code }))).toBe(true)
})

test('without a code, the code is asked for', async () => {
  const seen = await c.chatter('new-11').sends('link')
  expect(seen.reply.form?.questions.map((question) => question.name)).toEqual(['code'])
})

test('a code is 55 bits and is not kept, only its hash', async () => {
  const code = await codeFor()
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{3}$/)
  const rows = await c.db.linkCode.findMany({ where: { customer: { number } } })
  const kept = JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? String(value) : value))
  expect(kept).not.toContain(code)
  expect(kept).not.toContain(code.replaceAll('-', ''))
})

test('a masked number or name never shows the whole of it', () => {
  for (const whole of ['1', '42', '428', '1042', '10428', '1042857'])
    expect(maskNumber(whole).replace(/•/g, '').length).toBeLessThan(whole.length)
  expect(maskNumber('10428')).toBe('10•••8')
  expect(maskName('王小明')).toBe('王•••')
  expect(maskName('  Jane  Doe ')).toBe('J••• D•••')
  expect(maskName('👩‍👩‍👧 family')).toBe('👩‍👩‍👧••• f•••')
  expect(maskName('')).toBe('')
})
