import { afterAll, beforeAll, expect, test } from 'vitest'
import { verify } from '../../src/ledger/index.ts'
import { type Counter, claim, counter } from '../support/counter.ts'

let house: Counter
beforeAll(async () => {
  house = await counter()
})
afterAll(() => house.close())

const ref = () => `REF${Math.random().toString().slice(2, 14)}`

test('a claim is entered, read back, sent, and credited to the balance', async () => {
  const customer = await house.customer('20001')
  const staff = await house.staff('amy')
  const { ticket, sent } = await claim(customer, { reference: ref() })
  expect(sent.text).toContain('We have your screenshot and are checking it')
  expect(await house.balance('20001')).toBe('0.00')
  const decided = await staff.sends('approve', { ticket, version: '1' })
  expect(decided.text).toContain(`Claim ${ticket}: CNY 128.00 credited to UID 20001. Balance now CNY 128.00.`)
  expect(await house.balance('20001')).toBe('128.00')
  const notices = await house.db.notice.findMany({ where: { identity: { userId: 'c20001' } } })
  expect(JSON.stringify(notices.at(-1)?.reply)).toContain('added to your balance')
})

test('credits the customer once when two staff members approve the same ticket at the same moment', async () => {
  const customer = await house.customer('20002')
  const staff = await Promise.all(['bo', 'cy'].map((name) => house.staff(name)))
  const { ticket } = await claim(customer, { reference: ref() })
  const answers = await Promise.all(staff.map((person) => person.sends('approve', { ticket, version: '1' })))
  expect(await house.balance('20002')).toBe('128.00')
  expect(answers.filter((answer) => answer.text.includes('Balance now'))).toHaveLength(1)
  const loser = answers.find((answer) => !answer.text.includes('Balance now'))
  expect(loser?.text).toMatch(/bo|cy/)
  expect(loser?.reply.aside).toBe(true)
})

test('a press delivered five times at once credits once and answers every delivery alike', async () => {
  const customer = await house.customer('20003')
  const staff = await house.staff('dee')
  const { ticket } = await claim(customer, { reference: ref() })
  const press = () => staff.sends('approve', { ticket, version: '1' }, {}, 'the-same-press')
  const answers = await Promise.all([press(), press(), press(), press(), press()])
  expect(new Set([...answers, await press()].map((answer) => answer.text)).size).toBe(1)
  expect(await house.balance('20003')).toBe('128.00')
})

test('of approve, reject, withdraw and amend at the same moment exactly one wins', async () => {
  const customer = await house.customer('20004')
  const [one, two] = await Promise.all([house.staff('eve'), house.staff('fay')])
  for (let round = 0; round < 8; round += 1) {
    const before = await house.balance('20004')
    const { ticket } = await claim(customer, { reference: ref() })
    const shots = await house.db.attachment.findMany({ where: { ticketId: BigInt(ticket) } })
    const seen = { ticket, version: '1' }
    const entered = { method: 'unionpay', amount: '999', at: 'now', reference: ref(), pictures: String(shots[0]?.id) }
    await Promise.all([
      one?.sends('approve', seen),
      two?.sends('reject', { ...seen, reason: 'not_found' }),
      customer.sends('withdraw', seen),
      customer.sends('amend', { ...seen, ...entered }),
    ])
    const row = await house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) } })
    expect(row.version).toBe(2)
    const credited = row.state === 'approved' ? 128 : 0
    expect(Number(await house.balance('20004')) - Number(before)).toBe(credited)
    if (row.state === 'open') await customer.sends('withdraw', { ticket, version: '2' })
  }
})

test('an approval of what staff did not see is refused after an amendment', async () => {
  const customer = await house.customer('20005')
  const staff = await house.staff('gus')
  const { ticket } = await claim(customer, { reference: ref() })
  const form = await customer.sends('amend', { ticket, version: '1' })
  const pictures = form.reply.form?.questions.find((question) => question.name === 'pictures')?.kept?.join(',') ?? ''
  const entered = Object.fromEntries(form.reply.form?.questions.map((question) => [question.name, question.value ?? '']) ?? [])
  await customer.sends('amend', { ticket, version: '1', ...entered, amount: '12800', pictures })
  const late = await staff.sends('approve', { ticket, version: '1' })
  expect(late.text).not.toContain('Balance now')
  expect(await house.balance('20005')).toBe('0.00')
  await staff.sends('approve', { ticket, version: '2' })
  expect(await house.balance('20005')).toBe('12800.00')
})

test('a reference credits once, however it is written, and staff are told where it went', async () => {
  const [first, second] = [await house.customer('20006'), await house.customer('20007')]
  const staff = await house.staff('hal')
  const reference = ref()
  const { ticket } = await claim(first, { reference })
  await staff.sends('approve', { ticket, version: '1' })
  const again = await claim(second, { reference: ` ${reference.toLowerCase().replace(/(.{4})(.{4})/g, '$1 $2-')}` })
  const refused = await staff.sends('approve', { ticket: again.ticket, version: '1' })
  expect(refused.text).toContain(ticket)
  expect(await house.balance('20007')).toBe('0.00')
})

test('two claims of one reference approved at the same moment credit once', async () => {
  const [first, second] = [await house.customer('20008'), await house.customer('20009')]
  const [one, two] = [await house.staff('ida'), await house.staff('jim')]
  const reference = ref()
  const claims = [await claim(first, { reference }), await claim(second, { reference })]
  await Promise.all([
    one.sends('approve', { ticket: claims[0]?.ticket ?? '', version: '1' }),
    two.sends('approve', { ticket: claims[1]?.ticket ?? '', version: '1' }),
  ])
  const sum = Number(await house.balance('20008')) + Number(await house.balance('20009'))
  expect(sum).toBe(128)
})

test('approving without a reference asks for it and decides nothing', async () => {
  const customer = await house.customer('20010')
  const staff = await house.staff('kim')
  const { ticket } = await claim(customer, { reference: '' })
  const asked = await staff.sends('approve', { ticket, version: '1' })
  expect(asked.reply.form?.questions.map((question) => question.name)).toEqual(['reference'])
  expect(asked.reply.form?.hidden).toEqual({ ticket, version: '1' })
  expect(await house.balance('20010')).toBe('0.00')
  await staff.sends('approve', { ticket, version: '1', reference: ref() })
  expect(await house.balance('20010')).toBe('128.00')
})

test('another amount is credited in one step, with the reason the customer reads', async () => {
  const customer = await house.customer('20011')
  const staff = await house.staff('lou')
  const { ticket } = await claim(customer, { reference: ref() })
  const form = await staff.sends('credit', { ticket, version: '1' })
  expect(form.reply.form?.questions.map((question) => question.value)).toEqual(['128.00', expect.stringMatching(/^REF/), undefined])
  const bad = await staff.sends('credit', { ticket, version: '1', amount: 'HK$12.80', reference: ref(), reason: 'typo' })
  expect(bad.reply.form?.questions[0]?.value).toBe('HK$12.80')
  expect(bad.reply.form?.questions[0]?.problem).toBeDefined()
  await staff.sends('credit', { ticket, version: '1', amount: '12.80', reference: ref(), reason: 'The statement shows 12.80' })
  expect(await house.balance('20011')).toBe('12.80')
  const notices = await house.db.notice.findMany({ where: { identity: { userId: 'c20011' } } })
  expect(JSON.stringify(notices.at(-1)?.reply)).toContain('The statement shows 12.80')
})

test('rights are those of the moment of acting', async () => {
  const customer = await house.customer('20012')
  const agent = await house.staff('max', 'agent', 10_000n)
  const gone = await house.staff('ned')
  const { ticket } = await claim(customer, { reference: ref() })
  await house.db.staff.updateMany({ where: { name: 'ned' }, data: { removedAt: house.now } })
  for (const person of [agent, gone, customer]) await person.sends('approve', { ticket, version: '1' })
  expect(await house.balance('20012')).toBe('0.00')
  const lead = await house.staff('oda', 'lead')
  await lead.sends('approve', { ticket, version: '1' })
  expect(await house.balance('20012')).toBe('128.00')
})

test('nobody decides a claim of a customer they are themselves linked to', async () => {
  const customer = await house.customer('20013')
  const lead = await house.staff('pia', 'lead')
  const { id } = await house.db.customer.findUniqueOrThrow({ where: { number: '20013' } })
  const staff = await house.db.staff.findFirstOrThrow({ where: { name: 'pia' } })
  const { ticket } = await claim(customer, { reference: ref() })
  await house.db.identity.create({ data: { platform: 'other', userId: 'pia-at-home', customerId: id, staffId: staff.id } })
  for (const [command, more] of [
    ['approve', {}],
    ['credit', { amount: '1', reference: ref(), reason: 'x' }],
    ['reject', { reason: 'not_found' }],
  ] as const)
    await lead.sends(command, { ticket, version: '1', ...more })
  expect((await house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) } })).state).toBe('open')
})

test('unlinking one’s own chat does not make the claim somebody else’s', async () => {
  const mine = await house.customer('20015')
  const lead = await house.staff('ray', 'lead')
  const { id: staffId } = await house.db.staff.findFirstOrThrow({ where: { name: 'ray' } })
  await house.db.identity.updateMany({ where: { userId: 'c20015' }, data: { staffId } })
  await claim(mine, { reference: ref() })
  const { id: customerId } = await house.db.customer.findUniqueOrThrow({ where: { number: '20015' } })
  await house.db.identity.create({ data: { platform: 'test', userId: 'friend', chat: 'friend', customerId } })
  const own = { where: { userId: 'c20015' } }
  await mine.sends('unlink-confirm', { chat: String((await house.db.identity.findFirstOrThrow(own)).id) })
  expect((await house.db.identity.findFirstOrThrow(own)).customerId).toBeNull()
  const { ticket } = await claim(house.chatter('friend'), { reference: ref() })
  await lead.sends('approve', { ticket, version: '1' })
  expect(await house.balance('20015')).toBe('0.00')
})

test('the database itself refuses an approved ticket without a posting, and a second decision', async () => {
  const customer = await house.customer('20014')
  const staff = await house.staff('quin')
  const { id } = await house.db.staff.findFirstOrThrow({ where: { name: 'quin' } })
  const { ticket } = await claim(customer, { reference: ref() })
  const forged = { state: 'approved', credited: 1n, decidedBy: id, decidedAt: house.now }
  await expect(house.db.ticket.update({ where: { id: BigInt(ticket) }, data: forged })).rejects.toThrow(/without a posting/)
  await staff.sends('reject', { ticket, version: '1', reason: 'unreadable' })
  await expect(house.db.ticket.update({ where: { id: BigInt(ticket) }, data: { state: 'open' } })).rejects.toThrow(/is decided/)
})

test('after all of this the ledger agrees with itself', async () => {
  expect((await verify(house.db)).disagreements).toEqual([])
})

test('whoever sent a payment twice is led to the claim that had it credited, and not to sending it again', async () => {
  const customer = await house.customer('31020')
  const staff = await house.staff('una', 'lead')
  const first = await claim(customer, { reference: 'TWICE00001' })
  await staff.sends('approve', { ticket: first.ticket, version: '1' })
  const second = await claim(customer, { reference: 'TWICE00001' })
  await staff.sends('reject', { ticket: second.ticket, version: '1', reason: 'already_credited' })
  const notice = await house.db.notice.findFirstOrThrow({ where: { identity: { userId: 'c31020' } }, orderBy: { id: 'desc' } })
  expect(JSON.stringify(notice.reply)).toContain(first.ticket)
  const status = await customer.sends('status', { ticket: second.ticket })
  expect(status.text).toContain('already been credited')
  expect(status.buttons).toEqual(['Top-ups'])
})
