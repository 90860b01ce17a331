import type { Command } from 'commander'
import { customerByNumber, issueLinkCode } from '../src/billing/customers.ts'
import { answer } from './answer.ts'
import { noCustomer } from './customer.ts'
import { inHouse } from './house.ts'
import { read, withExample, withJson } from './options.ts'
import { time } from './print.ts'

/** `purser link-code <customer>` */
export function addLinkCode(program: Command): void {
  const command = program
    .command('link-code')
    .description('print a one-time code by which a customer links a chat; earlier unused ones end')
    .argument('<customer>', "the customer's number", read.customer)
  withExample(withJson(command), 'purser link-code 10428').action((number: string) =>
    answer(command, () =>
      inHouse(async ({ config, db, by }) => {
        const customer = await customerByNumber(db, number)
        if (!customer) return noCustomer(number)
        const issued = await db.$transaction((tx) => issueLinkCode(tx, customer, by))
        if (!issued) return { refused: 'customer_closed', text: `The account of customer ${number} is closed.` }
        const { code, expiresAt } = issued
        const text = `${code}\nGood for one chat until ${time(expiresAt, config.zone)}: the customer sends "link ${code}" to Purser.`
        return { text, data: { customer: number, code, expiresAt } }
      }),
    ),
  )
}
