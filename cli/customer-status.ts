import type { Command } from 'commander'
import { type Status, setStatus } from '../src/billing/customer-status.ts'
import { answer } from './answer.ts'
import { noCustomer } from './customer.ts'
import { inHouse } from './house.ts'
import { read, withExample, withJson } from './options.ts'
import { amount } from './print.ts'

/** `purser customer freeze|close|reopen` */
export function addCustomerStatus(customer: Command): void {
  change(
    customer,
    'freeze',
    'frozen',
    'put an account on hold: it may look and send proof of what was paid, no more',
    'card reported stolen',
  )
  change(customer, 'close', 'closed', 'close an account: it may look, no more', 'left us')
  change(customer, 'reopen', 'active', 'make an account that is on hold or closed an ordinary one', 'checked')
}

function change(customer: Command, verb: string, status: Status, description: string, why: string): void {
  const command = customer
    .command(verb)
    .description(description)
    .argument('<number>', "the customer's number", read.customer)
    .requiredOption('--reason <text>', 'for the audit', read.text(500))
  if (status === 'closed') command.option('--anyway', 'although money is left on it')
  withExample(withJson(command), `purser customer ${verb} 10428 --reason "${why}"`).action(
    (number: string, { reason, anyway = false }: { reason: string; anyway?: boolean }) =>
      answer(command, () =>
        inHouse(async ({ config, db, by }) => {
          const wanted = { status, reason, currency: config.currency, anyway }
          const done = await db.$transaction((tx) => setStatus(tx, number, wanted, by))
          if (!done) return noCustomer(number)
          if (done.merged)
            return { refused: 'customer_merged', text: `Customer ${number} became part of another: see purser customer show.` }
          if (done.left)
            return { refused: 'balance_left', text: `Customer ${number} still has ${amount(done.left)}. Settle it first, or say --anyway.` }
          const text = done.changed ? `Customer ${number} is ${status} now.` : `Customer ${number} was ${status} already.`
          return { text, data: { number, status, changed: done.changed } }
        }),
      ),
  )
}
