import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { EXIT } from './answer.ts'
import { addCustomer } from './customer.ts'
import { addMigrate } from './migrate.ts'
import { addStart } from './start.ts'

/** The `purser` command with all its commands. */
function createProgram(): Command {
  const program = new Command('purser')
    .description('A billing assistant in chat, on a double-entry ledger.')
    .version(versionOf())
    .showHelpAfterError('(add --help for what can be given)')
    .addHelpText(
      'after',
      `\nExit codes: 0 done, 1 failed or a problem was found, 2 wrong usage or configuration, 3 refused, nothing done.\nMore: docs/cli.md`,
    )
    .exitOverride()
  for (const add of [addStart, addMigrate, addCustomer]) add(program)
  return program
}

/** From the sources (cli/main.ts) and from dist/cli/main.js. */
function versionOf(): string {
  for (const place of ['../package.json', '../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as { name: string; version: string }
      if (name === 'purser') return version
    } catch {
      // Not in this place.
    }
  }
  return 'unknown'
}

// Whoever reads us may have read enough (`purser customer list | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed))

try {
  await createProgram().parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  // Commander has printed what was wrong, or the help that was asked for.
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage
}
