import type { Command } from 'commander'
import { atPlace, type Contents, load, partsOf, proveBackup, unknownTo, whatIsThere } from '../../adapters/backup/index.ts'
import { connect, holdProduct, openDatabase } from '../../adapters/postgres/index.ts'
import { writeAudit } from '../../src/audit.ts'
import type { Config } from '../../src/config.ts'
import { verify } from '../../src/ledger/index.ts'
import { answer, EXIT, type Outcome, type Refused } from '../answer.ts'
import { configured, quietLog, userName } from '../house.ts'
import { withExample, withJson } from '../options.ts'
import { counted, facts, time } from '../print.ts'
import { booksOf } from '../verify.ts'

/** `purser restore` */
export function addRestore(program: Command): void {
  const command = program
    .command('restore')
    .description('put a backup into an empty place, and verify the books; never over data')
    .argument('<backup>', "a backup's file, or s3://bucket/folder/name")
  withExample(withJson(command), 'purser restore /mnt/backup/purser/purser-20261126T033000Z.backup').action((backup: string) =>
    answer(command, async () => {
      const config = configured()
      return 'unusable' in config ? config : restore(backup, config)
    }),
  )
}

async function restore(backup: string, config: Config): Promise<Outcome | Refused> {
  const { place, name } = atPlace(backup, config.backup.s3)
  // All of it before the first row: what is wrong with it shall be known while nothing has been done.
  const contents = await proveBackup(place.read(name), config.backup.key)
  const reason = unfit(contents, config)
  if (reason) return { refused: 'unfit', text: reason }
  const database = await openDatabase(config, quietLog(config))
  try {
    const release = await holdProduct(database.url, quietLog(config))
    if (!release) return { refused: 'running', text: 'Purser is running on this database. Stop it first.' }
    try {
      const there = await whatIsThere(database.url)
      if (there) return { refused: 'not_empty', text: `Nothing was restored: the database holds ${there}. ${elsewhere(config)}` }
      await load(database.url, partsOf(place.read(name), config.backup.key))
    } finally {
      await release()
    }
    return await prove(database.url, { backup: `${name} of ${place.called}`, contents, config })
  } finally {
    await database.close()
  }
}

function unfit({ head }: Contents, { demo }: Config): string | undefined {
  if (head.demo && !demo) return 'This is the backup of a demo: its customers are invented. Restore it where nothing real is configured.'
  if (!head.demo && demo)
    return 'This is the backup of a real house, and nothing real is configured here: set PURSER_DEMO=false, or what it ran with.'
  return unknownTo(head)
}

const elsewhere = ({ databaseUrl, dataDir }: Config): string =>
  databaseUrl === undefined
    ? `Move ${dataDir}/postgres away (keep it until the restored books are proved), or set PURSER_DATA_DIR to a new folder.`
    : 'Make a new database (CREATE DATABASE purser_restored OWNER purser) and name it in DATABASE_URL.'

async function prove(url: string, { backup, contents, config }: { backup: string; contents: Contents; config: Config }): Promise<Outcome> {
  const db = connect(url, 2)
  try {
    const at = contents.head.at
    await db.$transaction((tx) =>
      writeAudit(tx, [
        { at: new Date(), actor: `cli:${userName()}`, action: 'database.restore', subject: 'database', after: { backup, at } },
      ]),
    )
    const { disagreements, counts } = await verify(db)
    const agrees = disagreements.length === 0
    const text = facts({
      restored: backup,
      'as of': time(new Date(at), config.zone),
      books: booksOf(counts),
      verified: agrees ? 'everything agrees' : `${counted(disagreements.length, 'disagreement')}: run "purser verify"`,
    })
    return { text, data: { restored: backup, at, counts, agrees }, code: agrees ? EXIT.ok : EXIT.failed }
  } finally {
    await db.$disconnect()
  }
}
