import { expect, test } from 'vitest'
import { askingAnew, besidePicture, masked } from '../../../src/words/codes.ts'

const SIGNED = 'kt5yq1zAb-9_zAbCdEfGhIjKlMnOpQr10428'

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
  ['JOIN S-7K2M-QX4R-9TB', '', 'join'],
  ['加入 s7k2mqx4r9tb', '', 'join'],
  ['S-7K2M-QX4R-9TB', '', 'join'],
  ['给妹妹的，我的码是7K2M-QX4R-9TB，谢谢', '给妹妹的，我的码是，谢谢', 'link'],
  ['for my sister\nlink 7K2M-QX4R-9TB', 'for my sister', 'link'],
  ['is 7K2M-QX4R-9TB right?', 'is right?', 'link'],
  ['login issue-1 AB34-5678-901', 'login issue-1', 'link'],
])('%j beside a picture: %j is passed on, and its sender told of the code', (said, words, code) => {
  expect(besidePicture(said)).toEqual({ words, code })
  // The same where it was kept in between, covered.
  expect(besidePicture(masked(said))).toEqual({ words, code })
  expect(masked(said)).not.toMatch(/7K2M|QX4R|QXRT|yq1z|5678/i)
})

test.each([
  'step-past-end',
  'please check have-seen-tha',
  'order 4XK9Q2M7TBV please',
  'Order no. A1B2C3D4E5F',
  '订单 A1B2C3D4E5F',
  'A1B2C3D4E5F',
  'ecs-abcd-1234-xyz9',
  'rcs-7K2M-QX4R-9TB',
  '7K2M-QX4R-9TB-01',
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
])('%j is no code of ours, and stays as it was written', (said) => {
  expect(besidePicture(said)).toEqual({ words: said.trim() })
  expect([masked(said), askingAnew(said)]).toEqual([said, said])
})

test.each([
  ['/ticket', ''],
  ['/ticket 100', '100'],
  ['/balance@PurserBot for my sister', 'for my sister'],
  ['/余额 谢谢', '谢谢'],
  ['paid / not paid', 'paid / not paid'],
])('beside a picture %j is no command: %j are its words', (said, words) => {
  expect(besidePicture(said)).toEqual({ words })
})

test.each([
  ['link 7K2M-QX4R-9TB', 'link'],
  ['绑定7K2MQX4R9TB', '绑定'],
  [`/start ${SIGNED}`, '/start'],
  [`link ${SIGNED}`, 'link'],
  [SIGNED, 'link'],
  ['7K2M-QX4R-9TB', 'link'],
  ['S-7K2M-QX4R-9TB', 'join'],
  ['is 2024-QX4R-9TB right?', 'is right?'],
])('what is kept of %j and answered later is %j', (said, kept) => {
  expect(askingAnew(said)).toBe(kept)
})
