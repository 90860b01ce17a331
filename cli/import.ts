import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { unboundWallets } from '../src/ledger/index.ts'
import { type Compared, closeImport, compareBalances } from '../src/moving/against.ts'
import { importCustomers, type Moving } from '../src/moving/customers.ts'
import { importRecords } from '../src/moving/records.ts'
import type { Problem } from '../src/moving/sheet.ts'
import { answer, EXIT, type Outcome, type Refused } from './answer.ts'
import { type House, inHouse } from './house.ts'
import { withExample, withJson, wrong } from './options.ts'
import { amount, counted, plain, table } from './print.ts'
import { progress } from './progress.ts'

/** `purser import customers|records|close` */
export function addImport(program: Command): void {
  const group = program.command('import').description('bring customers and their history along from another system')
  customers(group)
  records(group)
  close(group)
}

const APPLY = 'do it; without this everything is only checked, and nothing is changed'
const ANYWAY = 'also where the books have moved on since, or know a newer file'

interface Options {
  readonly apply?: boolean
  readonly anyway?: boolean
}

function customers(group: Command): void {
  const command = group
    .command('customers')
    .description('make customers with their opening balances, as a CSV file says')
    .argument('<csv>', 'the file; docs/moving-in.md says what is in it')
    .option('--apply', APPLY)
    .option('--anyway', ANYWAY)
  withExample(withJson(command), 'purser import customers customers.csv', 'purser import customers customers.csv --apply').action(
    (csv: string, { apply = false, anyway }: Options) =>
      run(command, csv, async (moving) => {
        const { sha256, lines, ...count } = await importCustomers({ ...moving, anyway }, csv, apply)
        const { added, changed, openings, total } = count
        const what = `${counted(added, 'customer')} added, ${changed} changed, ${counted(openings, 'opening balance')} posted (${amount(total)} together)`
        return { text: `${told(apply, lines, what)}${await open(moving, apply)}`, data: { applied: apply, sha256, lines, ...count } }
      }),
  )
}

function records(group: Command): void {
  const command = group
    .command('records')
    .description('post the history of customers that are there, as a CSV file says')
    .argument('<csv>', 'the file; docs/moving-in.md says what is in it')
    .option('--apply', APPLY)
    .option('--anyway', ANYWAY)
  withExample(withJson(command), 'purser import records records.csv', 'purser import records records.csv --apply').action(
    (csv: string, { apply = false, anyway }: Options) =>
      run(command, csv, async (moving) => {
        const { sha256, lines, ...count } = await importRecords({ ...moving, anyway }, csv, apply)
        const what = `${counted(count.posted, 'record')} posted, ${count.known} posted before`
        return { text: `${told(apply, lines, what)}${await open(moving, apply)}`, data: { applied: apply, sha256, lines, ...count } }
      }),
  )
}

function close(group: Command): void {
  const command = group
    .command('close')
    .description('compare every balance with the file of customers, and end the import: wallets cannot go below zero any more')
    .argument('<csv>', 'the file of customers, with the column balance')
    .option('--anyway', 'end it although balances differ')
  withExample(withJson(command), 'purser import close customers.csv').action((csv: string, { anyway = false }: Options) =>
    run(command, csv, async (moving) => {
      const found = await compareBalances(moving, csv)
      if (moving.wrong() > 0) return badLines(moving)
      const { text, data, code } = comparison(found)
      if (code !== EXIT.ok && !anyway) return { text: `${text}\nThe import stays open.`, data: { closed: false, ...data }, code }
      const wallets = await closeImport(moving.db, found, moving.by)
      if (wallets === undefined) return { refused: 'no_import', text: `${text}\nNo import is open.` }
      return {
        text: `${text}\nThe import is closed: ${counted(wallets, 'wallet')} cannot go below zero any more.`,
        data: { closed: true, ...data },
        code,
      }
    }),
  )
}

/** What comparing balances with a file came to: exit code 1 where they differ. */
export function comparison({ differences, compared, others, total }: Compared): Required<Omit<Outcome, 'data'>> & { data: object } {
  const shown = differences.slice(0, 100)
  const rows = shown.map((one) => [String(one.line), one.number, amount(one.expected), one.found ? amount(one.found) : 'no customer'])
  const more = differences.length > shown.length ? `\nand ${differences.length - shown.length} more` : ''
  const agrees = differences.length === 0
  const list = agrees ? 'Every balance agrees with the file.' : `${table(['LINE', 'CUSTOMER', 'IN THE FILE', 'IN THE BOOKS'], rows)}${more}`
  const text = `${list}\nCompared ${counted(compared, 'balance')} of the file (${amount(total)} together), ${differences.length} differ; ${counted(others, 'customer')} of ours it does not name.`
  return { text, data: { agrees, compared, total, others, differences }, code: agrees ? EXIT.ok : EXIT.failed }
}

/** What reading a file works with, and how many of its lines were wrong so far. */
export type Reading = Moving & { readonly wrong: () => number }

/** Opens the house, tells each wrong line on standard error as it is found, and refuses when there was one. */
export function run(command: Command, csv: string, work: (moving: Reading) => Promise<Outcome | Refused>): Promise<void> {
  if (!existsSync(csv)) wrong(command, `there is no file ${csv}`)
  return answer(command, () =>
    inHouse(async (house) => {
      const moving = reading(house)
      const outcome = await work(moving).finally(moving.end)
      return moving.wrong() > 0 && !('refused' in outcome) ? badLines(moving) : outcome
    }),
  )
}

/** For a house: how a file is read, with a bar and with its problems told. */
export function reading({ config, db, by }: House): Reading & { end: () => void } {
  const shown = progress()
  let count = 0
  const problem = ({ line, text }: Problem): void => {
    if (count++ === 0) shown.end()
    process.stderr.write(`line ${line}: ${plain(text)}\n`)
  }
  return { db, by, currency: config.currency, zone: config.zone, problem, wrong: () => count, progress: shown.of, end: shown.end }
}

/** What a file with wrong lines is answered. */
export const badLines = ({ wrong: count }: Reading): Refused => ({
  refused: 'wrong_lines',
  text: `${counted(count(), 'mistake')} in the file (above, by line). Nothing was done.`,
})

const told = (apply: boolean, lines: number, what: string): string =>
  apply
    ? `${counted(lines, 'line')} read: ${what}.`
    : `${counted(lines, 'line')} read, none is wrong. With --apply: ${what}. No change was made.`

/** Whether an import is open after it: also one that was closed before is, when more was posted `--anyway`. */
async function open({ db }: Moving, apply: boolean): Promise<string> {
  const wallets = apply ? await unboundWallets(db) : 0
  return wallets === 0 ? '' : `\nThe import is open: ${counted(wallets, 'wallet')} may go below zero until \`purser import close\` ends it.`
}
