import { DateTime } from 'luxon'
import type { Span } from '../config/hours.ts'

/** When the house works and settles. */
export interface Hours {
  /** IANA. */
  readonly zone: string
  /** Seven days from Monday. */
  readonly week: readonly (readonly Span[])[]
  /** Days on which nobody works, as ISO dates. */
  readonly holidays: readonly string[]
  /** When products that are paid by the day are charged: minutes after midnight. */
  readonly settlement: number
  /** Within how many minutes of work a claim is usually answered, and how many more each one ahead of it takes. */
  readonly answer: { readonly within: number; readonly each: number }
}

const MINUTE = 60_000
/** How many days are looked at for an opening: more than any holiday. */
const HORIZON = 400

/** For how long staff have worked between two instants, in milliseconds. */
export function workingTime(hours: Hours, from: Date, to: Date): number {
  let sum = 0
  for (const stretch of stretches(hours, from)) {
    if (stretch.from >= to) break
    sum += Math.max(0, Math.min(stretch.to.getTime(), to.getTime()) - Math.max(stretch.from.getTime(), from.getTime()))
  }
  return sum
}

/** True while staff work. */
export function isWorking(hours: Hours, at: Date): boolean {
  const [next] = stretches(hours, at)
  return next !== undefined && next.from <= at
}

/** When staff next begin to work, at or after an instant; undefined when that is not foreseen. */
export function nextOpening(hours: Hours, after: Date): Date | undefined {
  for (const { from } of stretches(hours, after)) if (from >= after) return from
  return undefined
}

/** The first opening of another day than the present one. */
export const openingTomorrow = (hours: Hours, now: Date): Date => {
  const tomorrow = DateTime.fromJSDate(now, { zone: hours.zone }).plus({ days: 1 }).startOf('day')
  return nextOpening(hours, tomorrow.toJSDate()) ?? new Date(now.getTime() + 24 * 60 * MINUTE)
}

/** When products are next charged, after an instant. */
export function nextSettlement({ zone, settlement }: Hours, after: Date): Date {
  const today = DateTime.fromJSDate(after, { zone })
  const at = (days: number): Date => clockTime(today.plus({ days }), settlement)
  return [at(0), at(1)].find((moment) => moment > after) ?? at(2)
}

/** The instant at which staff have worked so many minutes since another; undefined when that is not foreseen. */
export function afterWork(hours: Hours, from: Date, minutes: number): Date | undefined {
  let left = minutes * MINUTE
  for (const stretch of stretches(hours, from)) {
    const start = Math.max(stretch.from.getTime(), from.getTime())
    if (start + left <= stretch.to.getTime()) return new Date(start + left)
    left -= stretch.to.getTime() - start
  }
  return undefined
}

const ROUND = 5 * MINUTE

/** By when a claim can be expected to be answered, on the next five minutes; counted from now once the first estimate has passed. */
export function expectedAnswer(hours: Hours, claim: { readonly createdAt: Date }, ahead: number, now: Date): Date | undefined {
  const { within, each } = hours.answer
  const first = afterWork(hours, claim.createdAt, within + each * ahead)
  const by = first && first > now ? first : afterWork(hours, now, Math.max(each, 1) * (ahead + 1))
  return by && new Date(Math.ceil(by.getTime() / ROUND) * ROUND)
}

/** The end of a person's quiet hours, if an instant lies in them. */
export function quietUntil(quiet: Span | undefined, zone: string, at: Date): Date | undefined {
  if (!quiet) return undefined
  const local = DateTime.fromJSDate(at, { zone })
  const minute = local.hour * 60 + local.minute
  const overnight = quiet.to < quiet.from
  const inside = overnight ? minute >= quiet.from || minute < quiet.to : minute >= quiet.from && minute < quiet.to
  if (!inside) return undefined
  return clockTime(local.plus({ days: overnight && minute >= quiet.from ? 1 : 0 }), quiet.to)
}

interface Stretch {
  readonly from: Date
  readonly to: Date
}

/** Stretches of work that end after an instant, in order. */
function* stretches(hours: Hours, after: Date): Generator<Stretch> {
  const first = DateTime.fromJSDate(after, { zone: hours.zone }).startOf('day')
  for (let day = 0; day < HORIZON; day++) {
    const date = first.plus({ days: day })
    if (hours.holidays.includes(date.toISODate() ?? '')) continue
    for (const span of hours.week[date.weekday - 1] ?? []) {
      const stretch = { from: clockTime(date, span.from), to: clockTime(date, span.to) }
      if (stretch.to > after) yield stretch
    }
  }
}

/** A time of the clock on a day; where the clock is put forward over it, what comes after. */
const clockTime = (day: DateTime, minutes: number): Date =>
  day
    .startOf('day')
    .plus({ days: Math.floor(minutes / 1440) })
    .set({ hour: Math.floor((minutes % 1440) / 60), minute: minutes % 60 })
    .toJSDate()
