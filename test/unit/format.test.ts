import { expect, test } from 'vitest'
import { line, said } from '../../locales/text.ts'
import { formatText } from '../../src/format.ts'

test("nobody's words turn the direction in which they, or what stands beside them, are read", () => {
  const viewer = { locale: 'en', zone: 'Asia/Shanghai', now: new Date() } as const
  const note = said('\u202e00.007 YNC\u2066 :demialC\u200f')
  expect(formatText(line`${note}: CNY 128.00`, viewer)).toBe('00.007 YNC :demialC: CNY 128.00')
  expect(formatText([said('عميل 👨‍👩‍👧')], viewer)).toBe('عميل 👨‍👩‍👧')
})
