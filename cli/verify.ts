import type { Command } from 'commander'
import { type Verification, verify } from '../src/ledger/index.ts'
import { compareBalances } from '../src/moving/against.ts'
import { answer, EXIT } from './answer.ts'
import { inHouse } from './house.ts'
import { badLines, comparison, reading } from './import.ts'
import { withExample, withJson } from './options.ts'
import { counted, table } from './print.ts'

/** `purser verify` */
export function addVerify(program: Command): void {
  const command = program
    .command('verify')
    .description('recompute the books and the audit chain, and print what disagrees')
    .option('--against <csv>', 'and compare every balance with a file of customers (columns number and balance)')
  withExample(withJson(command), 'purser verify', 'purser verify --against customers.csv').action(({ against }: { against?: string }) =>
    answer(command, () =>
      inHouse(async (house) => {
        const file = reading(house)
        const compared = against === undefined ? undefined : await compareBalances(file, against).finally(file.end)
        if (file.wrong() > 0) return badLines(file)
        const beside = compared && comparison(compared)
        const found = await verify(house.db)
        const { disagreements } = found
        const agrees = disagreements.length === 0
        const rows = disagreements.map(({ check, where, expected, found }) => [check, where, expected, found])
        const list = agrees ? 'Everything agrees.' : table(['CHECK', 'WHERE', 'EXPECTED', 'FOUND'], rows)
        const text = [list, lookedAt(found), ...(beside ? [beside.text] : [])].join('\n')
        const code = agrees ? (beside?.code ?? EXIT.ok) : EXIT.failed
        return { text, data: { agrees, ...found, ...(beside ? { against: beside.data } : {}) }, code }
      }),
    ),
  )
}

/** What there is in a house's books. */
export const booksOf = ({ transfers, wallets, tickets, audit }: Verification['counts']): string =>
  `${counted(transfers, 'transfer')}, ${counted(wallets, 'wallet')}, ${counted(tickets, 'ticket')} and ${counted(audit, 'audit row')}`

const lookedAt = ({ counts, auditHead }: Verification): string =>
  `Looked at ${booksOf(counts)}` + `${auditHead ? `; the audit chain ends in ${auditHead}` : ''}.`
