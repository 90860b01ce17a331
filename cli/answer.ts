import { type Command, CommanderError } from 'commander'
import { locales } from '../locales/index.ts'
import { AppError } from '../src/errors.ts'
import { formatText } from '../src/format.ts'
import { textOf } from '../src/refusal.ts'
import { json, plain } from './print.ts'

/** How a command ends; docs/cli.md tells operators. */
export const EXIT = { ok: 0, failed: 1, usage: 2, refused: 3 } as const

/** What a command found out, for people and for programs. `code`: EXIT.ok unless said. */
export interface Outcome {
  readonly text: string
  readonly data: unknown
  readonly code?: number
}

/** What was asked for is on standard output already, piece by piece; this is for the person, on standard error. */
export interface Written {
  readonly written: string
}

/** Nothing was done, because Purser's rules or what it knows say no. `code` is for programs: docs/cli.md lists them. */
export interface Refused {
  readonly refused: string
  readonly text: string
}

/** The configuration cannot be used. */
export interface Unusable {
  readonly unusable: string
}

/**
 * Prints what a command answers, or why it did not, and sets the exit code. With `--json` there is exactly one JSON document on
 * standard output, whatever happens; what people read of a failure is on standard error in any case.
 */
export async function answer(command: Command, work: () => Promise<Outcome | Written | Refused | Unusable>): Promise<void> {
  const wantsJson = command.opts().json === true
  const outcome = await work().catch(failure)
  if ('data' in outcome) {
    process.stdout.write(wantsJson ? json(outcome.data) : `${outcome.text}\n`)
    process.exitCode = outcome.code ?? EXIT.ok
    return
  }
  if ('written' in outcome) return void process.stderr.write(`${outcome.written}\n`)
  const { exit, code, text } = ended(outcome)
  if (wantsJson) process.stdout.write(json({ error: { code, message: text } }))
  process.stderr.write(`${plain(text, true)}\n`)
  process.exitCode = exit
}

interface Failed {
  readonly failed: string
}

function ended(outcome: Refused | Unusable | Failed): { exit: number; code: string; text: string } {
  if ('refused' in outcome) return { exit: EXIT.refused, code: outcome.refused, text: outcome.text }
  if ('unusable' in outcome) return { exit: EXIT.usage, code: 'configuration', text: outcome.unusable }
  return { exit: EXIT.failed, code: 'failed', text: outcome.failed }
}

function failure(error: unknown): Refused | Failed {
  if (error instanceof CommanderError) throw error
  if (!(error instanceof AppError)) return { failed: error instanceof Error ? error.message : String(error) }
  return { refused: error.code, text: formatText(textOf(error, locales.en), { locale: 'en', zone: 'UTC', now: new Date() }) }
}
