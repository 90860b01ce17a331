import type { Command } from 'commander'
import { makeBackup, placeOf } from '../../adapters/backup/index.ts'
import { answer } from '../answer.ts'
import { inHouse } from '../house.ts'
import { withExample, withJson, wrong } from '../options.ts'
import { facts, time } from '../print.ts'

/** `purser backup` */
export function addBackup(program: Command): void {
  const command = program
    .command('backup')
    .description('write everything (books, claims, pictures, waiting messages) into one file, and prove that it can be read')
    .argument('[place]', 'a folder, or s3://bucket/folder (default: PURSER_BACKUP_TO)')
  withExample(withJson(command), 'purser backup /mnt/backup/purser', 'purser backup s3://acme-backup/purser').action((given?: string) =>
    answer(command, () =>
      inHouse(async ({ config, db, databaseUrl, by }) => {
        const to = given ?? config.backup.to ?? wrong(command, 'name a place, or set PURSER_BACKUP_TO')
        const place = placeOf(to, config.backup.s3)
        const made = await makeBackup({ db, databaseUrl, config }, place, { now: by.now })
        if (config.backup.key === undefined)
          process.stderr.write('It is not encrypted, and holds everything: set PURSER_BACKUP_KEY, or keep it where nobody else reads.\n')
        const rows = Object.values(made.tables).reduce((sum, count) => sum + count, 0)
        const text = facts({
          backup: made.name,
          in: place.called,
          'as of': time(new Date(made.head.at), config.zone),
          bytes: made.bytes.toLocaleString('en'),
          rows: `${rows.toLocaleString('en')} in ${Object.keys(made.tables).length} tables`,
          encrypted: config.backup.key === undefined ? 'no' : 'yes',
          proved: 'read again, and whole',
        })
        return { text, data: { backup: made.name, place: place.called, at: made.head.at, bytes: made.bytes, tables: made.tables } }
      }),
    ),
  )
}
