import type { FullDb } from '../db.ts'
import { fail } from '../errors.ts'
import { postBatch } from './batch.ts'
import { accountCode, checkAccount } from './content.ts'
import { post, reverse } from './post.ts'
import { balance, byChannel, credited, latest, ofTicket, transferById } from './read.ts'
import { records } from './records.ts'
import { shortOfADay, summary } from './summary.ts'
import { type Ledger, wallet } from './types.ts'

export { normalReference } from './content.ts'
export { bindWallets, openWallets, unbindWallets, unboundWallets } from './import.ts'
export { arrayLiteral } from './literal.ts'
export { createMemoryLedger } from './memory.ts'
export { LATEST } from './read.ts'
export { type Opened, opened, rehearse } from './rehearse.ts'
export { createPostingStream, type PostingStream } from './stream.ts'
export * from './types.ts'
export { type Verification, verify } from './verify.ts'

/** The ledger on a client, or on a transaction: a posting then joins the caller's transaction and is undone with it. */
export function createLedger(db: FullDb): Ledger {
  return {
    openWallet: (customerId, currency) => openWallet(db, customerId, currency),
    post: (key, transfers) => post(db, key, transfers),
    postBatch: (items) => postBatch(db, items),
    balance: (account, currency) => balance(db, account, currency),
    balanceAt: (account, currency, at) => balance(db, account, currency, at),
    records: (customerId, kind, query) => records(db, customerId, kind, query),
    summary: (customerId, query) => summary(db, customerId, query),
    reverse: (transfer, how) => reverse(db, transfer, how),
    transfer: (id) => transferById(db, id),
    credited: (channel, reference) => credited(db, channel, reference),
    ofTicket: (ticket) => ofTicket(db, ticket),
    byChannel: (customerId) => byChannel(db, customerId),
    shortOfADay: (customers, span) => shortOfADay(db, customers, span),
    latest: (customerId) => latest(db, customerId),
  }
}

async function openWallet(db: FullDb, customerId: bigint, currency: string): Promise<void> {
  const code = accountCode(wallet(customerId), currency)
  checkAccount(code)
  if (!/^[A-Z]{3}$/.test(currency)) fail('invalid_transfer', { why: 'a currency is three capital letters' })
  await db.$executeRaw`insert into account (code, currency, wallet, customer_id)
    select ${code}, ${currency}, true, id from customer where id = ${customerId} on conflict do nothing`
  const [opened] = await db.$queryRaw<{ currency: string }[]>`select currency from account where code = ${code}`
  if (!opened) fail('unknown_account', { account: code })
  if (opened.currency !== currency) fail('currency_mismatch', { expected: opened.currency, given: currency })
}
