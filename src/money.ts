import type { Money } from '../locales/text.ts'

export type { Money } from '../locales/text.ts'

/** An amount of `currency` (ISO 4217) in integer minor units. */
export const money = (minor: bigint, currency: string): Money => Object.freeze({ minor, currency })

/** The sum. Throws when the currencies differ: that is a bug, never a person's mistake. */
export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new TypeError(`cannot add ${b.currency} to ${a.currency}`)
  return money(a.minor + b.minor, a.currency)
}

export const negate = (amount: Money): Money => money(-amount.minor, amount.currency)

/** How many decimals a currency has: 2 for CNY, 0 for JPY. Source: the runtime's ICU. */
export function decimals(currency: string): number {
  const known = asked.get(currency)
  if (known !== undefined) return known
  const told = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  asked.set(currency, told)
  return told
}

/** The runtime takes a while to answer, and always answers the same. */
const asked = new Map<string, number>()

/** The amount in major units as plain digits: 12800n CNY -> "128.00". For machines and links; people get `formatMoney`. */
export function toMajor(amount: Money): string {
  const places = decimals(amount.currency)
  const digits = (amount.minor < 0n ? -amount.minor : amount.minor).toString().padStart(places + 1, '0')
  const sign = amount.minor < 0n ? '-' : ''
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`
}

/** The reverse of `toMajor`: "128", "128.5" or "128.00" -> 12800n CNY; undefined when it is not such a number. */
export function fromMajor(text: string, currency: string): Money | undefined {
  const places = decimals(currency)
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(text)
  if (!match || (match[3]?.length ?? 0) > places) return undefined
  const minor = BigInt(`${match[2]}${(match[3] ?? '').padEnd(places, '0')}`)
  return money(match[1] ? -minor : minor, currency)
}
