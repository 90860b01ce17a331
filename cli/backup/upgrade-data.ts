import type { Command } from 'commander'
import { copy } from '../../adapters/backup/index.ts'
import { connect, upgradeEmbedded } from '../../adapters/postgres/index.ts'
import { type Verification, verify } from '../../src/ledger/index.ts'
import { answer, type Outcome, type Refused } from '../answer.ts'
import { configured, quietLog } from '../house.ts'
import { read, withExample, withJson } from '../options.ts'
import { counted, facts } from '../print.ts'
import { booksOf } from '../verify.ts'

/** `purser upgrade-data` */
export function addUpgradeData(program: Command): void {
  const command = program
    .command('upgrade-data')
    .description("bring the data of Purser's own PostgreSQL to its new major version; the old data stay beside")
    .option('--old-programs <folder>', 'where the programs of the old version are, if no longer in the data folder', read.text(1000))
  withExample(withJson(command), 'purser upgrade-data', 'purser upgrade-data --old-programs /tmp/postgresql-18').action(
    ({ oldPrograms }: { oldPrograms?: string }) =>
      answer(command, async () => {
        const config = configured()
        return 'unusable' in config ? config : upgrade(config, oldPrograms)
      }),
  )
}

type Config = Exclude<ReturnType<typeof configured>, { unusable: string }>

async function upgrade(config: Config, programs: string | undefined): Promise<Outcome | Refused> {
  if (config.databaseUrl !== undefined)
    return { refused: 'not_embedded', text: 'DATABASE_URL names a PostgreSQL of your own: upgrade it as its manual says (pg_upgrade).' }
  const books: Record<string, Verification['counts']> = {}
  const done = await upgradeEmbedded({ dataDir: config.dataDir, programs, log: quietLog(config) }, async (from, to, database) => {
    await copy(from, to)
    const db = connect(to, 2)
    const { disagreements, counts } = await verify(db).finally(() => db.$disconnect())
    if (disagreements.length > 0)
      throw new Error(
        `The books of "${database}" disagree in ${counted(disagreements.length, 'place')}. Nothing was changed: run "purser verify" with the Purser before.`,
      )
    books[database] = counts
  })
  if (!done) return { text: 'There is nothing to upgrade.', data: { upgraded: false } }
  const { from, to, kept } = done
  const text = facts({
    upgraded: `PostgreSQL ${from} to ${to}`,
    ...Object.fromEntries(Object.entries(books).map(([name, counts]) => [name, `${booksOf(counts)}; everything agrees`])),
    'old data': `${kept}: remove it when a day has gone well`,
  })
  return { text, data: { upgraded: true, from, to, kept, books } }
}
