import type { Command } from 'commander'
import { createCustomer, customerByNumber, type ListedCustomer, listCustomers } from '../src/billing/customers.ts'
import { waitingRequests } from '../src/billing/link-requests.ts'
import { takeOffLost } from '../src/commands/lost-chat.ts'
import { type Customer, holdLock } from '../src/db.ts'
import { createLedger, wallet } from '../src/ledger/index.ts'
import { change } from '../src/ledger/types.ts'
import { createOutbox } from '../src/outbox.ts'
import { answer, type Refused } from './answer.ts'
import { addCustomerStatus } from './customer-status.ts'
import { type House, inHouse } from './house.ts'
import { read, withExample, withJson } from './options.ts'
import { amount, facts, table, time } from './print.ts'

/** `purser customer add|show|list` */
export function addCustomer(program: Command): void {
  const customer = program.command('customer').description('who holds a balance')
  add(customer)
  show(customer)
  unlink(customer)
  list(customer)
  addCustomerStatus(customer)
}

/** What a command answers that was given a number nobody has. */
export const noCustomer = (number: string): Refused => ({ refused: 'no_customer', text: `There is no customer ${number}.` })

function add(customer: Command): void {
  const command = customer
    .command('add')
    .description('make a customer with an empty wallet')
    .option('--number <number>', 'what people call their UID (default: the next free number)', read.customer)
    .option('--name <name>', 'as staff see it', read.text(100))
  withExample(withJson(command), 'purser customer add --number 10428 --name "Lin Xiao"').action(
    (options: { number?: string; name?: string }) =>
      answer(command, () =>
        inHouse(async (house) => {
          const { config, db, by } = house
          const who = { currency: config.currency, ...options }
          const made = await db.$transaction((tx) => createCustomer(tx, who, by))
          if (!made) return { refused: 'number_taken', text: `Number ${options.number} belongs to a customer already.` }
          return { text: `Customer ${made.number} was added.`, data: await described(house, made) }
        }),
      ),
  )
}

function show(customer: Command): void {
  const command = customer.command('show').description('one customer').argument('<number>', "the customer's number", read.customer)
  withExample(withJson(command), 'purser customer show 10428').action((number: string) =>
    answer(command, () =>
      inHouse(async (house) => {
        const found = await customerByNumber(house.db, number)
        if (!found) return noCustomer(number)
        const data = await described(house, found)
        const { zone } = house.config
        const text = facts({
          number: data.number,
          name: data.name || undefined,
          status: data.mergedInto ? `${data.status}: part of ${data.mergedInto}` : data.status,
          'with it': data.merged.join(', ') || undefined,
          balance: amount(data.balance),
          'last movement': data.latest && `${data.latest.kind} ${amount(data.latest.change)}, ${time(data.latest.occurredAt, zone)}`,
          chats: data.chats.map((chat) => `${chat.platform} ${chat.user}${chat.owner ? ' (owner)' : ''}`).join(', ') || 'none',
          'asks to be linked':
            data.requests.map(({ platform, user, expiresAt }) => `${platform} ${user} until ${time(expiresAt, zone)}`).join(', ') ||
            undefined,
          'open tickets': String(data.openTickets),
          since: time(data.createdAt, zone),
        })
        return { text, data }
      }),
    ),
  )
}

function unlink(customer: Command): void {
  const command = customer
    .command('unlink')
    .description('take a lost chat off a customer')
    .argument('<number>', "the customer's number", read.customer)
    .argument('<platform>', 'as `customer show` names it', read.word)
    .argument('<user>', "the platform's id of the person", read.text(200))
    .option('--workspace <id>', 'and its workspace, where the customer has that person in two', read.text(200))
    .requiredOption('--reason <text>', 'how you made sure who asks', read.text(300))
  withExample(withJson(command), 'purser customer unlink 10428 telegram 4711 --reason "called back on the number we have"').action(
    (number: string, platform: string, userId: string, { reason, workspace }: { reason: string; workspace?: string }) =>
      answer(command, () =>
        inHouse(async ({ config, db, by }) => {
          const found = await customerByNumber(db, number)
          if (!found) return noCustomer(number)
          const gone = await db.$transaction(async (tx) => {
            const where = { platform, userId, customerId: found.id, ...(workspace === undefined ? {} : { workspace }) }
            const [chat, ...others] = await tx.identity.findMany({ where })
            if (others.length > 0) return 'several' as const
            const outbox = createOutbox(tx, { config, places: [], ...by })
            const how = { db: tx, now: by.now, lock: (subject: string) => holdLock(tx, subject), ...outbox }
            const gone = chat && (await takeOffLost(how, found, chat.id, reason))
            await outbox.flush()
            return gone
          })
          if (gone === 'several')
            return {
              refused: 'several_chats',
              text: `Customer ${number} has ${platform} ${userId} in several workspaces: name one by --workspace.`,
            }
          if (!gone) return { refused: 'no_chat', text: `Customer ${number} has no chat ${platform} ${userId}.` }
          return { text: `${platform} ${userId} is no longer linked to customer ${number}.`, data: { number, platform, user: userId } }
        }),
      ),
  )
}

function list(customer: Command): void {
  const command = customer
    .command('list')
    .description('customers, in the order they were made')
    .option('--search <text>', 'only those whose number or name holds it', read.text(100))
    .option('--after <number>', 'go on after this customer', read.customer)
    .option('--limit <count>', 'at most so many', read.count(1000), 50)
  withExample(withJson(command), 'purser customer list --search lin').action(
    (options: { search?: string; after?: string; limit: number }) =>
      answer(command, () =>
        inHouse(async ({ config, db }) => {
          const { limit } = options
          if (options.after !== undefined && !(await customerByNumber(db, options.after))) return noCustomer(options.after)
          const found = await listCustomers(db, { ...options, limit: limit + 1 })
          const shown = found.slice(0, limit)
          const next = found.length > limit ? shown.at(-1)?.number : undefined
          const rows = shown.map((row) => [row.number, balanceOf(row), row.status, time(row.createdAt, config.zone), row.name])
          const more = next ? `\nMore: --after ${next}` : ''
          const text = shown.length > 0 ? table(['NUMBER', 'BALANCE', 'STATUS', 'SINCE', 'NAME'], rows) + more : 'No customers.'
          return { text, data: { customers: shown.map(brief), ...(next ? { next } : {}) } }
        }),
      ),
  )
}

const balanceOf = ({ balance }: ListedCustomer): string => (balance ? amount(balance) : 'no wallet')

const brief = ({ number, name, status, createdAt, balance }: ListedCustomer) => ({
  number,
  name,
  status,
  createdAt,
  ...(balance ? { balance } : {}),
})

/** A customer with what surrounds them. */
async function described({ config, db, by }: House, customer: Customer) {
  const ledger = createLedger(db)
  const [balance, latest, chats, requests, openTickets, into, merged] = await Promise.all([
    ledger.balance(wallet(customer.id), config.currency),
    ledger.latest(customer.id),
    db.identity.findMany({ where: { customerId: customer.id }, orderBy: { id: 'asc' } }),
    waitingRequests(db, customer.id, by.now),
    db.ticket.count({ where: { customerId: customer.id, state: 'open' } }),
    customer.mergedInto === null ? null : db.customer.findUnique({ where: { id: customer.mergedInto } }),
    db.customer.findMany({ where: { mergedInto: customer.id }, orderBy: { id: 'asc' } }),
  ])
  return {
    ...brief({ ...customer, balance }),
    balance,
    ...(latest
      ? { latest: { id: latest.id, kind: latest.kind, amount: latest.amount, change: change(latest), occurredAt: latest.occurredAt } }
      : {}),
    chats: chats.map(({ platform, workspace, userId, name, owner }) => ({ platform, workspace, user: userId, name, owner })),
    requests: requests.map(({ identity, expiresAt }) => ({
      platform: identity.platform,
      user: identity.userId,
      name: identity.name,
      expiresAt,
    })),
    openTickets,
    ...(into ? { mergedInto: into.number } : {}),
    merged: merged.map(({ number }) => number),
  }
}
