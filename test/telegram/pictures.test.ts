import { afterEach, beforeEach, expect, test } from 'vitest'
import { knownCode } from '../support/codes.ts'
import { SHOT, SHOTS, type TelegramHouse, telegramHouse } from '../support/telegram/house.ts'
import { USERS } from '../support/telegram/stage.ts'

let house: TelegramHouse
beforeEach(async () => {
  house = await telegramHouse()
})
afterEach(() => house.end())

test('words beside a picture answer what was asked, or are a note to staff: none of them is lost', async () => {
  await house.says('amy', '/ticket')
  house.hands.sends(USERS.amy, SHOT, '88.50')
  await house.settled()
  expect(house.last('amy').text).toContain('When did you pay?')
  house.hands.sends(USERS.amy, SHOTS[1] ?? SHOT, 'for my sister’s server')
  await house.settled()
  expect(house.last('amy').text).toContain('When did you pay?')
  await house.presses('amy', house.last('amy'), 'Just now')
  await house.presses('amy', house.last('amy'), 'Submit')
  const [ticket] = await house.db.ticket.findMany({ include: { attachments: true } })
  expect(ticket).toMatchObject({ amount: 8850n, note: 'for my sister’s server' })
  expect(ticket?.attachments).toHaveLength(2)
})

test('words beside a picture that are no answer leave the question open that was asked', async () => {
  await house.says('amy', '/ticket')
  await house.says('amy', '88')
  await house.presses('amy', house.last('amy'), 'Yesterday')
  house.hands.sends(USERS.amy, SHOTS[1] ?? SHOT, 'for my sister')
  await house.settled()
  await house.says('amy', '14:32')
  await house.presses('amy', house.last('amy'), 'Edit or add')
  await house.presses('amy', house.last('amy'), 'Order number')
  house.hands.sends(USERS.amy, SHOTS[2] ?? SHOT, 'and my brother')
  await house.settled()
  await house.says('amy', '402511181432071048213356')
  await house.presses('amy', house.last('amy'), 'Submit')
  const ticket = await house.db.ticket.findFirstOrThrow({ orderBy: { id: 'desc' } })
  expect(ticket).toMatchObject({ reference: '402511181432071048213356', note: 'for my sister\nand my brother' })
  expect(ticket.paidAt?.getTime()).toBeLessThan(Date.now() - 3600_000)
})

test('more pictures than a form takes are refused with everything kept, and fewer are taken with the words beside them, without commands and codes', async () => {
  await house.says('amy', '/ticket')
  await house.says('amy', '128')
  house.hands.album(USERS.amy, [...SHOTS, SHOT], 'for my sister')
  await house.settled()
  expect(house.last('amy').text).toContain('⚠️')
  await house.says('amy', 'a screenshot')
  await knownCode(house.db, '7K2M-QX4R-9TB')
  const captions = ['/ticket at home', 'order A1B2C3D4E5F', 'link 7K2M-QX4R-9TB']
  for (const [index, caption] of captions.entries()) {
    house.hands.sends(USERS.amy, SHOTS[index] ?? SHOT, caption)
    await house.settled()
  }
  expect(house.written(USERS.amy).at(-2)?.text).toContain('We left out the link code beside your picture')
  expect(house.last('amy').text).toContain('When did you pay?')
  await house.says('amy', 'now')
  await house.presses('amy', house.last('amy'), 'Submit')
  expect(await house.db.ticket.findMany({ select: { note: true } })).toEqual([{ note: 'for my sister\nat home\norder A1B2C3D4E5F' }])
})

test('of a code beside a picture that is refused its sender is told as well', async () => {
  await house.says('amy', '/ticket')
  house.hands.album(USERS.amy, SHOTS)
  await house.settled()
  await knownCode(house.db, '7K2M-QX4R-9TB')
  house.hands.sends(USERS.amy, SHOT, 'link 7K2M-QX4R-9TB')
  await house.settled()
  const told = house.written(USERS.amy).slice(-2)
  expect(told.map(({ text }) => text)).toEqual(['We left out the link code', '⚠️'].map((words) => expect.stringContaining(words)))
})

test('a picture is kept also where it cannot be said that the code beside it was left out', async () => {
  await house.says('amy', '/ticket')
  await knownCode(house.db, '7K2M-QX4R-9TB')
  house.telegram.fail('sendMessage', { refuse: [400, 'Bad Request: something odd'] })
  house.hands.sends(USERS.amy, SHOT, 'link 7K2M-QX4R-9TB')
  await house.settled()
  expect(house.last('amy').text).toContain('1 picture')
})

test('a picture that comes while an album is taken is added to it', async () => {
  await house.says('amy', '/ticket')
  house.hands.album(USERS.amy, SHOTS.slice(0, 2))
  await house.until(async () => expect(await house.db.telegramAlbum.count()).toBe(2))
  await house.until(async () => expect(await house.db.telegramAlbum.count({ where: { takenAt: null } })).toBe(0))
  house.hands.sends(USERS.amy, SHOTS[2] ?? SHOT)
  await house.settled()
  expect(house.last('amy').text).toContain('3 pictures')
})

test('a code beside an album is kept nowhere, and its sender told of it', async () => {
  await knownCode(house.db, '7K2M-QX4R-9TB')
  house.hands.album(USERS.amy, SHOTS, 'my code is 7K2M-QX4R-9TB')
  await house.settled()
  expect(house.written(USERS.amy).map(({ text }) => text)).toContainEqual(expect.stringContaining('We left out the link code'))
  const kept = await Promise.all([house.db.telegramAlbum.findMany({ select: { body: true } }), house.db.dialog.findMany()])
  expect(kept[1]).toMatchObject([{ input: { note: 'my code is' } }])
  expect(JSON.stringify(kept, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain('QX4R')
})

test('an album is one start, also when it comes again', async () => {
  house.hands.album(USERS.amy, SHOTS, 'paid')
  await house.settled()
  const seen = house.written(USERS.amy).length
  await house.restart()
  house.hands.redeliver()
  await house.settled()
  expect(await house.db.attachment.count()).toBe(3)
  expect(house.written(USERS.amy)).toHaveLength(seen)
})

test('an album that somebody claimed who then died is taken by the next when nobody gathers it any more, with no picture twice', async () => {
  house.hands.album(USERS.amy, SHOTS.slice(0, 2))
  await house.settled()
  for (const [seconds, left] of [
    [60, 2],
    [-6, 0],
  ] as const) {
    const at = (each: number) => new Date(Date.now() + each * 1000)
    await house.db.telegramAlbum.updateMany({ data: { doneAt: null, takenAt: at(-25), createdAt: at(seconds) } })
    await house.restart()
    await house.settled()
    expect(await house.db.telegramAlbum.count({ where: { doneAt: null } })).toBe(left)
  }
  expect(await house.db.attachment.count()).toBe(2)
})

test('an album of somebody who has blocked the bot since is given up, not tried for days', async () => {
  house.hands.album(USERS.amy, SHOTS.slice(0, 2))
  house.hands.blocks(USERS.amy)
  await house.settled()
  expect(await house.db.telegramAlbum.count()).toBe(2)
  expect(await house.db.telegramAlbum.count({ where: { doneAt: null } })).toBe(0)
})
