import { afterEach, beforeEach, expect, test } from 'vitest'
import { SHOT, type TelegramHouse, telegramHouse } from '../support/telegram/house.ts'
import { GENERAL, populated, STAFF_GROUP, USERS } from '../support/telegram/stage.ts'

let house: TelegramHouse
beforeEach(async () => {
  house = await telegramHouse()
})
afterEach(() => house.end())

const asAdministrator = (): void => {
  const group = house.world.groups.get(GENERAL)
  if (group) group.bot = 'administrator'
}
const asked = async (text: string, whisper = false): Promise<void> => {
  house.hands.says(USERS.amy, text, { group: GENERAL, whisper })
  await house.settled()
}
const first = () => {
  const [message] = house.inGeneral()
  if (!message) throw new Error('nothing was said')
  return message
}

test('where nothing can be whispered, a group sees a button without content, and the private chat is asked the same', async () => {
  await asked('/balance')
  expect(house.inGeneral()).toHaveLength(1)
  expect(first().text).not.toContain('0.00')
  const [link = ''] = house.links(first())
  await house.says('amy', `/start ${link.split('start=')[1]}`)
  expect(house.last('amy').text).toContain('CNY 0.00')
})

test('a command that only the bot sees is answered so that only its sender sees it', async () => {
  await asked('/balance', true)
  expect(house.inGeneral().map(({ only }) => only)).toEqual([USERS.amy])
  expect(first().text).toContain('CNY 0.00')
})

test('an administrator whispers, and a button of a whisper is answered in a whisper', async () => {
  asAdministrator()
  await asked('/help')
  await house.presses('amy', first(), 'Balance')
  expect(house.inGeneral().every(({ only }) => only === USERS.amy)).toBe(true)
  expect(house.inGeneral().at(-1)?.text).toContain('CNY 0.00')
})

test('what is needed while paying in another app stands in the private chat too: a whisper vanishes', async () => {
  asAdministrator()
  await asked('/recharge 100')
  await house.presses('amy', first(), 'UnionPay')
  expect(house.inGeneral().at(-1)).toMatchObject({ only: USERS.amy })
  expect(house.last('amy').text).toContain('100.00')
})

test.each([['deleteEphemeralMessage', 'ephemeral_message_parameters'], ['ephemeral_message_parameters']])(
  'a server that lacks %s shows nothing private to a group',
  async (...lacks) => {
    await house.end()
    const telegram = await populated()
    for (const each of lacks) telegram.lacks.add(each)
    house = await telegramHouse({ telegram })
    asAdministrator()
    await asked('/balance')
    expect(house.inGeneral().some(({ text }) => text.includes('0.00'))).toBe(false)
    const card = await house.claims('BBBB0002')
    const before = telegram.calls('deleteMessage')
    await house.presses('lee', card, 'Credit CNY 128.00')
    expect(await house.balance('10455')).toBe('128.00')
    // Nothing is shown to the group to find out, and taken back.
    expect(telegram.calls('deleteMessage')).toBe(before)
  },
)

test('an administrator tells a customer who has blocked the bot, where they last asked, that something waits; who is none says nothing', async () => {
  asAdministrator()
  const card = await house.claims('BBBB0001')
  await asked('/balance')
  const amy = house.world.people.get(USERS.amy)
  if (!amy) throw new Error('no amy')
  amy.chat = 'blocked'
  await house.presses('lee', card, 'Credit CNY 128.00')
  const nudge = await house.until(() => {
    const [, found] = house.inGeneral()
    if (!found) throw new Error('nothing was said yet')
    return found
  })
  expect(nudge).toMatchObject({ only: USERS.amy, text: expect.not.stringMatching(/CNY|credit|balance|claim/i) })
  await house.presses('amy', nudge, 'Show')
  expect(house.inGeneral().at(-1)).toMatchObject({ only: USERS.amy, text: expect.stringContaining('has been added to your balance') })
  const viewer = { locale: 'en' as const, zone: 'UTC', now: new Date() }
  const said = house.chat().nudge?.(`${GENERAL - 1}/7`, String(USERS.amy), { audience: 'asker', blocks: [], actions: [] }, viewer, '')
  await expect(said).rejects.toMatchObject({ code: 'chat_closed' })
})

test('what was kept for somebody stands before the form that they ask for in a group, and counts as told', async () => {
  asAdministrator()
  const card = await house.claims('BBBB0002')
  const amy = house.world.people.get(USERS.amy)
  if (!amy) throw new Error('no amy')
  amy.chat = 'blocked'
  await house.presses('lee', card, 'Credit CNY 128.00')
  const waiting = () => house.db.notice.count({ where: { identity: { userId: String(USERS.amy) }, sentAt: null } })
  await house.until(async () => expect(await house.db.notice.count({ where: { error: 'chat_closed' } })).toBe(1))
  amy.chat = 'open'
  const seen = house.written(USERS.amy).length
  await asked('/ticket')
  expect(
    house
      .written(USERS.amy)
      .slice(seen)
      .map(({ text }) => text),
  ).toEqual([expect.stringContaining('has been added to your balance'), expect.not.stringContaining('has been added to your balance')])
  expect(await waiting()).toBe(0)
  await house.says('amy', '12')
  expect(house.last('amy').text).toContain('When did you pay?')
})

test('a file is never shown in a group: who has no private chat with the bot is led there, and asks the same', async () => {
  const card = await house.claims('BBBB0003')
  const wang = house.world.people.get(USERS.wang)
  if (!wang) throw new Error('no wang')
  wang.chat = 'blocked'
  await house.presses('wang', card, 'More')
  await house.presses('wang', house.inStaffGroup().at(-1) ?? card, '個案檔案')
  await house.presses('wang', house.inStaffGroup().at(-1) ?? card, '下載 PDF')
  // Over the chat, or where that has taken too long by a button.
  const links = [house.toast().url, ...house.inStaffGroup().flatMap(house.links)]
  const [, payload = ''] = links.flatMap((link) => /start=(.+)$/.exec(String(link)) ?? [])
  wang.chat = 'open'
  await house.says('wang', `/start ${payload}`)
  const { document = '', text } = house.last('wang')
  expect(Buffer.from(house.world.files.get(document)?.bytes ?? []).toString('latin1')).toMatch(/^%PDF-/)
  expect(text).toContain('個案檔案（PDF）')
  expect(house.inStaffGroup().some((message) => message.document !== undefined)).toBe(false)
})

test('words, and commands for other bots, are not listened to', async () => {
  await asked('balance')
  await asked('/balance@other_bot')
  expect(house.inGeneral()).toEqual([])
})

test('who writes as the group is nobody, and learns why', async () => {
  const from = { id: 1087968824, is_bot: true, first_name: 'Group' }
  house.hands.says(
    USERS.wang,
    '/queue',
    { group: STAFF_GROUP },
    { from, sender_chat: { id: STAFF_GROUP, type: 'supergroup', title: 'Staff' } },
  )
  await house.settled()
  expect(house.inStaffGroup().at(-1)?.text).toContain('Remain anonymous')
})

test('a picture in a group is no payment proof, which its customer alone is told, once', async () => {
  asAdministrator()
  house.hands.sends(USERS.amy, SHOT, '', { group: GENERAL, as: 'photo' })
  house.hands.sends(USERS.amy, SHOT, '', { group: GENERAL, as: 'photo' })
  await house.settled()
  expect(house.inGeneral().map(({ only }) => only)).toEqual([USERS.amy])
  expect(first().text).toContain('not submitted')
  expect(await house.db.attachment.count()).toBe(0)
})
