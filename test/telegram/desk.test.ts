import pino from 'pino'
import { afterEach, expect, test } from 'vitest'
import { SHOT, type TelegramHouse, telegramHouse } from '../support/telegram/house.ts'
import { STAFF_GROUP, USERS } from '../support/telegram/stage.ts'
import { TOKEN } from '../support/telegram/world.ts'

let house: TelegramHouse
afterEach(() => house.end())

const viewer = { locale: 'en', zone: 'UTC', now: new Date() } as const
const title = (text: string) => ({ audience: 'staff' as const, blocks: [{ type: 'title' as const, text: [text] }], actions: [] })
const staff = String(STAFF_GROUP)

test('a card is decided in the group: its picture stays, the answer is for the presser, the customer is told', async () => {
  house = await telegramHouse()
  const card = await house.claims('402511181432071048213356')
  expect(card.photo).toBeDefined()
  await house.presses('lee', card, 'Credit CNY 128.00')
  await house.until(() => expect(card.text).toContain('credited'))
  expect(card.photo).toBeDefined()
  expect(
    house
      .inStaffGroup()
      .filter(({ only }) => only !== undefined)
      .map(({ only }) => only),
  ).toEqual([USERS.lee])
  expect(await house.balance('10455')).toBe('128.00')
})

test.each(['open', 'never'] as const)('who presses and must be asked something first learns where (private chat: %s)', async (chat) => {
  house = await telegramHouse()
  const card = await house.claims()
  const lee = house.world.people.get(USERS.lee)
  if (lee) lee.chat = chat
  await house.presses('lee', card, 'Credit CNY 128.00')
  expect(house.toast()).toMatchObject(
    chat === 'open' ? { text: 'We go on in our private chat.' } : { url: expect.stringContaining('?start=do-approve') },
  )
  const payload = String(house.toast().url ?? '').split('start=')[1]
  if (payload) await house.says('lee', `/start ${payload}`)
  expect(house.last('lee').text).toContain('Order number on the statement')
  expect(await house.balance('10455')).toBe('0.00')
})

test('a group that became a supergroup is followed, also after a restart; what stood in the old one is gone', async () => {
  house = await telegramHouse()
  const before = await house.chat().send(staff, title('one'), viewer)
  house.hands.migrates(STAFF_GROUP, -100999, false)
  await expect(house.chat().edit(staff, before, title('two'), viewer)).rejects.toMatchObject({ code: 'message_gone' })
  expect(await house.chat().send(staff, title('two'), viewer)).toMatch(/^-100999\//)
  await house.restart()
  expect(await house.chat().send(staff, title('three'), viewer)).toMatch(/^-100999\//)
})

test('cards go to their topic, and to the general one when that is gone; who blocked the bot is closed', async () => {
  house = await telegramHouse({ topic: 7 })
  await house.chat().send(staff, title('one'), viewer)
  expect(house.inStaffGroup().at(-1)?.thread).toBe(7)
  house.world.groups.get(STAFF_GROUP)?.topics.clear()
  await house.chat().send(staff, title('two'), viewer)
  expect(house.inStaffGroup().at(-1)?.thread).toBeUndefined()
  house.hands.blocks(USERS.lin)
  await expect(house.chat().send(String(USERS.lin), title('x'), viewer)).rejects.toMatchObject({ code: 'chat_closed' })
})

test('a rival, a broken upstream and a limit delay an answer and lose none', async () => {
  house = await telegramHouse()
  await house.says('amy', '/help')
  house.telegram.delivery.rival()
  await house.says('amy', '/balance')
  expect(house.last('amy').text).toContain('CNY 0.00')
  house.telegram.fail('sendMessage', { status: 502 }, 2)
  await house.says('amy', '/help')
  expect(house.last('amy').text).toContain('Raindrop')
  house.telegram.fail('sendMessage', { retryAfter: 1 })
  await house.says('amy', '/balance')
  expect(house.last('amy').text).toContain('CNY 0.00')
})

test('a collection code that cannot be read takes nothing else of the page along', async () => {
  house = await telegramHouse({ codes: true })
  await house.says('amy', 'top up 100 unionpay')
  expect(house.last('amy').text).toContain('100.00')
})

test('nobody is told that nothing was done when the deed was done and its answer could not be shown', async () => {
  house = await telegramHouse()
  await house.says('amy', 'top up 100')
  // Where earlier answers stand is read when the deed is done.
  await house.db.$executeRaw`alter table telegram_trail rename to telegram_gone`
  await house.presses('amy', house.last('amy'), 'UnionPay')
  expect(await house.db.recharge.count({ where: { method: 'unionpay' } })).toBe(1)
  expect(house.last('amy').text).toContain('It may have been done all the same')
})

test('the token is in no line of the log, whatever fails', async () => {
  const lines: string[] = []
  house = await telegramHouse({ log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }) })
  house.telegram.fail('sendMessage', { lost: true }, 2)
  await house.says('amy', '/balance')
  house.telegram.fail('sendMessage', { lost: true }, 0)
  house.telegram.fail('getFile', { lost: true }, 9)
  house.hands.sends(USERS.amy, SHOT)
  await house.settled()
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.join('')).not.toContain(TOKEN.split(':')[1])
})
