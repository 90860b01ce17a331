import { afterAll, beforeAll, expect, test } from 'vitest'
import { createShelf } from '../../adapters/telegram/shelf.ts'
import { knownCode } from '../support/codes.ts'
import { testDatabase } from '../support/database.ts'

let house: Awaited<ReturnType<typeof testDatabase>>
beforeAll(async () => {
  house = await testDatabase()
  await house.db.customer.create({ data: { number: '10428' } })
})
afterAll(() => house.close())

test('codes do not go to the database with what is put aside, wherever they stand, and are asked for then; any other words do, unchanged', async () => {
  const shelf = createShelf(house.db, () => new Date())
  await knownCode(house.db, '7K2M-QX4R-9TB')
  await knownCode(house.db, 'S-9K2M-QX4R-9TB')
  const signed = `k${(Math.floor(Date.now() / 1000) + 3600).toString(36)}Ab-9_zAbCdEfGhIjKlMnOpQr10428`
  const codes: readonly (readonly [said: string, kept: string, beside?: string])[] = [
    ['link 7K2M-QX4R-9TB', 'link', 'link ****-****-***'],
    ['/link 7k2m qx4r 9tb', '/link', '/link ****-****-***'],
    [`/start ${signed}`, '/start', '/start ****-****-***'],
    [signed, 'link', '****-****-***'],
    ['JOIN S-9K2M-QX4R-9TB', 'JOIN', 'JOIN S-****-****-***'],
    ['7K2M-QX4R-9TB', 'link', '****-****-***'],
  ]
  const others = ['/start do-ticket', '12345678901', 'order 2024ABCDE12', 'step-past-end', ' link my other chat ']
  const inPlaces = (text: string, caption = text) => [
    { message: { text, reply_to_message: { text, caption } } },
    { message: { caption } },
    { edited_message: { text } },
    { callback_query: { message: { text } } },
  ]
  const numbered = (updates: readonly object[]) => updates.map((one, index) => ({ update_id: 9_000_000 + index, ...one }))
  const plain = others.flatMap((said) => inPlaces(said))
  await shelf.put(numbered([...codes.flatMap(([said]) => inPlaces(said)), ...plain]) as never)
  expect(await shelf.all()).toEqual(numbered([...codes.flatMap(([, text, caption]) => inPlaces(text, caption)), ...plain]))
})

test('texts are looked through one after the other, so that a hundred long ones do not keep everybody else', async () => {
  let open = 0
  let most = 0
  const counting = {
    $queryRaw: async () => {
      most = Math.max(most, ++open)
      await new Promise((done) => setTimeout(done, 1))
      open -= 1
      return []
    },
    telegramUpdate: { createMany: async () => undefined },
  }
  const text = 'A1B2C3D4E5F'
  const beside = { text, reply_to_message: { text, caption: text } }
  const updates = Array.from({ length: 100 }, (_, index) => ({ update_id: index, message: { ...beside, album: [beside, beside] } }))
  await createShelf(counting as never, () => new Date()).put(updates as never)
  expect(most).toBe(1)
})
