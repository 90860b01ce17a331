import type { Command } from 'commander'
import { type Purpose, postByHand } from '../src/billing/by-hand.ts'
import { customerByNumber } from '../src/billing/customers.ts'
import type { Customer, Database } from '../src/db.ts'
import { createLedger } from '../src/ledger/index.ts'
import { answer, type Refused } from './answer.ts'
import { noCustomer } from './customer.ts'
import { inHouse } from './house.ts'
import { amountOf, momentOf, read, withExample, withJson, wrong } from './options.ts'
import { amount } from './print.ts'

/** `purser post recharge|cost|refund|adjustment` */
export function addPost(program: Command): void {
  const post = program.command('post').description("write to a customer's books, once for each key")
  recharge(post)
  product(post, 'cost', 'take the price of a product from the wallet')
  product(post, 'refund', "give a product's price back to the wallet")
  adjustment(post)
}

interface Common {
  readonly key: string
  readonly customer: string
  readonly amount: string
  readonly at?: string
}

/** How far ahead the clock of the system that posts may be, in milliseconds. */
const AHEAD = 5 * 60_000

/** What all four take. */
const posting = (post: Command, kind: string, description: string): Command =>
  post
    .command(kind)
    .description(description)
    .requiredOption('--key <key>', 'your own name for this posting: the same key never posts twice', read.text(200))
    .requiredOption('--customer <number>', "the customer's number", read.customer)
    .requiredOption('--amount <amount>', 'digits in the house currency, for example 128.00')
    .option('--at <time>', 'when it happened, for example 2026-11-18T14:32:05+08:00 (default: now)')

function recharge(post: Command): void {
  const command = posting(post, 'recharge', 'put money in that was paid by a channel')
    .requiredOption('--channel <name>', "how it was paid: a method's id, for example unionpay", read.word)
    .option('--reference <number>', "the channel's own number of the payment: it credits once", read.text(200))
    .option('--reason <text>', 'why, for the books', read.text(500))
  const example = 'purser post recharge --key pay-7781 --customer 10428 --amount 100.00 --channel alipay --reference 2026112422001'
  withExample(withJson(command), example).action((options: Common & { channel: string; reference?: string; reason?: string }) => {
    const { channel, reference, reason } = options
    return postOne(command, options, { kind: 'recharge', channel, reference, reason })
  })
}

function product(post: Command, kind: 'cost' | 'refund', description: string): void {
  const command = posting(post, kind, description)
    .option('--product <name>', 'as the customer reads it', read.text(200))
    .option('--product-id <id>', 'as your system knows it', read.text(200))
    .option('--reason <text>', 'why, for the books', read.text(500))
  const example = `purser post ${kind} --key ${kind}-rcs-20871-1124 --customer 10428 --amount 1.50 --product "Cloud server" --product-id rcs-20871`
  withExample(withJson(command), example).action((options: Common & { product?: string; productId?: string; reason?: string }) => {
    const { product, productId, reason } = options
    return postOne(command, options, { kind, product, productId, reason })
  })
}

function adjustment(post: Command): void {
  const command = posting(post, 'adjustment', 'put right what no other posting can: above zero gives, below zero takes')
    .requiredOption('--reason <text>', 'why, for the books', read.text(500))
    .option('--channel <name>', 'of a payment that the bank took back: how it had been paid', read.word)
  const example = 'purser post adjustment --key adj-12 --customer 10428 --amount -3.00 --reason "charged twice on 20 November"'
  withExample(withJson(command), example).action((options: Common & { reason: string; channel?: string }) =>
    postOne(command, options, { kind: 'adjustment', channel: options.channel, reason: options.reason }),
  )
}

/** A key that was posted before is answered as it was; what is new is told where the account went. */
async function merged(db: Database, customer: Customer, key: string): Promise<Refused | undefined> {
  if (await db.transfer.findFirst({ where: { key }, select: { id: true } })) return undefined
  const into = await db.customer.findUniqueOrThrow({ where: { id: customer.mergedInto ?? 0n } })
  return { refused: 'customer_merged', text: `Customer ${customer.number} became part of ${into.number}: post it there.` }
}

const postOne = (command: Command, options: Common, purpose: Purpose): Promise<void> =>
  answer(command, () =>
    inHouse(async ({ config, db, by }) => {
      const { key, customer: number } = options
      const customer = await customerByNumber(db, number)
      if (!customer) return noCustomer(number)
      const elsewhere = customer.mergedInto !== null && purpose.kind === 'cost' ? await merged(db, customer, key) : undefined
      if (elsewhere) return elsewhere
      const sum = amountOf(command, options.amount, config.currency, { signed: purpose.kind === 'adjustment' })
      const at = options.at === undefined ? undefined : momentOf(command, options.at, config.zone)
      if (at && at.getTime() > by.now.getTime() + AHEAD) wrong(command, '--at: this is still to come')
      const what = { ...purpose, customerId: customer.id, amount: sum, at }
      const { ids, duplicate, balance } = await postByHand(db, createLedger(db), key, what, by)
      const id = String(ids[0])
      const done = duplicate ? `Posted before under this key, as ${id}; nothing was posted now` : `Posted as ${id}`
      const after = balance ? ` Balance after it: ${amount(balance)}.` : ''
      const text = `${done}: ${purpose.kind} ${amount(sum)}, customer ${number}.${after}`
      return { text, data: { id, key, duplicate, kind: purpose.kind, customer: number, amount: sum, ...(balance ? { balance } : {}) } }
    }),
  )
