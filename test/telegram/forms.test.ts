import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLinkCode } from '../../src/billing/linking.ts'
import { createLedger } from '../../src/ledger/index.ts'
import { channel, wallet } from '../../src/ledger/types.ts'
import { money } from '../../src/money.ts'
import { SHOT, SHOTS, type TelegramHouse, telegramHouse } from '../support/telegram/house.ts'
import { USERS } from '../support/telegram/stage.ts'

let house: TelegramHouse
beforeEach(async () => {
  house = await telegramHouse()
})
afterEach(() => house.end())

test('a form goes on after a restart, and what came before it comes again without a second effect', async () => {
  await house.says('amy', '/ticket')
  await house.says('amy', '128')
  await house.restart()
  house.hands.redeliver()
  await house.settled()
  expect(house.last('amy').text).toContain('When did you pay?')
  expect(house.last('amy').text).not.toContain('⚠️')
  await house.presses('amy', house.last('amy'), 'Just now')
  expect(house.last('amy').text).toContain('Screenshot of the payment')
})

test('of two answers at once each counts for its question', async () => {
  await house.says('amy', '/ticket')
  house.hands.says(USERS.amy, '128')
  house.hands.says(USERS.amy, 'now')
  await house.settled()
  expect(house.last('amy').text).toContain('Screenshot of the payment')
})

test('what is no answer is asked again with the reason, and a day waits for its time', async () => {
  await house.says('amy', '/ticket')
  await house.says('amy', 'a lot')
  expect(house.last('amy').text).toContain('⚠️')
  await house.says('amy', '128')
  await house.presses('amy', house.last('amy'), 'Yesterday')
  expect(house.last('amy').text).toContain('at what time?')
  await house.says('amy', '14:32')
  expect(house.last('amy').text).toContain('Screenshot of the payment')
})

test('/cancel throws away what was entered and nothing else', async () => {
  await house.says('amy', 'top up 100')
  await house.says('amy', '/ticket')
  await house.says('amy', '/cancel')
  expect(house.last('amy').text).toContain('discarded')
  expect(await house.db.recharge.count({ where: { state: 'created' } })).toBe(1)
  await house.says('amy', '128')
  expect(house.last('amy').text).not.toContain('When did you pay?')
})

test.each(['/cancel', 'cancel'])('%s that comes again after a crash cancels nothing else', async (words) => {
  await house.says('amy', 'top up 100')
  await house.says('amy', '/ticket')
  await house.says('amy', words)
  await house.restart()
  house.hands.redeliver()
  await house.settled()
  expect(await house.db.recharge.count({ where: { state: 'created' } })).toBe(1)
  expect(house.last('amy').text).toContain('discarded')
})

test('who types that they want no more of a form has it cancelled, whatever it asks: nobody else reads it', async () => {
  await house.says('amy', '/ticket')
  await house.says('amy', '算了')
  expect(house.last('amy').text).toContain('discarded')
  const card = await house.claims()
  await house.presses('lee', card, 'Ask for more')
  await house.says('lee', 'Cancel')
  expect(house.last('lee').text).toContain('discarded')
  await house.presses('lee', card, 'Ask for more')
  await house.says('lee', 'Please cancel the other order first')
  expect(await house.db.ticket.findMany({ select: { question: true } })).toEqual([{ question: 'Please cancel the other order first' }])
})

test('a key of the keyboard is its command in the middle of a form too, and the form goes on', async () => {
  await house.says('amy', '/ticket')
  await house.says('amy', 'Balance')
  expect(house.last('amy').text).toContain('CNY 0.00')
  await house.says('amy', '128')
  expect(house.last('amy').text).toContain('When did you pay?')
})

test('an amount that is typed at a form which asks nothing any more is its amount, and anything else is a command', async () => {
  const { id } = await house.db.customer.findFirstOrThrow({ where: { identities: { some: { userId: String(USERS.amy) } } } })
  const paid = {
    kind: 'recharge',
    occurredAt: new Date(),
    actor: 'system',
    source: 'gateway:1',
    channel: 'alipay',
    reference: 'PAID1',
  } as const
  await createLedger(house.db).post('paid', [{ ...paid, from: channel('alipay'), to: wallet(id), amount: money(100_00n, 'CNY') }])
  await house.says('amy', '/withdrawal')
  expect(house.last('amy').text).toContain('Amount to withdraw: 100.00')
  await house.says('amy', 'top up 60')
  expect(house.last('amy').text).toContain('Top up CNY 60.00')
  await house.says('amy', '160元')
  expect(house.last('amy').text).toContain('⚠️')
  await house.says('amy', '60')
  expect(house.last('amy').text).toMatch(/check before you send[\s\S]*CNY 60\.00/)
  const readBack = house.last('amy')
  for (const _ of [1, 2, 3]) house.hands.presses(USERS.amy, readBack, 'Send request')
  await house.settled()
  expect(house.last('amy').text).toContain('CNY 60.00 has been set aside; your balance is now CNY 40.00')
  expect(house.last('amy').id).toBe(readBack.id)
  expect(await house.db.ticket.count()).toBe(1)
})

test('a button of an earlier question says that it is over', async () => {
  await house.says('amy', '/ticket')
  await house.says('amy', '128')
  const question = house.last('amy')
  const data = String(house.world.buttons(question).find(({ text }) => text === 'Just now')?.callback_data)
  await house.presses('amy', question, 'Just now')
  house.hands.forges(USERS.amy, house.last('amy'), data)
  await house.settled()
  expect(house.toast().text).toContain('This question is over')
})

test('a claim is read back once, also when a picture follows it, and once more with what was added', async () => {
  await house.says('amy', '/ticket')
  await house.says('amy', '128')
  await house.presses('amy', house.last('amy'), 'Just now')
  house.hands.sends(USERS.amy, SHOT)
  house.hands.sends(USERS.amy, SHOTS[1] ?? SHOT)
  await house.settled()
  const told = house.written(USERS.amy).map(({ text }) => text)
  expect(told.join('\n')).not.toContain('Is this right')
  expect(told.filter((text) => text.includes('Please check before you send it'))).toHaveLength(2)
  await house.presses('amy', house.last('amy'), 'Edit or add')
  await house.presses('amy', house.last('amy'), 'Order number')
  await house.says('amy', '402511181432071048213356')
  await house.presses('amy', house.last('amy'), 'Submit')
  const [ticket] = await house.db.ticket.findMany({ include: { attachments: true } })
  expect(ticket).toMatchObject({ amount: 12800n, reference: '402511181432071048213356' })
  expect(ticket?.attachments).toHaveLength(2)
})

test('/start says who we are with the keyboard in the language of the person; a link with a code only shows the account', async () => {
  house.world.addPerson(77, 'New', 'zh-hant')
  house.hands.says(77, '/start')
  await house.settled()
  const [welcome, help] = house.written(77)
  expect(JSON.stringify(welcome?.markup)).toContain('連結帳戶')
  expect(help?.text).toContain('這個聊天帳戶尚未連結')
  const { id: customerId } = await house.db.customer.findUniqueOrThrow({ where: { number: '10428' } })
  const { code } = await createLinkCode(house.db, { customerId, createdBy: 'cli', now: new Date() })
  house.hands.says(77, `/start ${code}`)
  await house.settled()
  expect(house.written(77).at(-1)?.text).toMatch(/10•+8/)
  expect(await house.db.identity.count({ where: { userId: '77', customerId: { not: null } } })).toBe(0)
})

test("somebody else's link changes nothing by being followed", async () => {
  await house.says('amy', 'top up 100')
  const { id } = await house.db.recharge.findFirstOrThrow()
  await house.says('amy', `/start do-cancel_3a${id}`)
  expect((await house.db.recharge.findFirstOrThrow()).state).toBe('created')
})

test("the menu and the keyboard follow the person's choice of language", async () => {
  await house.says('amy', '/settings')
  await house.presses('amy', house.last('amy'), '繁體中文（香港）')
  const menu = [...house.world.menus].find(([scope]) => scope.includes(String(USERS.amy)))
  expect(JSON.stringify(menu)).toContain('結餘')
  expect(JSON.stringify(house.last('amy').markup)).toContain('結餘')
})

test('who changes words, or sends what is none, is told', async () => {
  house.hands.edits(USERS.amy, 'balance')
  await house.settled()
  expect(house.last('amy').text).toContain('We don’t read changes')
  house.hands.says(USERS.amy, '', {}, { text: undefined, sticker: { file_id: 'x' } })
  await house.settled()
  expect(house.last('amy').text).toContain('We read text')
  const video = { video: { file_id: 'x' }, media_group_id: '7' }
  for (const others of [[video, video], [{ checklist: { title: 'x', tasks: [] } }]]) {
    const before = house.written(USERS.amy).length
    for (const other of others) house.hands.says(USERS.amy, '', {}, { text: undefined, ...other })
    await house.settled()
    expect(house.written(USERS.amy)).toHaveLength(before + 1)
  }
})
