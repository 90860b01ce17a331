import type { LocaleName } from '../../locales/index.ts'
import { type Money, toMajor } from '../money.ts'

export { loadMethods, methodsOf } from './method-file.ts'

/** A collection code of a manual method: the picture that people scan, and whom it pays. */
export interface CollectionCode {
  /** Absolute path of the picture file. */
  readonly picture: string
  /** The payee's name as the paying app shows it. */
  readonly payee: string
  /** The most that one payment to it may be. */
  readonly cap?: Money
  /** From this moment on it is not offered. */
  readonly validUntil?: Date
}

/** What a house says of withdrawals by a method. */
export interface WithdrawalTerms {
  readonly offered: boolean
  /** Working days until the channel shows the money. */
  readonly days?: number | undefined
  /** Whether staff need to know the account that it goes to. */
  readonly account: boolean
  /** True where the channel's fee for paying in is not returned. */
  readonly feeKept: boolean
}

/** A way to pay in, as configured. */
export interface Method {
  /** "unionpay": also the ledger's channel. */
  readonly id: string
  /** guidance: no payment of its own, explains how to use another one (`through`). */
  readonly kind: 'automatic' | 'manual' | 'guidance'
  readonly name: Readonly<Record<LocaleName, string>>
  readonly guidance: Readonly<Record<LocaleName, string>>
  /** Other words people type for it ("云闪付", "ysf"). */
  readonly words: readonly string[]
  readonly through: readonly string[]
  /** Whose readers see it at the head of the list. */
  readonly first?: readonly LocaleName[]
  /** automatic: where to pay; {amount}, {customer}, {method} are filled in, URL-encoded. */
  readonly link?: string
  readonly minimum?: Money
  readonly maximum?: Money
  /** How balance goes back by it. Absent: it is offered, and nothing is said of how long it takes. */
  readonly withdrawal?: WithdrawalTerms | undefined
  readonly codes: readonly CollectionCode[]
}

export type Methods = readonly Method[]

/** The method of that id; undefined when it is not configured (any more). */
export const methodById = (methods: Methods, id: string): Method | undefined => methods.find((method) => method.id === id)

/** The methods by which this amount can be paid now; guidance where one of the methods it leads through is among them. */
export function offered(methods: Methods, amount: Money, now: Date): Methods {
  const payable = methods.filter((method) => accepts(method, amount, now))
  return methods.filter((method) => payable.includes(method) || payable.some(({ id }) => method.through.includes(id)))
}

/** True when this amount can be paid by this method now. */
export function accepts(method: Method, amount: Money, now: Date): boolean {
  if (method.kind === 'guidance') return false
  const { minimum, maximum } = limitsOf(method, now)
  if (minimum && amount.minor < minimum.minor) return false
  if (maximum && amount.minor > maximum.minor) return false
  return method.kind === 'automatic' || codeFor(method, amount, now) !== undefined
}

/** The collection code to pay this amount by, with its index in the configuration: the first that is valid and takes as much. */
export function codeFor(method: Method, amount: Money, now: Date): { readonly code: CollectionCode; readonly index: number } | undefined {
  const index = method.codes.findIndex((code) => valid(code, now) && (!code.cap || amount.minor <= code.cap.minor))
  const code = method.codes[index]
  return code && { code, index }
}

/** What one payment by this method may be now; a manual method takes at most what its most generous valid code takes. */
export function limitsOf(method: Method, now: Date): { readonly minimum?: Money; readonly maximum?: Money } {
  const codes = method.codes.filter((code) => valid(code, now))
  const caps = codes.flatMap(({ cap }) => (cap ? [cap] : []))
  const cap = caps.length > 0 && caps.length === codes.length ? caps.reduce(larger) : undefined
  const maximum = cap && method.maximum ? smaller(cap, method.maximum) : (cap ?? method.maximum)
  return { ...(method.minimum ? { minimum: method.minimum } : {}), ...(maximum ? { maximum } : {}) }
}

/** True when the method can be paid by at all now, by some amount. */
export const available = (method: Method, now: Date): boolean =>
  method.kind === 'automatic' || (method.kind === 'manual' && method.codes.some((code) => valid(code, now)))

/** The link of an automatic method with everything filled in, URL-encoded; undefined when the method has none. */
export function paymentLink(
  method: Method,
  values: { readonly amount: Money; readonly customer: string; readonly method: string },
): string | undefined {
  if (!method.link) return undefined
  const texts: Readonly<Record<string, string>> = { ...values, amount: toMajor(values.amount) }
  const link = method.link.replace(/\{(amount|customer|method)\}/g, (_, name: string) => encodeURIComponent(texts[name] ?? ''))
  return new URL(link).protocol === 'https:' ? link : undefined
}

const valid = (code: CollectionCode, now: Date): boolean => !code.validUntil || now < code.validUntil
const larger = (a: Money, b: Money): Money => (b.minor > a.minor ? b : a)
const smaller = (a: Money, b: Money): Money => (b.minor < a.minor ? b : a)
