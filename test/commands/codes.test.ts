import { afterAll, beforeAll, expect, test } from 'vitest'
import * as codes from '../../src/billing/codes.ts'
import { knownCode } from '../support/codes.ts'
import { testDatabase } from '../support/database.ts'

const NOW = new Date('2026-11-24T06:05:00Z')
/** A link of the company's site that lasts so long. */
const signed = (minutes: number) => `k${(NOW.getTime() / 1000 + minutes * 60).toString(36)}Ab-9_zAbCdEfGhIjKlMnOpQr10428`
const SIGNED = signed(10)

let house: Awaited<ReturnType<typeof testDatabase>>
const known = () => ({ db: house.db, now: NOW })
const besidePicture = (said: string) => codes.besidePicture(known(), said)
const masked = (said: string) => codes.masked(known(), said)
const askingAnew = (said: string) => codes.askingAnew(known(), said)

beforeAll(async () => {
  house = await testDatabase()
  await house.db.customer.create({ data: { number: '10428' } })
  for (const code of ['7K2M-QX4R-9TB', 'KQXM-QXRT-TBK', 'A0B1-C2D3-E4F', 'S-9K2M-QX4R-9TB']) await knownCode(house.db, code)
  await knownCode(house.db, '5K2M-QX4R-9TB', new Date(NOW.getTime() - 1))
})
afterAll(() => house.close())

test.each([
  ['7K2M-QX4R-9TB', '', 'link'],
  ['7k2m–qx4r–9tb', '', 'link'],
  ['７Ｋ２Ｍ－ＱＸ４Ｒ－９ＴＢ', '', 'link'],
  ['KQXM-QXRT-TBK', '', 'link'],
  ['link 7K2M-QX4R-9TB', '', 'link'],
  ['Login: 7k2m qx4r 9tb', '', 'link'],
  ['绑定7K2MQX4R9TB', '', 'link'],
  ['綁定 ７Ｋ２ＭＱＸ４Ｒ９ＴＢ', '', 'link'],
  ['/link 7k2m qx4r 9tb', '', 'link'],
  ['/link@PurserBot 7K2M-QX4R-9TB', '', 'link'],
  [`/start ${SIGNED}`, '', 'link'],
  [`https://t.me/PurserBot?start=${SIGNED} 谢谢`, 'https://t.me/PurserBot?start= 谢谢', 'link'],
  ['JOIN S-9K2M-QX4R-9TB', '', 'join'],
  ['加入 s9k2mqx4r9tb', '', 'join'],
  ['S-9K2M-QX4R-9TB', '', 'join'],
  ['staff’s: 9K2M-QX4R-9TB', 'staff’s:', 'join'],
  ['给妹妹的，我的码是7K2M-QX4R-9TB，谢谢', '给妹妹的，我的码是，谢谢', 'link'],
  ['for my sister\nlink 7K2M-QX4R-9TB', 'for my sister', 'link'],
  ['is 7K2M-QX4R-9TB right?', 'is right?', 'link'],
  ['A O B I - C 2 D 3 - E 4 F', '', 'link'],
  ['AOBL-C2D3-E4F', '', 'link'],
  ['_7K2M-QX4R-9TB_', '', 'link'],
  ['code_7K2M-QX4R-9TB', 'code_', 'link'],
  ['7K2M.QX4R.9TB', '', 'link'],
  ['/link 7K2MQX4R9TB 谢谢', '谢谢', 'link'],
  ['/link\n7k2m qx4r 9tb', '', 'link'],
  ['绑定码：7K2MQX4R9TB', '绑定码：', 'link'],
  ['my link code is 7k2mqx4r9tb', 'my link code is', 'link'],
  ['code7k2mqx4r9tb', 'code', 'link'],
  ['7K2M-QX4R-9TB and 7k2mqx4r9tb', 'and', 'link'],
  ['🙂7K2M-QX4R-9TB🙂', '', 'link'],
  ['7K2M/QX4R/9TB', '', 'link'],
  ['7K2M, QX4R, 9TB', '', 'link'],
  ['7K2M~QX4R~9TB', '', 'link'],
  ['7K2M·QX4R·9TB', '', 'link'],
  ['7K2M\u2212QX4R\u22129TB', '', 'link'],
  ['7K2M\u200bQX4R\u200b9TB', '', 'link'],
  ['7K2M**-**QX4R**-**9TB', '', 'link'],
  ['S/9K2M/QX4R/9TB', 'S/', 'join'],
  [`_${SIGNED}_`, '', 'link'],
  [`${SIGNED}_`, '', 'link'],
  [`link-${SIGNED}`, '', 'link'],
  [`my link is ${SIGNED}_, thanks`, 'my link is _, thanks', 'link'],
  [`see${SIGNED}`, 'see', 'link'],
  [`${SIGNED} ${SIGNED}`, '', 'link'],
])('%j beside a picture: %j is passed on, and its sender told of the code', async (said, words, code) => {
  expect(await besidePicture(said)).toEqual({ words, code })
  // The same where it was kept in between, covered.
  expect(await besidePicture(await masked(said))).toEqual({ words, code })
  expect(await masked(said)).not.toMatch(/7K2M|QX4R|QXRT|AbCdEfGh|2D3/i)
})

test.each([
  'step-past-end',
  'please check have-seen-tha',
  'order 4XK9Q2M7TBV please',
  'Order no. A1B2C3D4E5F',
  '订单 A1B2C3D4E5F',
  'A1B2C3D4E5F',
  'ecs-abcd-1234-xyz9',
  'A1B2-C3D4-E5F',
  '2024-ABCD-123',
  'PART-ABCD-XYZ',
  'MAY8-2024-100',
  'bind AB12CD34EF5',
  'link 5K2M-QX4R-9TB',
  signed(-10),
  signed(8 * 24 * 60),
  'login issue-1 AB34-5678-901',
  '1234-5678-901',
  'S-1234-5678-901',
  '绑定 wxpay-2',
  'bind 2-core',
  'bind card 2000 yen',
  'login issue-1',
  '加入 vip12345 x',
  'connect 10-20 servers',
  'log in 2026-11',
  'link 12345678901',
  '402511181432071048213356',
  'k8s-prod-cluster-node-pool-0001-abcdef',
  '云服务器  ｒｃｓ－２０８７１ 10² ',
])('%j is no code of ours, and stays as it was written', async (said) => {
  expect(await besidePicture(said)).toEqual({ words: said.trim() })
  expect([await masked(said), await askingAnew(said)]).toEqual([said, said])
})

test.each([
  ['/ticket', ''],
  ['/ticket 100', '100'],
  ['/balance@PurserBot for my sister', 'for my sister'],
  ['/余额 谢谢', '谢谢'],
  ['paid / not paid', 'paid / not paid'],
])('beside a picture %j is no command: %j are its words', async (said, words) => {
  expect(await besidePicture(said)).toEqual({ words })
})

test.each([
  ['link 7K2M-QX4R-9TB', 'link'],
  ['绑定7K2MQX4R9TB', '绑定'],
  [`/start ${SIGNED}`, '/start'],
  [`link ${SIGNED}`, 'link'],
  [SIGNED, 'link'],
  ['7K2M-QX4R-9TB', 'link'],
  ['S-9K2M-QX4R-9TB', 'join'],
  ['is 7K2M-QX4R-9TB right?', 'is right?'],
])('what is kept of %j and answered later is %j', async (said, kept) => {
  expect(await askingAnew(said)).toBe(kept)
})
