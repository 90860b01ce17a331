import { resolve } from 'node:path'
import type { Command } from 'commander'
import { exportAll } from '../src/moving/export.ts'
import { answer } from './answer.ts'
import { inHouse } from './house.ts'
import { withExample, withJson } from './options.ts'
import { table } from './print.ts'

/** `purser export <folder>` */
export function addExport(program: Command): void {
  const command = program
    .command('export')
    .description('write everything into an empty folder, for whoever leaves: CSV for people, pictures, and the two files that import reads')
    .argument('<folder>', 'made where it is missing')
  withExample(withJson(command), 'purser export /srv/purser-export').action((given: string) =>
    answer(command, () =>
      inHouse(async ({ db, by }) => {
        const folder = resolve(given)
        const counts = await exportAll(db, folder, by)
        if (!counts) return { refused: 'not_empty', text: `${folder} is not empty: nothing was written.` }
        const rows = Object.entries(counts).map(([name, count]) => [name, count.toLocaleString('en')])
        return {
          text: `${table(['FILE', 'LINES'], rows)}\nWritten to ${folder}: it holds people's names, payments and pictures.`,
          data: { folder, counts },
        }
      }),
    ),
  )
}
