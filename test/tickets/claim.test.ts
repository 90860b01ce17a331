import { afterAll, beforeAll, expect, test } from 'vitest'
import { knownCode } from '../support/codes.ts'
import { CLAIM, type Counter, claim, counter, file } from '../support/counter.ts'
import { blocked } from '../support/database.ts'

let house: Counter
beforeAll(async () => {
  house = await counter()
})
afterAll(() => house.close())

test('bad input is told at its field and loses nothing that was entered, the picture included', async () => {
  const customer = await house.customer('30001')
  const wrong = { ...CLAIM, amount: '12.345', tail: '12', at: 'whenever', note: '麻烦快一点 <b>' }
  const answer = await customer.sends('ticket', wrong, { pictures: [file('a picture')] })
  const form = answer.reply.form
  const byName = Object.fromEntries(form?.questions.map((question) => [question.name, question]) ?? [])
  expect(byName.amount?.problem && byName.tail?.problem && byName.at?.problem).toBeTruthy()
  expect(byName.reference?.problem).toBeUndefined()
  expect([byName.amount?.value, byName.tail?.value, byName.at?.value, byName.note?.value]).toEqual([
    '12.345',
    '12',
    'whenever',
    '麻烦快一点 <b>',
  ])
  expect(byName.pictures?.kept).toHaveLength(1)
  const fixed = await customer.sends('ticket', { ...CLAIM, tail: '６２１７', pictures: byName.pictures?.kept?.join(',') ?? '' })
  expect(fixed.buttons).toContain('Submit')
})

test('a claim confirmed twice is one ticket, and every press reads of it; thrown away, replaced or decided it is not sent again', async () => {
  const customer = await house.customer('30002')
  const readBack = await customer.sends('ticket', CLAIM, { pictures: [file('once')] })
  const both = await Promise.all([customer.presses(readBack, 'ticket-send'), customer.presses(readBack, 'ticket-send')])
  const { id } = await house.db.ticket.findFirstOrThrow({ where: { customer: { number: '30002' } } })
  for (const { text, reply } of both) expect([text.includes(`Claim: ${id}`), reply.aside]).toEqual([true, undefined])
  expect(both[0]?.text).toContain('checking it')
  expect(both[1]?.text).toBe(both[0]?.text)
  expect((await customer.presses(readBack, 'ticket-drop')).text).toContain('out of date')
  expect((await customer.sends('cancel')).text).not.toContain('discarded')

  await (await house.staff('quinn')).sends('ask', { ticket: String(id), version: '1', question: 'Which card?' })
  expect((await customer.presses(readBack, 'ticket-send')).text).toContain('Which card?')
  await customer.sends('withdraw', { ticket: String(id), version: '2' })
  expect((await customer.presses(readBack, 'ticket-send')).text).toContain('Status: Withdrawn')
  const next = await customer.sends('ticket', { ...CLAIM, reference: 'NEXT30002' }, { pictures: [file('next')] })
  expect((await customer.presses(readBack, 'ticket-send')).text).toContain('out of date')
  await customer.presses(next, 'ticket-drop')
  expect((await customer.presses(next, 'ticket-send')).text).toContain('out of date')
  expect(await house.db.ticket.count({ where: { customer: { number: '30002' } } })).toBe(1)
})

test('three claims may be open at once, a fourth waits, and racing does not help', async () => {
  const customer = await house.customer('30003')
  const { id } = await house.db.customer.findUniqueOrThrow({ where: { number: '30003' } })
  const others = ['w1', 'w2', 'w3', 'w4', 'w5']
  for (const user of others) await house.db.identity.create({ data: { platform: 'test', userId: user, chat: user, customerId: id } })
  await claim(customer, { reference: 'AAAA0001' })
  const readBacks = await Promise.all(
    others.map((user, n) => house.chatter(user).sends('ticket', { ...CLAIM, reference: `AAAA1${n}11` }, { pictures: [file(user)] })),
  )
  await Promise.all(others.map((user, n) => house.chatter(user).presses(readBacks[n] as never, 'ticket-send')))
  expect(await house.db.ticket.count({ where: { customerId: id, state: 'open' } })).toBe(3)
})

test("somebody else's picture, claim, dialog and recharge do not exist for me", async () => {
  const [mine, theirs] = [await house.customer('30004'), await house.customer('30005')]
  const readBack = await theirs.sends('ticket', { ...CLAIM, reference: 'BBBB0001' }, { pictures: [file('theirs')] })
  const picture = (await house.db.attachment.findFirstOrThrow({ where: { identity: { userId: 'c30005' } } })).id
  const stolen = await mine.sends('ticket', { ...CLAIM, pictures: String(picture) })
  expect(stolen.buttons).not.toContain('Submit')
  const call = readBack.reply.actions.find((action) => action.type === 'call' && action.command === 'ticket-send')
  await mine.sends('ticket-send', call?.type === 'call' ? { ...call.input } : {})
  expect(await house.db.ticket.count({ where: { customer: { number: '30004' } } })).toBe(0)
  const sent = await theirs.presses(readBack, 'ticket-send')
  const ticket = String((await house.db.ticket.findFirstOrThrow({ where: { customer: { number: '30005' } } })).id)
  expect(sent.text).toContain(ticket)
  const unknown = await mine.sends('status', { ticket: '999999' })
  for (const [command, input] of [
    ['status', { ticket }],
    ['withdraw', { ticket, version: '1' }],
    ['answer', { ticket, note: 'x' }],
  ] as const)
    expect((await mine.sends(command, input)).text).toBe(unknown.text)
})

test('nothing is asked about a claim of somebody else, nor about one that is decided', async () => {
  const [mine, theirs] = [await house.customer('30111'), await house.customer('30112')]
  const { ticket } = await claim(theirs, { reference: 'OTHERS30012' })
  const shown = await mine.sends('answer', { ticket })
  expect([shown.reply.form, shown.text.includes(ticket)]).toEqual([undefined, false])
  expect((await theirs.sends('answer', { ticket })).reply.form).toBeDefined()
  await theirs.sends('withdraw', { ticket, version: '1' })
  const over = await theirs.sends('answer', { ticket })
  expect([over.reply.form, over.text.includes('already withdrawn')]).toEqual([undefined, true])
})

test('after a rejection "send again" starts from what was entered', async () => {
  const customer = await house.customer('30006')
  const staff = await house.staff('rita')
  const { ticket } = await claim(customer, { reference: 'CCCC0001', note: 'hello' })
  await staff.sends('reject', { ticket, version: '1', reason: 'unreadable', text: '看不清' })
  const notice = await house.db.notice.findFirstOrThrow({ where: { identity: { userId: 'c30006' } }, orderBy: { id: 'desc' } })
  expect(JSON.stringify(notice.reply)).toContain('看不清')
  expect(JSON.stringify(notice.reply)).toContain('Your balance is unchanged')
  const form = await customer.sends('ticket', { previous: ticket })
  const values = Object.fromEntries(form.reply.form?.questions.map((question) => [question.name, question.value]) ?? [])
  expect(values).toMatchObject({ amount: '128.00', at: '2026-11-24T13:50', tail: '6217', reference: 'CCCC0001', note: 'hello' })
  const entered = Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value ? [[key, value]] : [])))
  const readBack = await customer.sends('ticket', { ...form.reply.form?.hidden, ...entered }, { pictures: [file('better')] })
  await customer.presses(readBack, 'ticket-send')
  const again = await house.db.ticket.findFirstOrThrow({ where: { customer: { number: '30006' }, state: 'open' } })
  expect(String(again.previousId)).toBe(ticket)
})

test('a question of staff is answered by the next picture, and voids an approval of the older version', async () => {
  const customer = await house.customer('30007')
  const staff = await house.staff('sam')
  const { ticket } = await claim(customer, { reference: 'DDDD0001' })
  await staff.sends('ask', { ticket, version: '1', question: '请补一张账单详情页' })
  const answered = await customer.says('', [file('details page')])
  expect(answered.text).toContain(ticket)
  const row = await house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) }, include: { attachments: true } })
  expect([row.question, row.attachments.length, row.version]).toEqual([null, 2, 3])
  await staff.sends('approve', { ticket, version: '2' })
  expect(await house.balance('30007')).toBe('0.00')
})

test('a picture too many for a claim is refused with the reason, and can be left out', async () => {
  const customer = await house.customer('30012')
  const staff = await house.staff('uma')
  const { ticket } = await claim(customer, { reference: 'DDDD0012' })
  for (const batch of ['a', 'b']) await customer.sends('answer', { ticket }, { pictures: [file(`${batch}1`), file(`${batch}2`)] })
  await customer.sends('answer', { ticket }, { pictures: [file('c1')] })
  await staff.sends('ask', { ticket, version: '4', question: 'Which card?' })
  const full = await customer.says('', [file('the seventh')])
  const asked = full.reply.form?.questions.find(({ name }) => name === 'pictures')
  expect([asked?.kept?.length, (asked?.problem?.length ?? 0) > 0]).toEqual([1, true])
})

test('what a customer adds is kept to the last word, or refused with all that was entered: an answer to a question has room of its own', async () => {
  const customer = await house.customer('30013')
  const staff = await house.staff('una')
  const { ticket } = await claim(customer, { reference: 'DDDD0013' })
  const adds = (note: string) => customer.sends('answer', { ticket, note })
  const noteOf = async () => (await house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) } })).note ?? ''
  await adds('1'.repeat(900))
  const full = await adds('2'.repeat(900))
  const note = full.reply.form?.questions.find(({ name }) => name === 'note')
  expect([note?.value, (note?.problem?.length ?? 0) > 0]).toEqual(['2'.repeat(900), true])
  expect(full.text).toContain('599 more characters')
  expect(await noteOf()).toBe('1'.repeat(900))
  await adds('3'.repeat(599))
  expect((await adds('and more')).text).toContain('holds no more words')
  const { version } = await house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) } })
  await staff.sends('ask', { ticket, version: String(version), question: 'Which card?' })
  await adds('The card is 4321')
  expect((await staff.sends('show', { ticket })).text).toContain('The card is 4321')
})

test('a claim that its customer fills with words of their own leaves room for what staff ask', async () => {
  const customer = await house.customer('30015')
  const staff = await house.staff('ugo')
  const { ticket } = await claim(customer, { reference: 'DDDD0015' })
  const row = () => house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) } })
  const amends = async (note: string) => {
    const { version } = await row()
    const form = (await customer.sends('amend', { ticket, version: String(version) })).reply.form
    const values = Object.fromEntries(form?.questions.flatMap(({ name, value, kept }) => [[name, value ?? kept?.join(',') ?? '']]) ?? [])
    return customer.sends('amend', { ...form?.hidden, ...values, note })
  }
  expect((await amends('4'.repeat(1_501))).reply.form?.questions.find(({ name }) => name === 'note')?.value).toHaveLength(1_501)
  await amends('4'.repeat(1_500))
  expect((await row()).note).toHaveLength(1_500)
  await staff.sends('ask', { ticket, version: String((await row()).version), question: 'Which card?' })
  await customer.sends('answer', { ticket, note: 'The card is 4321' })
  expect((await row()).note).toMatch(/4\nThe card is 4321$/)
})

test('a caption of any length is kept whole or refused with it', async () => {
  const customer = await house.customer('30014')
  const staff = await house.staff('udo')
  const { ticket } = await claim(customer, { reference: 'DDDD0014' })
  await staff.sends('ask', { ticket, version: '1', question: 'Which card?' })
  const long = await customer.says('x'.repeat(1_001), [file('a')])
  const fields = Object.fromEntries(long.reply.form?.questions.map(({ name, value, kept }) => [name, value ?? kept]) ?? [])
  expect([fields.note, fields.pictures]).toEqual(['x'.repeat(1_001), [expect.stringMatching(/^\d+$/)]])
  const whole = `${'x'.repeat(980)} card 4321`
  await customer.sends(long.reply.form?.command ?? '', { pictures: String(fields.pictures), note: whole })
  const row = await house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) }, include: { attachments: true } })
  expect([row.note?.endsWith(whole), row.attachments.length]).toEqual([true, 2])
})

test('words that are no command become the answer to an open question, to be sent with one press', async () => {
  const customer = await house.customer('30011')
  const staff = await house.staff('tom')
  const { ticket } = await claim(customer, { reference: 'DDDD0011' })
  expect((await customer.says('尾号是 6217 那张卡付的')).reply.form).toBeUndefined()
  await staff.sends('ask', { ticket, version: '1', question: '哪张卡？' })
  const form = (await customer.says('尾号是 6217 那张卡付的')).reply.form
  expect(form?.questions.find((question) => question.name === 'note')?.value).toBe('尾号是 6217 那张卡付的')
  await customer.sends(form?.command ?? '', { ...form?.hidden, note: '尾号是 6217 那张卡付的' })
  expect((await house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) } })).note).toContain('尾号是 6217')
})

test('digits alone are an amount to top up, unless staff have asked: then they are the answer', async () => {
  const customer = await house.customer('30020')
  const staff = await house.staff('tim')
  const { ticket } = await claim(customer, { reference: 'DDDD0012' })
  expect((await customer.says('6217')).text).toContain('Top up CNY 6,217.00')
  await staff.sends('ask', { ticket, version: '1', question: '卡号后四位？' })
  const { form } = (await customer.says('６２１７')).reply
  expect(form?.command).toBe('answer')
  await customer.sends(form?.command ?? '', { ...form?.hidden, note: '6217' })
  expect((await customer.says('6217')).text).toContain('Top up CNY 6,217.00')
})

test('a picture alone is asked about, and goes into the claim when it is one', async () => {
  const customer = await house.customer('30008')
  const asked = await customer.says('', [file('alone')])
  const form = await customer.presses(asked, 'ticket')
  expect(form.reply.form?.questions.find((question) => question.name === 'pictures')?.kept).toHaveLength(1)
})

test('a picture that follows within minutes joins what was entered; later, or beside another recharge, it is a start of its own', async () => {
  const customer = await house.customer('30021')
  const pictures = async (): Promise<number> => {
    const { id } = await house.db.identity.findFirstOrThrow({ where: { userId: 'c30021' } })
    return house.db.attachment.count({ where: { dialog: { identityId: id } } })
  }
  const readBack = await customer.sends('ticket', CLAIM, { pictures: [file('first')] })
  const more = await customer.says('', [file('second')])
  expect(more.text).toContain('Please check before you send it')
  expect(more.text).toContain('128.00')
  expect(await pictures()).toBe(2)
  expect((await customer.presses(readBack, 'ticket-send')).text).toContain('out of date')
  const before = house.now
  house.now = new Date(before.getTime() + 11 * 60_000)
  expect((await customer.says('', [file('third')])).text).toContain('Is this a screenshot of a payment')
  expect(await pictures()).toBe(1)
  await customer.says('', [file('fourth')])
  expect(await pictures()).toBe(2)
  await customer.sends('recharge', { amount: '64', method: 'unionpay' })
  await customer.says('', [file('fifth')])
  expect(await pictures()).toBe(1)
  house.now = before
})

test('words beside a picture that follows come after those that were entered, or are refused with them', async () => {
  const customer = await house.customer('30022')
  await customer.sends('ticket', { ...CLAIM, note: 'paid by my wife' }, { pictures: [file('words first')] })
  const more = await customer.says('her card ends in 4321', [file('words second')])
  expect(more.text).toMatch(/paid by my wife\s+her card ends in 4321/)
  const full = await customer.says('x'.repeat(980), [file('words third')])
  expect(full.reply.form?.questions.find(({ name }) => name === 'note')?.value).toBe('x'.repeat(980))
  const sent = await customer.presses(more, 'ticket-send')
  expect(sent.text).toContain('We have your screenshot')
})

test('a code and a command beside a picture go to nobody, and the sender is told of the code', async () => {
  const customer = await house.customer('30024')
  await knownCode(house.db, '7K2M-QX4R-9TB')
  const noted = async () => (await house.db.dialog.findFirstOrThrow({ where: { identity: { userId: 'c30024' } } })).input
  const told = await customer.says('/ticket for my sister\nlink 7K2M-QX4R-9TB', [file('with a code')])
  expect(told.text).toMatch(/^We left out the link code beside your picture[\s\S]*Is this a screenshot of a payment/)
  expect(await noted()).toMatchObject({ note: 'for my sister' })
  const more = await customer.says('订单 A1B2C3D4E5F', [file('without')])
  expect(more.text).not.toContain('left out')
  expect(await noted()).toMatchObject({ note: 'for my sister\n订单 A1B2C3D4E5F' })
})

test('who is refused is told of the code as well, and whoever has one is not sent to fetch one', async () => {
  await house.customer('30025')
  await knownCode(house.db, '8K2M-QX4R-9TB')
  const said = 'link 8K2M-QX4R-9TB'
  const told = await house.chatter('newcomer').says(said, [file('of a newcomer')])
  expect(told.text).toMatch(/^We left out the link code beside your picture[^\n]*$/)
  expect(told.buttons).toEqual(['Link account'])
  await house.db.customer.update({ where: { number: '30025' }, data: { status: 'closed' } })
  const closed = await house.chatter('c30025').says(said, [file('of a closed account')])
  expect(closed.text).toMatch(/^We left out the link code beside your picture[\s\S]*closed/)
})

test('of pictures and words that come at the same moment none is lost', async () => {
  const customer = await house.customer('30023')
  const staff = await house.staff('vera')
  await together('dialog', () => [customer.says('left half', [file('left')]), customer.says('right half', [file('right')])])
  const dialog = await house.db.dialog.findFirstOrThrow({ where: { identity: { userId: 'c30023' } }, include: { attachments: true } })
  const { note, pictures } = dialog.input as { note: string; pictures: string }
  expect([note.split('\n').sort(), pictures.split(',').length, dialog.attachments.length]).toEqual([['left half', 'right half'], 2, 2])

  const { ticket } = await claim(customer, { reference: 'DDDD0023' })
  await staff.sends('ask', { ticket, version: '1', question: 'Both halves, please' })
  const before = await house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) } })
  expect(before.question).toBe('Both halves, please')
  await together('ticket', () => [customer.says('upper half', [file('upper')]), customer.says('lower half', [file('lower')])])
  const after = await house.db.ticket.findUniqueOrThrow({ where: { id: BigInt(ticket) }, include: { attachments: true } })
  expect([after.note?.split('\n').sort(), after.attachments.length]).toEqual([['lower half', 'upper half'], 3])
})

/** Lets deeds begin while nobody can write to a table, and go on when each of them waits to. */
async function together(table: 'dialog' | 'ticket', begin: () => Promise<unknown>[]): Promise<void> {
  let deeds: Promise<unknown>[] = []
  await house.db.$transaction(async (tx) => {
    await tx.$executeRawUnsafe(`lock table ${table} in share mode`)
    deeds = begin()
    await blocked(house.db, deeds.length)
  })
  await Promise.all(deeds)
}

test('uploads are limited by day, and unlinking does not give fresh limits', async () => {
  const customer = await house.customer('30009')
  for (let n = 0; n < 30; n += 1) await customer.says('', [file(`picture ${n}`)])
  const before = await house.db.attachment.count({ where: { identity: { userId: 'c30009' } } })
  const other = await house.db.customer.create({ data: { number: '30010' } })
  await house.db.identity.updateMany({ where: { userId: 'c30009' }, data: { customerId: other.id } })
  await customer.says('', [file('one more')])
  expect(before).toBe(30)
  expect(await house.db.attachment.count({ where: { identity: { userId: 'c30009' } } })).toBe(30)
})
