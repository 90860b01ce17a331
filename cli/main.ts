import { CommanderError } from 'commander'
import { EXIT } from './answer.ts'
import { createProgram } from './program.ts'

// Whoever reads us may have read enough (`purser customer list | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? EXIT.ok : EXIT.failed))

try {
  await createProgram().parseAsync()
} catch (error) {
  if (!(error instanceof CommanderError)) throw error
  // Commander has printed what was wrong, or the help that was asked for.
  process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage
}
