import type { PageTexts, Side } from './view.ts'

/** What the parts of one pane share: whose it is, and in which words it speaks now. */
export interface House {
  readonly side: Side
  user: string
  locale: string
  zone: string
  t: PageTexts
}

/** Clock and day of an instant as this pane's reader writes them, 24-hour. */
export function clockOf(house: House, at: Date): string {
  return new Intl.DateTimeFormat(house.locale, { timeZone: house.zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at)
}

export function dayOf(house: House, at: Date): string {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: house.zone, dateStyle: 'short' })
  const key = day.format(at)
  if (key === day.format(new Date())) return house.t.today
  if (key === day.format(new Date(Date.now() - 24 * 3600_000))) return house.t.yesterday
  return new Intl.DateTimeFormat(house.locale, { timeZone: house.zone, year: 'numeric', month: 'long', day: 'numeric' }).format(at)
}
