import { hash } from 'node:crypto'
import { AppError, fail } from '../errors.ts'
import { type AccountRef, KINDS, type Kind, type NewTransfer, type Posting, type Reversal } from './types.ts'

/** The most one transfer moves, in minor units: far above any payment, far below where 64-bit sums could overflow. */
export const MOST = 1_000_000_000_000_000n

/** The most a balance may reach in either direction; the database's functions know the same number. */
export const LARGEST_BALANCE = 1_000_000_000_000_000_000n

/** The code of the account's row: "wallet:10428", "channel:unionpay:CNY", "revenue:CNY". */
export const accountCode = (ref: AccountRef, currency: string): string => (isWallet(ref) ? ref : `${ref}:${currency}`)

/** The reverse of `accountCode`. */
export const accountRef = (code: string): AccountRef => (isWallet(code) ? code : code.replace(/:[A-Z]{3}$/, '')) as AccountRef

export const isWallet = (ref: string): ref is `wallet:${bigint}` => ref.startsWith('wallet:')

/** The wallet a transfer touches, if any. */
export const walletOf = (transfer: NewTransfer): `wallet:${bigint}` | undefined => [transfer.from, transfer.to].find(isWallet)

/** How a reference is compared and kept: NFKC, without spaces and dashes (a dash put in does not make another payment), upper case. */
export const normalReference = (reference: string): string =>
  reference
    .normalize('NFKC')
    .replace(/[\s\p{Pd}]+/gu, '')
    .toUpperCase()

/** The same posting with its references normalised; throws invalid_transfer for whatever the ledger cannot mean. */
export function checkPosting(key: string, transfers: readonly NewTransfer[]): Posting {
  checkText('key', key, 200)
  if (transfers.length === 0 || transfers.length > 1000) refuse('a posting has 1 to 1000 transfers')
  return { key, transfers: transfers.map(checkTransfer) }
}

/** As `checkPosting`, for one of many: with the refusal as the outcome. */
export function checked({ key, transfers }: Posting): Posting | AppError {
  try {
    return checkPosting(key, transfers)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

/** 32 hex digits over what the caller gave: equal for equal content, whenever it is given. */
export function fingerprint(transfers: readonly NewTransfer[]): string {
  return digest(
    transfers.map((t) => [
      t.from,
      t.to,
      String(t.amount.minor),
      t.amount.currency,
      t.kind,
      t.occurredAt.getTime(),
      t.actor,
      t.source,
      t.channel ?? null,
      t.reference ?? null,
      t.product ?? null,
      t.productId ?? null,
      t.reason ?? null,
      t.forced ?? false,
    ]),
  )
}

/** The same for a reversal; throws invalid_transfer like `checkPosting`. */
export function reversalFingerprint(transfer: bigint, how: Reversal): string {
  checkText('key', how.key, 200)
  checkWho(how)
  checkText('reason', how.reason, 1000)
  return digest(['reversal', String(transfer), how.reason, how.actor, how.source, how.occurredAt.getTime(), how.forced ?? false])
}

const digest = (content: readonly unknown[]): string => hash('sha256', JSON.stringify(content), 'hex').slice(0, 32)

function checkTransfer(transfer: NewTransfer): NewTransfer {
  const { from, to, amount, kind } = transfer
  if (amount.minor <= 0n || amount.minor > MOST) refuse(`an amount is 1 to ${MOST} minor units`)
  if (!/^[A-Z]{3}$/.test(amount.currency)) refuse('a currency is three capital letters')
  checkAccount(from)
  checkAccount(to)
  if (from === to) refuse('the two accounts are the same')
  if (isWallet(from) && isWallet(to)) refuse('money between two wallets goes through clearing')
  if (!KINDS.includes(kind) || kind === 'reversal' || !fits(kind, from, to)) refuse(`a ${kind} does not go from ${from} to ${to}`)
  if (kind === 'withdrawal' && transfer.channel === undefined && (from === 'clearing' || to === 'clearing'))
    refuse('a withdrawal through clearing names its channel')
  checkWho(transfer)
  if (transfer.channel !== undefined) checkAccount(`channel:${transfer.channel}`)
  if (transfer.reference !== undefined && transfer.channel === undefined) refuse('a reference needs its channel')
  for (const name of ['product', 'productId', 'reason'] as const) {
    if (transfer[name] !== undefined) checkText(name, transfer[name], 1000)
  }
  if (transfer.reference === undefined) return transfer
  const reference = normalReference(transfer.reference)
  checkText('reference', reference, 200)
  return { ...transfer, reference }
}

const isSide = (ref: string): 'wallet' | 'channel' | string => ref.split(':', 1)[0] ?? ''

/** Which accounts a kind may move money between; an adjustment is the one that may move it anywhere. */
const fits = (kind: Kind, from: AccountRef, to: AccountRef): boolean =>
  kind === 'adjustment' || (WAYS[kind]?.includes(`${isSide(from)} ${isSide(to)}`) ?? false)

const WAYS: Partial<Record<Kind, readonly string[]>> = {
  opening: ['opening wallet', 'wallet opening'],
  recharge: ['channel wallet'],
  cost: ['wallet revenue'],
  refund: ['revenue wallet'],
  withdrawal: ['wallet channel', 'wallet clearing', 'clearing channel'],
  move: ['wallet clearing', 'clearing wallet'],
}

/** Throws invalid_transfer unless it names an account that could exist. */
export function checkAccount(ref: string): void {
  if (!/^(wallet:[1-9]\d{0,17}|channel:[a-z0-9][a-z0-9_-]{0,63}|revenue|adjustments|opening|clearing)$/.test(ref)) refuse('no such account')
}

function checkWho(what: { actor: string; source: string; occurredAt: Date }): void {
  checkText('actor', what.actor, 200)
  checkText('source', what.source, 200)
  const year = what.occurredAt.getUTCFullYear()
  if (!(year >= 1000 && year <= 9999)) refuse('occurredAt is not a time')
}

/** Written as ranges: properties of Unicode take several times as long. */
const UNFIT = /[\0\ud800-\udfff]/u

/** PostgreSQL keeps neither NUL nor half a character, and the key's index has a limit. */
function checkText(name: string, text: string, most: number): void {
  if (text.length === 0 || text.length > most) refuse(`${name} has 1 to ${most} characters`)
  if (UNFIT.test(text)) refuse(`${name} is not well-formed text`)
}

function refuse(why: string): never {
  fail('invalid_transfer', { why })
}
