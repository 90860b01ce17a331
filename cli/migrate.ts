import type { Command } from 'commander'
import { migrate, openDatabase } from '../adapters/postgres/index.ts'
import { answer } from './answer.ts'
import { configured, quietLog } from './house.ts'
import { withExample, withJson } from './options.ts'

/** `purser migrate` */
export function addMigrate(program: Command): void {
  const command = program
    .command('migrate')
    .description('bring the database to what this program expects (start does it by itself)')
    .option('--retry', 'try again a migration that failed, after its cause was removed')
  withExample(withJson(command), 'purser migrate').action((options: { retry?: true }) =>
    answer(command, async () => {
      const config = configured()
      if ('unusable' in config) return config
      const database = await openDatabase(config, quietLog(config))
      try {
        const applied = await migrate(database.url, { retryFailed: options.retry === true, log: quietLog(config) })
        const text = applied.length > 0 ? applied.map((name) => `Applied ${name}`).join('\n') : 'The database is up to date.'
        return { text, data: { applied } }
      } finally {
        await database.close()
      }
    }),
  )
}
