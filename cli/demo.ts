import type { Command } from 'commander'
import { connect, emptyDatabase, holdProduct, migrate, openDatabase } from '../adapters/postgres/index.ts'
import type { Config } from '../src/config.ts'
import { answer, type Outcome, type Refused } from './answer.ts'
import { configured, quietLog } from './house.ts'
import { withExample, withJson } from './options.ts'

/** `purser demo` */
export function addDemo(program: Command): void {
  const command = program
    .command('demo')
    .description("begin the demo anew: its people, their year, its open claims (a real house's data stay)")
  withExample(withJson(command), 'purser demo').action(() =>
    answer(command, async () => {
      const config = configured()
      if ('unusable' in config) return config
      if (!config.demo)
        return {
          unusable: 'This is a real house, not the demo: something real is configured (docs/configuration.md). Nothing was changed.',
        }
      return reset(config)
    }),
  )
}

async function reset(config: Config): Promise<Outcome | Refused> {
  const log = quietLog(config)
  const database = await openDatabase(config, log)
  try {
    const release = await holdProduct(database.url, log)
    if (!release) return { refused: 'running', text: 'Purser is running on these data. Stop it first.' }
    try {
      await emptyDatabase(database.url)
      await migrate(database.url)
      const { fillDemo } = await import('../main.ts')
      const db = connect(database.url, 4)
      await fillDemo(db, config).finally(() => db.$disconnect())
    } finally {
      await release()
    }
  } finally {
    await database.close()
  }
  return { text: 'The demo is as on its first day. "purser start" shows it.', data: { reset: true } }
}
