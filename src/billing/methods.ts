import type { LocaleName } from '../../locales/index.ts'
import type { Money } from '../money.ts'

/** A collection code of a manual method: the picture that people scan, and whom it pays. */
export interface CollectionCode {
  /** Absolute path of the picture file. */
  readonly picture: string
  /** The payee's name as the paying app shows it. */
  readonly payee: string
  readonly cap?: Money
  readonly validUntil?: Date
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
  /** automatic: where to pay; {amount}, {customer}, {method} are filled in, URL-encoded. */
  readonly link?: string
  readonly minimum?: Money
  readonly maximum?: Money
  readonly codes: readonly CollectionCode[]
}

export type Methods = readonly Method[]
