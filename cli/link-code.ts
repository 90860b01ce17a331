import { once } from 'node:events'
import type { Command } from 'commander'
import { customerByNumber, issueLinkCode, issueLinkCodes, type ListedCode } from '../src/billing/customers.ts'
import { csvLine } from '../src/moving/csv.ts'
import { answer } from './answer.ts'
import { noCustomer } from './customer.ts'
import { inHouse } from './house.ts'
import { read, withExample, withJson } from './options.ts'
import { counted, table, time } from './print.ts'

/** `purser link-code <customer>`, `purser link-codes` */
export function addLinkCode(program: Command): void {
  one(program)
  many(program)
}

function one(program: Command): void {
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

function many(program: Command): void {
  const command = program
    .command('link-codes')
    .description(
      'print a one-time code for each customer without a linked chat, for a letter or a mail to everybody; earlier unused ones end',
    )
    .option('--all', 'also for those who have a linked chat; never for closed accounts')
    .option('--days <count>', 'how long they are good', read.count(30), 7)
    .option('--csv', 'print CSV: number, name, code, expires_at')
  withExample(withJson(command), 'purser link-codes --all --csv > codes.csv').action(
    ({ all = false, days, csv = false }: { all?: boolean; days: number; csv?: boolean }) =>
      answer(command, () =>
        inHouse(async ({ config, db, by }) => {
          const expiresAt = new Date(by.now.getTime() + days * 24 * 3600_000)
          if (csv && command.opts().json !== true) {
            await write(['number', 'name', 'code', 'expires_at'])
            const count = await issueLinkCodes(db, { all, expiresAt }, by, async (codes) => {
              for (const { number, name, code } of codes) await write([number, name, code, expiresAt.toISOString()])
            })
            return { written: `${counted(count, 'code')}, good until ${time(expiresAt, config.zone)}.` }
          }
          const codes: ListedCode[] = []
          await issueLinkCodes(db, { all, expiresAt }, by, (some) => void codes.push(...some))
          const rows = codes.map(({ number, name, code }) => [number, name, code, time(expiresAt, config.zone)])
          return { text: table(['NUMBER', 'NAME', 'CODE', 'GOOD UNTIL'], rows), data: { codes, expiresAt } }
        }),
      ),
  )
}

/** A line of CSV, when whoever reads has room for it: a letter to everybody is not kept in memory. */
async function write(cells: readonly string[]): Promise<void> {
  if (!process.stdout.write(csvLine(cells))) await once(process.stdout, 'drain')
}
