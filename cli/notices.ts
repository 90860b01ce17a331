import type { Command } from 'commander'
import { sendAgain, undelivered } from '../src/jobs/waiting.ts'
import { answer } from './answer.ts'
import { inHouse } from './house.ts'
import { read, withExample, withJson } from './options.ts'
import { table, time } from './print.ts'

/** `purser notices list|retry` */
export function addNotices(program: Command): void {
  const notices = program.command('notices').description('messages that could not be delivered')
  list(notices)
  retry(notices)
}

function list(notices: Command): void {
  const command = notices
    .command('list')
    .description('what was not delivered, oldest first, and why')
    .option('--limit <count>', 'at most so many', read.count(1000), 100)
  withExample(withJson(command), 'purser notices list').action((options: { limit: number }) =>
    answer(command, () =>
      inHouse(async ({ config, db }) => {
        const { notices: found, total } = await undelivered(db, options.limit)
        const rows = found.map(({ id, platform, customer = '', state, error, createdAt }) => [
          ...[id, platform, customer, state, error ?? '', time(createdAt, config.zone)],
        ])
        const shown = rows.length > 0 ? table(['ID', 'CHAT', 'CUSTOMER', 'STATE', 'WHY', 'SINCE'], rows) : 'Everything was delivered.'
        const text = total > rows.length ? `${shown}\n${total - rows.length} more (--limit).` : shown
        return { text, data: { notices: found, total } }
      }),
    ),
  )
}

function retry(notices: Command): void {
  const command = notices
    .command('retry')
    .description('send one of them again, or all, from now')
    .argument('[id]', 'as "notices list" shows it; without it all', read.message)
  withExample(withJson(command), 'purser notices retry 77', 'purser notices retry card:12', 'purser notices retry').action(
    (id: string | undefined) =>
      answer(command, () =>
        inHouse(async ({ db }) => {
          const count = await db.$transaction((tx) => sendAgain(tx, id ?? 'all'))
          if (count === 0 && id !== undefined) return { refused: 'not_found', text: `Message ${id} is not waiting.` }
          return { text: `${count} ${count === 1 ? 'message is' : 'messages are'} sent again.`, data: { count } }
        }),
      ),
  )
}
