import { decimals, type Money, money } from '../money.ts'
import { CURRENCY_SIGNS } from './currencies.ts'
import { isNumeral, readNumeral } from './numerals.ts'
import { plainWidth } from './width.ts'

export type AmountProblem = 'empty' | 'not_a_number' | 'foreign_currency' | 'too_precise' | 'not_positive' | 'too_large' | 'ambiguous'

/** An amount, or why there is none. `currency`: the foreign currency that was meant, where its sign names one. */
export type AmountRead =
  | { readonly ok: true; readonly amount: Money }
  | { readonly ok: false; readonly why: AmountProblem; readonly currency?: string }

/**
 * An amount of `currency` as people type it: 100, 100.5, ¥1,000, １００元, 100块, CNY 100, 1k, 1.5万, 一百. Another currency is
 * named, never converted; what two people could read differently is refused as ambiguous. At most 15 digits.
 */
export function readAmount(text: string, currency: string): AmountRead {
  const plain = text.length > 10 * LONGEST ? text : plainWidth(text)
  if (plain === '') return refused('empty')
  if (plain.length > LONGEST) return refused(/^\d+$/.test(plain) ? 'too_large' : 'not_a_number')
  const { number, signs } = withoutSigns(plain)
  const foreign = signs.filter((meanings) => !meanings.includes(currency)).sort((a, b) => a.length - b.length)[0]
  if (!foreign) return readNumber(number, currency)
  if (!COUNTABLE.test(number) && readNumeral(number) === undefined) return refused('not_a_number')
  return { ok: false, why: 'foreign_currency', ...(foreign.length === 1 && foreign[0] ? { currency: foreign[0] } : {}) }
}

const LONGEST = 40
const MOST_DIGITS = 15

/** Sign, digits with their separators, unit. People on Chinese keyboards type 。 for the decimal point. */
const COUNTABLE = /^([-−–—+]?) ?([\d.,。 ]*\d[.。]?) ?([kw百千万萬]?)$/
const UNITS: Readonly<Record<string, number>> = { k: 3, w: 4, 百: 2, 千: 3, 万: 4, 萬: 4 }

/** One way to read it: ungrouped, or grouped in threes by commas; by spaces only in round thousands, since "100 200" may be two amounts. */
const UNGROUPED = /^(0|[1-9]\d*)?(?:\.(\d*))?$/
const GROUPED = /^([1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,2}(?: 000)+)(?:\.(\d*))?$/

const refused = (why: AmountProblem): AmountRead => ({ ok: false, why })

function readNumber(text: string, currency: string): AmountRead {
  if (isNumeral(text)) {
    const value = readNumeral(text)
    return value === undefined
      ? refused('ambiguous')
      : { ok: true, amount: money(BigInt(value) * 10n ** BigInt(decimals(currency)), currency) }
  }
  const [, sign = '', digits = '', unit = ''] = COUNTABLE.exec(text) ?? []
  if (digits === '') return refused('not_a_number')
  if (sign !== '' && sign !== '+') return refused('not_positive')
  const written = digits.replaceAll('。', '.')
  const read = UNGROUPED.exec(written) ?? GROUPED.exec(written)
  return read ? scaled((read[1] ?? '').replace(/\D/g, ''), read[2] ?? '', UNITS[unit] ?? 0, currency) : refused('ambiguous')
}

/** whole.fraction times ten to the power. */
function scaled(whole: string, fraction: string, power: number, currency: string): AmountRead {
  const places = decimals(currency)
  const major = (whole + fraction.slice(0, power).padEnd(power, '0')).replace(/^0+/, '')
  const rest = fraction.slice(power)
  if (rest.length > places) return refused('too_precise')
  if (major.length + places > MOST_DIGITS) return refused('too_large')
  const minor = BigInt(major + rest.padEnd(places, '0'))
  return minor === 0n ? refused('not_positive') : { ok: true, amount: money(minor, currency) }
}

/** The text without the currency signs at its ends (人民币100元 has two), and what each of them may mean. */
function withoutSigns(text: string): { number: string; signs: readonly (readonly string[])[] } {
  const [, minus = '', rest = ''] = /^([-−–—+]?) ?(.*)$/s.exec(text) ?? []
  const signs: (readonly string[])[] = []
  let number = rest
  for (let sign = signAt(number, 'start'); sign !== ''; sign = signAt(number, 'start')) {
    signs.push(CURRENCY_SIGNS.get(sign) ?? [])
    number = number.slice(sign.length).trimStart()
  }
  for (let sign = signAt(number, 'end'); sign !== ''; sign = signAt(number, 'end')) {
    signs.push(CURRENCY_SIGNS.get(sign) ?? [])
    number = number.slice(0, -sign.length).trimEnd()
  }
  return { number: minus + number, signs }
}

/** The longest currency sign at one end of the text, or ''. */
function signAt(text: string, end: 'start' | 'end'): string {
  for (let length = Math.min(text.length, LONGEST_SIGN); length > 0; length--) {
    const sign = end === 'start' ? text.slice(0, length) : text.slice(-length)
    if (CURRENCY_SIGNS.has(sign)) return sign
  }
  return ''
}

const LONGEST_SIGN = Math.max(...Array.from(CURRENCY_SIGNS.keys(), (sign) => sign.length))
