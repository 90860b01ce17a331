import type { Command } from 'commander'
import { type Verification, verify } from '../src/ledger/index.ts'
import { answer, EXIT } from './answer.ts'
import { inHouse } from './house.ts'
import { withExample, withJson } from './options.ts'
import { table } from './print.ts'

/** `purser verify` */
export function addVerify(program: Command): void {
  const command = program.command('verify').description('recompute the books and the audit chain, and print what disagrees')
  withExample(withJson(command), 'purser verify').action(() =>
    answer(command, () =>
      inHouse(async ({ db }) => {
        const found = await verify(db)
        const { disagreements } = found
        const agrees = disagreements.length === 0
        const rows = disagreements.map(({ check, where, expected, found }) => [check, where, expected, found])
        const list = agrees ? 'Everything agrees.' : table(['CHECK', 'WHERE', 'EXPECTED', 'FOUND'], rows)
        return { text: `${list}\n${lookedAt(found)}`, data: { agrees, ...found }, code: agrees ? EXIT.ok : EXIT.failed }
      }),
    ),
  )
}

const lookedAt = ({ counts, auditHead }: Verification): string =>
  `Looked at ${counts.transfers} transfers, ${counts.wallets} wallets, ${counts.tickets} tickets and ${counts.audit} audit rows` +
  `${auditHead ? `; the audit chain ends in ${auditHead}` : ''}.`
