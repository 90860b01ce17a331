import { DateTime, IANAZone } from 'luxon'
import type { Texts } from '../../locales/index.ts'
import type { Value } from '../../locales/text.ts'

/**
 * The IANA zone that somebody means by what they typed: the zone's own name in any case, one of the given common names,
 * or a city ("new york"). Undefined when there is none or several.
 */
export function zoneMeant(typed: string, common: Readonly<Record<string, string>>): string | undefined {
  const wanted = folded(typed)
  if (wanted === '') return undefined
  const named = Object.keys(common).find((zone) => folded(common[zone] as string) === wanted)
  if (named) return named
  const zones = Intl.supportedValuesOf('timeZone')
  const exact = zones.find((zone) => folded(zone) === wanted)
  if (exact) return exact
  const cities = zones.filter((zone) => folded(zone.split('/').at(-1) ?? '') === wanted)
  if (cities.length > 0) return cities.length === 1 ? cities[0] : undefined
  const name = typed.normalize('NFKC').trim().replace(/\s+/g, '_')
  const older = [name, ...AREAS.map((area) => `${area}/${name}`)].filter((zone) => /^[a-z]+\/[\w+/-]+$|^utc$/i.test(zone))
  const known = older.find((zone) => IANAZone.isValidZone(zone))
  return known && canonical(known)
}

/** Names that are still understood though no longer listed (Kathmandu beside Katmandu) stand in these. */
const AREAS = ['Asia', 'Europe', 'America', 'Africa', 'Australia', 'Pacific', 'Atlantic', 'Indian']

/** A common zone by the name that people use, another one by its own. */
export const zoneName = (t: Texts, zone: string): Value | string =>
  (t.settings.zones as Readonly<Record<string, string>>)[zone] ?? { is: 'id', text: zone }

/** How far a zone is from UTC at an instant: "UTC+8", "UTC-3:30". */
export function offsetOf(zone: string, at: Date): string {
  const minutes = DateTime.fromJSDate(at, { zone }).offset
  const rest = Math.abs(minutes) % 60
  const hours = Math.trunc(Math.abs(minutes) / 60)
  return `UTC${minutes < 0 ? '-' : '+'}${hours}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`
}

/** An older name that is still understood (Asia/Chongqing) as the runtime writes it. */
const canonical = (zone: string): string => new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone

const folded = (words: string): string =>
  words
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '_')
