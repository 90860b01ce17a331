import { DateTime } from 'luxon'
import { formatMoney } from '../src/format.ts'
import { type Money, toMajor } from '../src/money.ts'

/** One JSON document: amounts as {"amount":"128.00","currency":"CNY"}, ids as text, times in ISO 8601 (UTC). */
export const json = (data: unknown): string => `${JSON.stringify(asJson(data), null, 2)}\n`

/** Columns under their headings, as wide as their widest cell. Rows without cells of a column leave it empty. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [headings, ...rows.map((row) => row.map((cell) => plain(cell)))]
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => width(row[column] ?? ''))))
  return cells
    .map((row) =>
      row
        .map((cell, column) => pad(cell, widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** Names and values, one pair a line. A value that is undefined is left out. */
export function facts(pairs: Readonly<Record<string, string | undefined>>): string {
  const shown = Object.entries(pairs).flatMap(([name, value]) => (value === undefined ? [] : [[name, plain(value)] as const]))
  const widest = Math.max(...shown.map(([name]) => width(name)))
  return shown.map(([name, value]) => `${pad(name, widest)}  ${value}`).join('\n')
}

/** "1 wallet", "1,204 wallets" */
export const counted = (count: number, what: string): string => `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`

/** "CNY 1,234.50" */
export const amount = (value: Money): string => formatMoney(value, { locale: 'en', zone: 'UTC', now: new Date(0) })

/** "2026-11-18 14:32:05", in the house's zone. */
export const time = (at: Date, zone: string): string => DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd HH:mm:ss')

/** Without what would move the cursor, colour the terminal or turn the writing direction: names are other people's. */
export const plain = (text: string, lines = false): string =>
  text.replace(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, (sign) => (lines && sign === '\n' ? sign : '?'))

function asJson(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (Array.isArray(value)) return value.map(asJson)
  if (isMoney(value)) return { amount: toMajor(value), currency: value.currency }
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asJson(inner)]))
}

const isMoney = (value: object): value is Money => 'minor' in value && typeof value.minor === 'bigint' && 'currency' in value

const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)))

/** How many columns of a terminal a text takes: Chinese signs take two. */
const width = (text: string): number =>
  Array.from(text).reduce((sum, sign) => sum + (/\p{M}|\p{Cf}/u.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1), 0)

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u
