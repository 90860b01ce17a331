import { DateTime } from 'luxon'

/** How far back a list goes. `7d` and `30d` count whole days, today included. */
export const PERIODS = ['7d', '30d', 'month', 'last', 'all'] as const
export type Period = (typeof PERIODS)[number]

/** The instants between which a period lies in a zone (IANA): `from` inclusive, `to` exclusive. */
export function rangeOf(period: Period, { now, zone }: { now: Date; zone: string }): { from?: Date; to?: Date } {
  const today = DateTime.fromJSDate(now, { zone }).startOf('day')
  const month = today.startOf('month')
  switch (period) {
    case '7d':
      return { from: today.minus({ days: 6 }).toJSDate() }
    case '30d':
      return { from: today.minus({ days: 29 }).toJSDate() }
    case 'month':
      return { from: month.toJSDate(), to: month.plus({ months: 1 }).toJSDate() }
    case 'last':
      return { from: month.minus({ months: 1 }).toJSDate(), to: month.toJSDate() }
    case 'all':
      return {}
  }
}
