import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import { readTime } from '../../../src/words/time.ts'

const zone = 'Asia/Shanghai'
const at = (local: string): Date => DateTime.fromFormat(local, 'yyyy-MM-dd HH:mm', { zone }).toJSDate()
const now = at('2025-11-18 14:40')

const read = (text: string, moment = { now, zone }): string => {
  const time = readTime(text, moment)
  return time ? DateTime.fromJSDate(time, { zone: moment.zone }).toFormat('yyyy-MM-dd HH:mm:ss') : 'nothing'
}

describe('a payment’s time is understood to the minute', () => {
  test.each([
    ['now', '2025-11-18 14:40:00'],
    ['just now', '2025-11-18 14:40:00'],
    ['刚刚', '2025-11-18 14:40:00'],
    ['剛剛', '2025-11-18 14:40:00'],
    ['10分钟前', '2025-11-18 14:30:00'],
    ['10 minutes ago', '2025-11-18 14:30:00'],
    ['半個小時前', '2025-11-18 14:10:00'],
    ['two hours', 'nothing'],
    ['14:32', '2025-11-18 14:32:00'],
    ['１４：３２', '2025-11-18 14:32:00'],
    ['14时32分', '2025-11-18 14:32:00'],
    ['2:32pm', '2025-11-18 14:32:00'],
    ['下午2:32', '2025-11-18 14:32:00'],
    ['今天 14:32', '2025-11-18 14:32:00'],
    ['今日14:32', '2025-11-18 14:32:00'],
    ['today 14:32', '2025-11-18 14:32:00'],
    ['14:32 today', '2025-11-18 14:32:00'],
    ['昨天 9:05', '2025-11-17 09:05:00'],
    ['昨日下午2點半', '2025-11-17 14:30:00'],
    ['昨晚11点', '2025-11-17 23:00:00'],
    ['yesterday at 9:05', '2025-11-17 09:05:00'],
    ['前天 9:05', '2025-11-16 09:05:00'],
    ['2025-11-18 14:32:07', '2025-11-18 14:32:00'],
    ['2025/11/18 14:32', '2025-11-18 14:32:00'],
    ['2025年11月18日14:32', '2025-11-18 14:32:00'],
    ['2025-11-18T14:32', '2025-11-18 14:32:00'],
    ['2025-11-18T06:32:00Z', '2025-11-18 14:32:00'],
    ['11月18日 14:32', '2025-11-18 14:32:00'],
    ['11-18 14:32', '2025-11-18 14:32:00'],
    ['18 Nov 14:32', '2025-11-18 14:32:00'],
    ['18 November 2025, 14:32', '2025-11-18 14:32:00'],
    ['Nov 17 2:05 pm', '2025-11-17 14:05:00'],
    ['18/11 14:32', '2025-11-18 14:32:00'],
  ])('%s is %s', (text, time) => expect(read(text)).toBe(time))
})

describe('a time still to come is not a payment’s', () => {
  test('a few minutes ahead are forgiven, since clocks differ', () => {
    expect(read('14:44')).toBe('2025-11-18 14:44:00')
    expect(read('14:50')).toBe('nothing')
    expect(read('2025-11-19 14:32')).toBe('nothing')
  })
  test('a day without a year that is still to come was last year’s', () => {
    expect(read('12-01 08:00')).toBe('2024-12-01 08:00:00')
    expect(read('12月1日 08:00')).toBe('2024-12-01 08:00:00')
    expect(read('2月29日 10:00')).toBe('2024-02-29 10:00:00')
  })
  test('a clock alone just after midnight was yesterday’s evening', () => {
    expect(read('23:50', { now: at('2025-11-18 00:10'), zone })).toBe('2025-11-17 23:50:00')
    expect(read('23:50', { now: at('2025-11-18 13:00'), zone })).toBe('nothing')
  })
})

test.each([
  '',
  'today',
  '昨天',
  '5',
  '2 o’clock',
  '25:00',
  '14:60',
  '11/12 14:32',
  '晚上12点',
  '上午12:30',
  '2月30日 10:00',
  '114:32',
  '14.32',
  '1999-01-01 10:00',
  '明天 9:00',
  '14:32 次日',
])('nothing is made of %j', (text) => expect(read(text)).toBe('nothing'))

test('a clock time that a change to summer time left out does not exist', () => {
  const moment = { now: new Date('2025-03-30T12:00:00Z'), zone: 'Europe/Berlin' }
  expect(read('2:30', moment)).toBe('nothing')
  expect(read('3:30', moment)).toBe('2025-03-30 03:30:00')
})

test('whatever is typed gives a whole minute that is not to come, or nothing; nothing throws', () => {
  const scraps = fc
    .array(fc.constantFrom(...'0123456789:-/ 年月日点半', '今天', '昨晚', 'today', 'pm', 'nov', '2025', '11', '14:32', '下午', ' ago'), {
      maxLength: 9,
    })
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary', maxLength: 250 }), scraps),
      fc.constantFrom(zone, 'America/New_York', 'UTC'),
      (text, where) => {
        const time = readTime(text, { now, zone: where })
        if (!time) return
        expect(time.getTime() - now.getTime()).toBeLessThanOrEqual(5 * 60_000)
        expect(time.getTime() % 60_000).toBe(0)
      },
    ),
    { numRuns: 3_000 },
  )
})

test('every past minute of the last months is read back from the ways in which apps show it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 * 24 * 60 }), (minutes) => {
      const time = DateTime.fromJSDate(now, { zone }).minus({ minutes }).startOf('minute').setLocale('en')
      for (const format of [
        'yyyy-MM-dd HH:mm:ss',
        "yyyy-MM-dd'T'HH:mm",
        'yyyy年M月d日 HH:mm',
        'M月d日HH:mm',
        'MM-dd HH:mm',
        'd LLL HH:mm',
        'LLL d, yyyy h:mm a',
      ])
        expect(readTime(time.toFormat(format), { now, zone })).toEqual(time.toJSDate())
    }),
  )
})
