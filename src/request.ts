import type { Methods } from './billing/methods.ts'
import type { Command } from './command.ts'
import type { Config } from './config.ts'
import type { IncomingFile, Update } from './update.ts'
import { storable } from './words/storable.ts'

/** What an update asks for: one command with its raw input and files by question. */
export interface Request {
  readonly command: Command
  readonly input: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, readonly IncomingFile[]>>
}

const TEXT_LIMIT = 4_000
const INPUT_LIMIT = 4_000
const NOTE_LIMIT = 500

/** Understands an update; undefined when a call names no command we have. Free text always leads somewhere: at worst to `unknown`. */
export function requestOf(
  update: Update,
  commands: ReadonlyMap<string, Command>,
  _house: { methods: Methods; config: Config },
): Request | undefined {
  const { act } = update
  if (act.type === 'call') {
    const command = commands.get(act.command)
    return command && { command, input: clipped(act.input), files: act.files }
  }
  const text = storable(act.text, TEXT_LIMIT).trim()
  const [name = '', ...rest] = text.replace(/^\//, '').split(/\s+/)
  const command = commands.get(act.files.length > 0 ? 'picture' : name)
  if (!command) return undefined
  if (act.files.length > 0) return { command, input: text ? { note: storable(text, NOTE_LIMIT) } : {}, files: { pictures: act.files } }
  return { command, input: rest.length > 0 ? { amount: rest[0] as string } : {}, files: {} }
}

/** A field left empty was not entered. */
const clipped = (input: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(input)
      .map(([key, typed]) => [key, storable(typed, INPUT_LIMIT)] as const)
      .filter(([, value]) => value.trim() !== ''),
  )
