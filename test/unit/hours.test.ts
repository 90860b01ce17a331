import { describe, expect, test } from 'vitest'
import {
  afterWork,
  expectedAnswer,
  isWorking,
  nextOpening,
  nextSettlement,
  openingTomorrow,
  quietUntil,
  workingTime,
} from '../../src/billing/hours.ts'
import { readConfig } from '../../src/config.ts'

const hoursOf = (env: Record<string, string> = {}) => readConfig({ PURSER_TIMEZONE: 'Asia/Shanghai', ...env }).hours
/** A time on the clock of Shanghai. Monday is 23 November 2026. */
const at = (text: string): Date => new Date(`2026-11-${text.replace(' ', 'T')}:00+08:00`)
const office = hoursOf({ PURSER_HOURS: 'mon-fri 09:00-12:00 13:00-18:00, Sat 10:00-14:00', PURSER_HOLIDAYS: '2026-11-26,2026-11-27' })

describe('working hours', () => {
  test('time runs only while staff work: not over lunch, at night, on free days or holidays', () => {
    const minutes = (from: string, to: string): number => workingTime(office, at(from), at(to)) / 60_000
    expect(minutes('23 11:30', '23 13:30')).toBe(60)
    expect(minutes('23 17:00', '24 09:30')).toBe(90)
    expect(minutes('25 17:00', '30 10:00')).toBe(60 + 240 + 60)
    expect(minutes('28 20:00', '29 20:00')).toBe(0)
    expect(minutes('24 10:00', '24 09:00')).toBe(0)
  })

  test('the next opening is the next beginning of work, and tomorrow’s is of another day', () => {
    expect(nextOpening(office, at('23 12:00'))).toEqual(at('23 13:00'))
    expect(nextOpening(office, at('25 18:00'))).toEqual(at('28 10:00'))
    expect(openingTomorrow(office, at('23 08:00'))).toEqual(at('24 09:00'))
    expect(openingTomorrow(office, at('25 10:00'))).toEqual(at('28 10:00'))
    expect([isWorking(office, at('23 12:00')), isWorking(office, at('23 13:00')), isWorking(office, at('26 10:00'))]).toEqual([
      false,
      true,
      false,
    ])
  })

  test('work that does not fit before closing goes on after the next opening', () => {
    expect(afterWork(office, at('23 11:50'), 20)).toEqual(at('23 13:10'))
    expect(afterWork(office, at('25 17:50'), 30)).toEqual(at('28 10:20'))
    expect(afterWork(office, at('23 08:00'), 0)).toEqual(at('23 09:00'))
  })

  test('an answer is expected by the next five minutes, later for each claim ahead, and never in the past', () => {
    const daily = hoursOf()
    expect(expectedAnswer(daily, { createdAt: at('24 14:31') }, 4, at('24 14:31'))).toEqual(at('24 15:10'))
    expect(expectedAnswer(daily, { createdAt: at('24 23:30') }, 3, at('24 23:30'))).toEqual(at('25 09:40'))
    expect(expectedAnswer(daily, { createdAt: at('23 10:00') }, 0, at('24 14:31'))).toEqual(at('24 14:35'))
  })

  test('the day lasts as long as the clock says where it is put back', () => {
    const newYork = hoursOf({ PURSER_TIMEZONE: 'America/New_York', PURSER_HOURS: 'mon-sun 00:00-24:00' })
    expect(workingTime(newYork, new Date('2026-11-01T00:00:00-04:00'), new Date('2026-11-02T00:00:00-05:00'))).toBe(25 * 3600_000)
  })
})

test('the next settlement is the next time of its clock, strictly after now', () => {
  expect(nextSettlement(office, at('24 07:59'))).toEqual(at('24 08:00'))
  expect(nextSettlement(office, at('24 08:00'))).toEqual(at('25 08:00'))
})

test('quiet hours are those of the person’s own zone, over midnight too, and end in the morning', () => {
  const { quiet } = readConfig({})
  expect(quietUntil(quiet, 'Asia/Shanghai', at('24 21:59'))).toBeUndefined()
  expect(quietUntil(quiet, 'Asia/Shanghai', at('24 22:00'))).toEqual(at('25 07:00'))
  expect(quietUntil(quiet, 'Asia/Shanghai', at('25 06:59'))).toEqual(at('25 07:00'))
  expect(quietUntil(quiet, 'Asia/Shanghai', at('25 07:00'))).toBeUndefined()
  expect(quietUntil(quiet, 'Europe/London', at('25 05:30'))).toBeUndefined()
  expect(quietUntil(readConfig({ PURSER_QUIET_HOURS: 'off' }).quiet, 'Asia/Shanghai', at('25 03:00'))).toBeUndefined()
})

test('hours that nobody could keep are refused', () => {
  for (const [name, value] of [
    ['PURSER_HOURS', 'mon-fri 9-18'],
    ['PURSER_HOURS', 'mon 09:00-18:00 17:00-20:00'],
    ['PURSER_HOURS', 'fri-mon 09:00-18:00'],
    ['PURSER_HOURS', 'mon 18:00-09:00'],
    ['PURSER_HOURS', 'mon 09:00-24:30'],
    ['PURSER_HOLIDAYS', '2027-02-30'],
    ['PURSER_SETTLEMENT_TIME', '24:00'],
    ['PURSER_QUIET_HOURS', '22:00'],
    ['PURSER_REMIND_MINUTES', 'soon'],
  ] as const)
    expect(() => readConfig({ [name]: value }), `${name}=${value}`).toThrow(name)
})
