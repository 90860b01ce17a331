import { DateTime } from 'luxon'
import { z } from 'zod'

/** A stretch of a day, in minutes after midnight; `to` 1440 is the day's end. */
export interface Span {
  readonly from: number
  readonly to: number
}

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
const WRITTEN = 'days and times, for example "mon-fri 09:00-12:00 13:00-18:00, sat 10:00-14:00"'
const ENTRY = new RegExp(`^(${DAYS.join('|')})(?:-(${DAYS.join('|')}))?((?:\\s+\\d{2}:\\d{2}-\\d{2}:\\d{2})+)$`)

/** Seven days from Monday, each with the stretches in which staff work, in order. */
export const week = () =>
  z.string().transform((text, issue): readonly (readonly Span[])[] => {
    const read = readWeek(text.toLowerCase())
    if (read) return read
    issue.addIssue(WRITTEN)
    return z.NEVER
  })

/** Minutes after midnight. */
export const timeOfDay = () =>
  z.string().transform((text, issue): number => {
    const minutes = minutesOf(text)
    if (minutes !== undefined && minutes < DAY) return minutes
    issue.addIssue('a time of day, for example 08:00')
    return z.NEVER
  })

/** A stretch that may go over midnight; "off" for none. */
export const nightly = () =>
  z.string().transform((text, issue): Span | undefined => {
    if (text.toLowerCase() === 'off') return undefined
    const [from, to, ...rest] = text.split('-').map(minutesOf)
    if (from !== undefined && to !== undefined && rest.length === 0 && from < DAY && to < DAY && from !== to) return { from, to }
    issue.addIssue('two times of day, for example 22:00-07:00, or off')
    return z.NEVER
  })

/** A day of the calendar. */
export const date = () =>
  z
    .string()
    .refine(
      (text) => /^\d{4}-\d{2}-\d{2}$/.test(text) && DateTime.fromISO(text).isValid,
      'dates with commas between, for example 2027-01-01',
    )

/** A time in minutes. */
export const minutes = () =>
  z
    .string()
    .refine((text) => /^\d{1,4}$/.test(text), 'whole minutes, for example 30')
    .transform(Number)

const DAY = 24 * 60

function readWeek(text: string): Span[][] | undefined {
  const days: Span[][] = DAYS.map(() => [])
  for (const entry of text.split(',')) {
    const [, first, last, times] = ENTRY.exec(entry.trim()) ?? []
    const from = DAYS.indexOf(first as (typeof DAYS)[number])
    const to = last === undefined ? from : DAYS.indexOf(last as (typeof DAYS)[number])
    const spans = (times ?? '').trim().split(/\s+/).map(spanOf)
    if (from < 0 || to < from) return undefined
    for (const span of spans) {
      if (!span) return undefined
      for (const day of days.slice(from, to + 1)) day.push(span)
    }
  }
  for (const day of days) {
    day.sort((a, b) => a.from - b.from)
    if (day.some((span, i) => i > 0 && span.from < (day[i - 1]?.to ?? 0))) return undefined
  }
  return days
}

function spanOf(text: string): Span | undefined {
  const [from, to] = text.split('-').map(minutesOf)
  return from !== undefined && to !== undefined && from < to ? { from, to } : undefined
}

function minutesOf(text: string): number | undefined {
  const [, hours, rest] = /^(\d{2}):(\d{2})$/.exec(text.trim()) ?? []
  const minutes = Number(hours) * 60 + Number(rest)
  return Number(rest) < 60 && minutes <= DAY ? minutes : undefined
}
