import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { inviteStaff } from '../../src/billing/invites.ts'
import { money } from '../../src/money.ts'
import { type TelegramHouse, telegramHouse } from '../support/telegram/house.ts'
import { USERS } from '../support/telegram/stage.ts'

let house: TelegramHouse
beforeEach(async () => {
  house = await telegramHouse()
})
afterEach(async () => {
  vi.useRealTimers()
  await house.end()
})

/** The keyboards that this person was given, oldest first. */
const keyboards = (user: number): readonly string[] =>
  house.written(user).flatMap(({ markup }) => (markup && 'keyboard' in markup ? [JSON.stringify(markup)] : []))
const later = (minutes: number): void => void vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + minutes * 60_000 })
const met = async (user: number): Promise<void> => {
  house.world.addPerson(user, 'New', 'en').chat = 'open'
  house.hands.says(user, 'help')
  await house.settled()
}

test('who joins the desk by a code that they type has its menu at once', async () => {
  await met(77)
  const { code } = await inviteStaff(house.db, { role: 'agent', limit: money(50_000n, 'CNY') }, { actor: 'cli:op', now: new Date() })
  house.hands.says(77, code)
  await house.settled()
  expect(keyboards(77).at(-1)).toContain('Queue')
})

test('a chat that others linked has the menu of a customer some minutes later, and once', async () => {
  await met(77)
  const { id: customerId } = await house.db.customer.findUniqueOrThrow({ where: { number: '10455' } })
  await house.db.identity.updateMany({ where: { userId: '77' }, data: { customerId } })
  later(11)
  for (const _ of [1, 2]) house.hands.says(77, '/balance')
  await house.settled()
  expect(keyboards(77)).toEqual([expect.stringContaining('Link account'), expect.stringContaining('Balance')])
  // Nobody waits for a menu that may be right.
  expect(
    house
      .written(77)
      .slice(2)
      .map(({ markup }) => markup !== undefined && 'keyboard' in markup),
  ).toEqual([false, true, false])
})

test('a menu that could not be changed is tried again in a minute, not at each word', async () => {
  await house.says('amy', '/balance')
  later(11)
  await house.db.identity.updateMany({ where: { userId: String(USERS.amy) }, data: { customerId: null } })
  house.telegram.fail('sendMessage', { refuse: [400, 'Bad Request: something odd'] }, 1, 1)
  for (const _ of [1, 2]) await house.says('amy', '/balance')
  expect(keyboards(USERS.amy)).toHaveLength(1)
  later(13)
  await house.says('amy', '/balance')
  expect(keyboards(USERS.amy)).toHaveLength(2)
})

test('while Telegram does not take the commands of a chat nobody is welcomed twice, and they are tried again', async () => {
  house.telegram.fail('setMyCommands', { retryAfter: 30 }, 1)
  for (const _ of [1, 2]) await house.says('amy', '/balance')
  later(11)
  await house.says('amy', '/balance')
  expect(keyboards(USERS.amy)).toHaveLength(1)
  expect([...house.world.menus.keys()].filter((scope) => scope.includes(String(USERS.amy)))).toHaveLength(1)
})
