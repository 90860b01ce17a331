import { DateTime } from 'luxon'
import { readClock } from './clock.ts'
import { readDay } from './day.ts'
import { plainWidth } from './width.ts'

/** When and where something is read: "today" and "14:32" depend on both. `zone`: IANA name. */
export interface Moment {
  readonly now: Date
  readonly zone: string
}

/**
 * The past moment, to the minute, that a person means: "just now", "10 minutes ago", "14:32", "今天 14:32", "昨日下午2:05",
 * "11月18日 14:32", "11-18 14:32", "18 Nov 14:32", "2025-11-18 14:32:07", and what a datetime-local control sends. A day
 * without a year that is still to come was last year's. Undefined for a day without a clock, for anything to come (a few
 * minutes are forgiven, since clocks differ), and for what could be two days (11/12).
 */
export function readTime(text: string, moment: Moment): Date | undefined {
  if (text.length > LONGEST) return undefined
  const plain = plainWidth(text)
  const now = DateTime.fromJSDate(moment.now, { zone: moment.zone })
  const latest = now.plus({ minutes: FORGIVEN_MINUTES })
  const read = JUST_NOW.has(plain.replaceAll(' ', ''))
    ? now
    : (instant(plain, moment.zone) ?? ago(plain, now) ?? dayAndClock(plain, now, latest))
  return read?.isValid && read <= latest && read.year >= 2000 ? read.startOf('minute').toJSDate() : undefined
}

const LONGEST = 200
const FORGIVEN_MINUTES = 5
/** A clock alone that is still to come was yesterday's only when that is near: at 00:10, "23:50". */
const NEAR_HOURS = 12

const JUST_NOW = new Set(['now', 'justnow', 'rightnow', '刚刚', '剛剛', '刚才', '剛才', '啱啱', '现在', '現在', '而家', '即刻'])

/** A machine's time with its own offset. */
function instant(text: string, zone: string): DateTime | undefined {
  if (!/^\d{4}-\d\d-\d\dt\d\d:\d\d(:\d\d(\.\d{1,9})?)?(z|[+-]\d\d:?\d\d)$/.test(text)) return undefined
  return DateTime.fromISO(text.toUpperCase(), { zone })
}

function ago(text: string, now: DateTime): DateTime | undefined {
  const [, count, unit = ''] =
    /^(\d{1,3}|an?|half an|半|一|两|兩) ?个?個?(分钟|分鐘|minutes?|mins?|小时|小時|钟头|鐘頭|hours?|hrs?) ?(以前|之前|前|ago)$/.exec(
      text,
    ) ?? []
  if (count === undefined) return undefined
  const number = { a: 1, an: 1, 一: 1, 两: 2, 兩: 2, 半: 0.5, 'half an': 0.5 }[count] ?? Number(count)
  return now.minus({ minutes: /^(分|min)/.test(unit) ? number : number * 60 })
}

function dayAndClock(text: string, now: DateTime, latest: DateTime): DateTime | undefined {
  const clock = readClock(text)
  if (!clock) return undefined
  const day = clock.rest === '' ? 'none' : readDay(clock.rest)
  if (day === undefined) return undefined
  const at = (date: DateTime): DateTime | undefined => {
    const time = date.set({ hour: clock.hour, minute: clock.minute })
    return time.hour === clock.hour && time.minute === clock.minute ? time : undefined
  }
  const today = now.startOf('day')
  if (day === 'none') return within(at(today), latest) ?? within(at(today.minus({ days: 1 })), latest, now.minus({ hours: NEAR_HOURS }))
  if ('daysAgo' in day) return at(today.minus({ days: day.daysAgo }))
  const dated = (year: number): DateTime | undefined => {
    const date = DateTime.fromObject({ year, month: day.month, day: day.day }, { zone: now.zone })
    return date.isValid ? at(date) : undefined
  }
  return day.year === undefined ? (within(dated(now.year), latest) ?? dated(now.year - 1)) : dated(day.year)
}

const within = (time: DateTime | undefined, latest: DateTime, earliest?: DateTime): DateTime | undefined =>
  time && time <= latest && (!earliest || time >= earliest) ? time : undefined
