import { expect, test } from 'vitest'
import { PERIODS, rangeOf } from '../../src/billing/periods.ts'
import { offsetOf } from '../../src/billing/zones.ts'

const now = new Date('2026-11-24T03:00:00Z')
const inNewYork = { now, zone: 'America/New_York' }

test('days are whole days of the person’s zone, today included, across a change of the clocks', () => {
  // It is still the 23rd in New York, where the clocks went back on 1 November.
  expect(rangeOf('7d', inNewYork)).toEqual({ from: new Date('2026-11-17T05:00:00Z') })
  expect(rangeOf('30d', inNewYork)).toEqual({ from: new Date('2026-10-25T04:00:00Z') })
})

test('last month ends where this month begins', () => {
  for (const zone of ['Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'])
    for (const at of ['2026-01-01T00:00:00Z', '2026-03-01T10:30:00Z', '2026-10-31T23:59:59Z', '2028-02-29T12:00:00Z']) {
      const moment = { now: new Date(at), zone }
      const [month, last] = [rangeOf('month', moment), rangeOf('last', moment)]
      expect(last.to).toEqual(month.from)
      expect(month.from && month.from <= moment.now && month.to && moment.now < month.to).toBe(true)
    }
})

test('every period but all begins in the past', () => {
  for (const period of PERIODS) expect((rangeOf(period, inNewYork).from ?? new Date(0)) < now).toBe(true)
  expect(rangeOf('all', inNewYork)).toEqual({})
})

test('a distance from UTC is written with its minutes where it has some', () => {
  expect(offsetOf('Asia/Shanghai', now)).toBe('UTC+8')
  expect(offsetOf('America/St_Johns', now)).toBe('UTC-3:30')
  expect(offsetOf('Asia/Kathmandu', now)).toBe('UTC+5:45')
  expect(offsetOf('UTC', now)).toBe('UTC+0')
})
