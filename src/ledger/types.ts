import { type Money, negate } from '../money.ts'

/** Why a transfer was made. `move` is between customers, through the clearing account. */
export const KINDS = ['opening', 'recharge', 'cost', 'refund', 'withdrawal', 'adjustment', 'reversal', 'move'] as const
export type Kind = (typeof KINDS)[number]

/**
 * The kinds that bring money by a channel, take it back there, or carry it to another customer under the channel's name. An adjustment does when
 * it names one: a payment that the bank took back.
 */
export const THROUGH_CHANNELS: readonly Kind[] = ['opening', 'recharge', 'withdrawal', 'move', 'adjustment']

/**
 * A place where money is. A wallet is named by the customer's id; a channel by its name ("unionpay"); the others are
 * one per currency. The currency is the transfer's.
 */
export type AccountRef = `wallet:${bigint}` | `channel:${string}` | 'revenue' | 'adjustments' | 'opening' | 'clearing'

export const wallet = (customerId: bigint): AccountRef => `wallet:${customerId}`
export const channel = (name: string): AccountRef => `channel:${name}`

/** One positive amount to be moved. At most one side is a wallet. */
export interface NewTransfer {
  readonly from: AccountRef
  readonly to: AccountRef
  readonly amount: Money
  readonly kind: Kind
  /** When it happened. */
  readonly occurredAt: Date
  /** "staff:3", "customer:10428", "cli:root", "system". */
  readonly actor: string
  /** "ticket:3058", "recharge:77", "import:...", "api:...". */
  readonly source: string
  readonly channel?: string
  /** The channel's own number of the payment. One reference of one channel credits once. */
  readonly reference?: string
  readonly product?: string
  readonly productId?: string
  readonly reason?: string
  /** A lead lets the wallet go below its floor. */
  readonly forced?: boolean
}

/** A transfer as it stands in the ledger. */
export interface Transfer extends NewTransfer {
  /** Short, stable, sortable: what people call the record's ID. */
  readonly id: bigint
  readonly key: string
  readonly postedAt: Date
  /** The wallet's balance after it; absent where no wallet is touched. */
  readonly balanceAfter?: Money
  readonly reverses?: bigint
  /** Of a reversal: the kind of the transfer it reverses. It stands in that kind's list, and lowers that kind's totals. */
  readonly undoes?: Kind
  /** The reversal that undid this transfer, if any. */
  readonly reversedBy?: bigint
}

/** What a transfer did to its wallet's balance: "-" when money left it. Throws when it touches no wallet. */
export function change(transfer: NewTransfer): Money {
  if (transfer.to.startsWith('wallet:')) return transfer.amount
  if (transfer.from.startsWith('wallet:')) return negate(transfer.amount)
  throw new TypeError('a transfer without a wallet changes no balance')
}

/** One item of a batch, or of the stream: a key and its transfers, all or nothing. */
export interface Posting {
  readonly key: string
  readonly transfers: readonly NewTransfer[]
}

/** What `post` answers: ids in the order given, the wallet's balance after, and whether the key had been posted before. */
export interface Posted {
  readonly ids: readonly bigint[]
  /** Of the last transfer that touched a wallet. */
  readonly balance?: Money
  readonly duplicate: boolean
}

export interface RecordsQuery {
  /** Inclusive, by `occurredAt`. */
  readonly from?: Date
  /** Exclusive. */
  readonly to?: Date
  /** A product's name or ID, exactly. */
  readonly product?: string
  /** Opaque, from `RecordsPage`. */
  readonly cursor?: string
  readonly limit: number
}

export interface RecordsPage {
  /** Newest first by (occurredAt, id). */
  readonly records: readonly Transfer[]
  readonly older?: string
  readonly newer?: string
}

export interface SummaryQuery {
  readonly kind?: Kind
  readonly from?: Date
  readonly to?: Date
  readonly product?: string
  /** `zone` (IANA) says where a day begins. */
  readonly by?: { readonly product?: boolean; readonly time?: 'day' | 'month'; readonly zone: string }
}

/** How and why a transfer is undone. */
export interface Reversal {
  readonly key: string
  readonly reason: string
  readonly actor: string
  readonly source: string
  readonly occurredAt: Date
  /** A lead lets the wallet go below its floor. */
  readonly forced?: boolean
}

export interface SummaryRow {
  readonly kind: Kind
  readonly product?: string
  /** First instant of the day or month, in the zone asked for; absent when not grouped by time. */
  readonly period?: Date
  /** What these transfers did to the balance: negative for costs. Over all kinds, it is the balance. */
  readonly total: Money
  /** Transfers and reversals: as many as `records` lists. */
  readonly count: number
}

/**
 * The only door to money. Every method may throw AppError: insufficient_funds, key_conflict, already_reversed,
 * already_credited, currency_mismatch, unknown_account, invalid_transfer; and invalid_input for a damaged cursor or zone.
 * A refusal leaves the caller's database transaction usable.
 */
export interface Ledger {
  /** Opens a customer's wallet; opening it again returns without effect. */
  openWallet(customerId: bigint, currency: string): Promise<void>
  /** All or nothing, one round trip. The same key with the same content returns the first result. */
  post(key: string, transfers: readonly NewTransfer[]): Promise<Posted>
  /** Thousands of single postings a call; each succeeds or fails for itself, exact about funds, in the order given. */
  postBatch(items: readonly Posting[]): Promise<readonly (Posted | Error)[]>
  /** A wallet's is on its row; of every other account it is the sum of its transfers (a scan: for reports, not for a chat). */
  balance(account: AccountRef, currency: string): Promise<Money>
  /** The balance as it was posted up to and including that instant. */
  balanceAt(account: AccountRef, currency: string, at: Date): Promise<Money>
  /** A customer's transfers of a kind, and the reversals of such transfers. Kind `reversal` lists every reversal. */
  records(customerId: bigint, kind: Kind, query: RecordsQuery): Promise<RecordsPage>
  /** Totals of a customer's transfers per kind, and grouped as asked; sorted by period, kind, product. */
  summary(customerId: bigint, query: SummaryQuery): Promise<readonly SummaryRow[]>
  /** Undoes one transfer by a new one that names it; once at most. Throws also not_found. */
  reverse(transfer: bigint, how: Reversal): Promise<Posted>
  /** One transfer by id; undefined when there is none. */
  transfer(id: bigint): Promise<Transfer | undefined>
  /** The transfer that credited this reference of this channel and was not reversed, if any. */
  credited(channel: string, reference: string): Promise<Transfer | undefined>
  /** Every transfer of a ticket, in the order they were posted: those whose source is "ticket:<id>". */
  ofTicket(ticket: bigint): Promise<readonly Transfer[]>
  /** What came into a customer's wallet by each channel and has not gone back; withdrawals that are under way have left it. Sorted by channel. */
  byChannel(customerId: bigint): Promise<readonly { readonly channel: string; readonly left: Money }[]>
  /** Those of these customers whose balance is less than what they spent on a day, on average of the days from `from` to `to` on which they did. */
  shortOfADay(
    customers: readonly bigint[],
    span: { readonly from: Date; readonly to: Date; readonly zone: string },
  ): Promise<readonly bigint[]>
  /** The latest transfer that touched a customer's wallet. */
  latest(customerId: bigint): Promise<Transfer | undefined>
}
