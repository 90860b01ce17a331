import { AppError, fail } from '../errors.ts'
import { type Money, money } from '../money.ts'
import {
  accountCode,
  checkAccount,
  checkPosting,
  fingerprint,
  isWallet,
  LARGEST_BALANCE,
  normalReference,
  reversalFingerprint,
  walletOf,
} from './content.ts'
import { byChannelOf, isShort, recordsOf, summaryOf } from './memory-lists.ts'
import {
  type AccountRef,
  change,
  type Ledger,
  type NewTransfer,
  type Posted,
  type Posting,
  type Reversal,
  type Transfer,
  wallet,
} from './types.ts'

/** One posted key: the fingerprint of its content and the ids it made. */
interface Known {
  readonly print: string
  readonly ids: readonly bigint[]
}

interface Books {
  /** Currency by wallet. */
  readonly wallets: Map<string, string>
  readonly keys: Map<string, Known>
  /** By id, in the order of posting. */
  readonly transfers: Map<bigint, Transfer>
  readonly now: () => Date
}

/** What may differ from transfer to transfer beyond what `post` is given. */
type Draft = NewTransfer & Pick<Transfer, 'reverses' | 'undoes'>

/**
 * The ledger's rules without a database: the oracle of the property tests, and a ledger for trying things out. One process, one
 * caller at a time; a floor is always 0; every customer exists. `now` gives `postedAt`.
 */
export function createMemoryLedger(now: () => Date): Ledger {
  const books: Books = { wallets: new Map(), keys: new Map(), transfers: new Map(), now }
  return {
    openWallet: async (customerId, currency) => openWallet(books, customerId, currency),
    post: async (key, transfers) => postChecked(books, checkPosting(key, transfers)),
    postBatch: async (items) => items.map((item) => attempt(() => postChecked(books, checkPosting(item.key, item.transfers)))),
    balance: async (account, currency) => balance(books, account, currency),
    balanceAt: async (account, currency, at) => balance(books, account, currency, at),
    records: async (customerId, kind, query) => recordsOf(ofWallet(books, customerId), kind, query),
    summary: async (customerId, query) => summaryOf(ofWallet(books, customerId), query),
    reverse: async (transfer, how) => reverse(books, transfer, how),
    transfer: async (id) => seen(books, books.transfers.get(id)),
    credited: async (channel, reference) => seen(books, credited(books, channel, normalReference(reference))),
    ofTicket: async (ticket) =>
      [...books.transfers.values()]
        .filter(({ source }) => source === `ticket:${ticket}`)
        .map((transfer) => seen(books, transfer) ?? transfer),
    byChannel: async (customerId) => byChannelOf(ofWallet(books, customerId)),
    shortOfADay: async (customers, { from, to, zone }) =>
      customers.filter((id) => {
        const mine = ofWallet(books, id)
        const rows = summaryOf(mine, { kind: 'cost', from, to, by: { time: 'day', zone } })
        return isShort(mine.at(-1)?.balanceAfter?.minor ?? 0n, rows)
      }),
    latest: async (customerId) => ofWallet(books, customerId).at(-1),
  }
}

function openWallet({ wallets }: Books, customerId: bigint, currency: string): void {
  const ref = wallet(customerId)
  checkAccount(ref)
  if (!/^[A-Z]{3}$/.test(currency)) fail('invalid_transfer', { why: 'a currency is three capital letters' })
  const known = wallets.get(ref) ?? currency
  if (known !== currency) fail('currency_mismatch', { expected: known, given: currency })
  wallets.set(ref, currency)
}

/** The first transfer's accounts, then the key, then transfer by transfer: the order in which the database's functions look, too. */
function postChecked(books: Books, { key, transfers }: Posting): Posted {
  if (transfers[0]) checkWallet(books, transfers[0])
  const known = repeated(books, key, fingerprint(transfers))
  if (known) return known
  const postedAt = books.now()
  const drafts: Transfer[] = []
  for (const transfer of transfers) {
    checkWallet(books, transfer)
    drafts.push(next(books, key, transfer, drafts, postedAt))
  }
  return keep(books, key, fingerprint(transfers), drafts)
}

function reverse(books: Books, id: bigint, how: Reversal): Posted {
  const print = reversalFingerprint(id, how)
  const original = books.transfers.get(id) ?? fail('not_found', {})
  const known = repeated(books, how.key, print)
  if (known) return known
  if (original.reverses !== undefined) fail('invalid_transfer', { why: 'a reversal is not reversed: post the transfer again' })
  if (reversalOf(books, id)) fail('already_reversed', { transfer: String(id) })
  const { amount, channel, reference, product, productId } = original
  const { reason, actor, source, occurredAt } = how
  const opposite: Draft = {
    ...{ from: original.to, to: original.from, amount, kind: 'reversal', occurredAt, actor, source, reason },
    ...(channel === undefined ? {} : { channel }),
    ...(reference === undefined ? {} : { reference }),
    ...(product === undefined ? {} : { product }),
    ...(productId === undefined ? {} : { productId }),
    ...(how.forced ? { forced: true } : {}),
    reverses: id,
    undoes: original.kind,
  }
  return keep(books, how.key, print, [next(books, how.key, opposite, [], books.now())])
}

/** The transfer as it would be posted after `before` (the earlier legs of the same posting), or what speaks against it. */
function next(books: Books, key: string, draft: Draft, before: readonly Transfer[], postedAt: Date): Transfer {
  const { currency } = draft.amount
  const isCredit = (t: NewTransfer): boolean => t.kind === 'recharge' && t.channel === draft.channel && t.reference === draft.reference
  if (draft.kind === 'recharge' && draft.reference !== undefined && draft.channel !== undefined) {
    if (credited(books, draft.channel, draft.reference) || before.some(isCredit)) fail('already_credited', { reference: draft.reference })
  }
  const ref = walletOf(draft)
  const balanceBefore = ref && [...books.transfers.values(), ...before].findLast((t) => walletOf(t) === ref)?.balanceAfter
  const after = ref === undefined ? undefined : money((balanceBefore?.minor ?? 0n) + change(draft).minor, currency)
  if (after && ref === draft.from && !draft.forced && after.minor < 0n) {
    fail('insufficient_funds', { available: balanceBefore ?? money(0n, currency), needed: draft.amount })
  }
  if (after && (after.minor > LARGEST_BALANCE || after.minor < -LARGEST_BALANCE)) {
    fail('invalid_transfer', { why: 'the balance would become too large' })
  }
  const id = BigInt(books.transfers.size + before.length + 1)
  const { forced, ...content } = draft
  return { ...content, ...(forced ? { forced } : {}), id, key, postedAt, ...(after ? { balanceAfter: after } : {}) }
}

function keep(books: Books, key: string, print: string, drafts: readonly Transfer[]): Posted {
  for (const draft of drafts) books.transfers.set(draft.id, draft)
  books.keys.set(key, { print, ids: drafts.map(({ id }) => id) })
  return { ...answer(drafts), duplicate: false }
}

function repeated(books: Books, key: string, print: string): Posted | undefined {
  const known = books.keys.get(key)
  if (!known) return undefined
  if (known.print !== print) fail('key_conflict', { key })
  return { ...answer(known.ids.flatMap((id) => books.transfers.get(id) ?? [])), duplicate: true }
}

function answer(posted: readonly Transfer[]): Pick<Posted, 'ids' | 'balance'> {
  const balance = posted.findLast((transfer) => transfer.balanceAfter)?.balanceAfter
  return { ids: posted.map(({ id }) => id), ...(balance ? { balance } : {}) }
}

function checkWallet({ wallets }: Books, transfer: NewTransfer): void {
  const ref = walletOf(transfer)
  if (ref === undefined) return
  const expected = wallets.get(ref) ?? fail('unknown_account', { account: ref })
  const given = transfer.amount.currency
  if (expected !== given) fail('currency_mismatch', { expected, given })
}

function balance(books: Books, ref: AccountRef, currency: string, at?: Date): Money {
  checkAccount(ref)
  if (isWallet(ref)) {
    const expected = books.wallets.get(ref) ?? fail('unknown_account', { account: ref })
    if (expected !== currency) fail('currency_mismatch', { expected, given: currency })
  }
  const code = accountCode(ref, currency)
  let sum = 0n
  for (const t of books.transfers.values()) {
    if (at && t.postedAt > at) continue
    if (accountCode(t.to, t.amount.currency) === code) sum += t.amount.minor
    if (accountCode(t.from, t.amount.currency) === code) sum -= t.amount.minor
  }
  return money(sum, currency)
}

const reversalOf = (books: Books, id: bigint): Transfer | undefined => [...books.transfers.values()].find(({ reverses }) => reverses === id)

const credited = (books: Books, channel: string, reference: string): Transfer | undefined =>
  [...books.transfers.values()].find(
    (t) => t.kind === 'recharge' && t.channel === channel && t.reference === reference && !reversalOf(books, t.id),
  )

const ofWallet = (books: Books, customerId: bigint): readonly Transfer[] =>
  [...books.transfers.values()].filter((t) => walletOf(t) === wallet(customerId)).map((t) => seen(books, t))

/** A transfer as readers get it: with the reversal that undid it. */
function seen<T extends Transfer | undefined>(books: Books, transfer: T): T {
  const undone = transfer && reversalOf(books, transfer.id)
  return undone ? { ...transfer, reversedBy: undone.id } : transfer
}

function attempt(run: () => Posted): Posted | AppError {
  try {
    return run()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}
