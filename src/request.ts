import { besidePicture, type CodeKind, type Codes } from './billing/codes.ts'
import type { Methods } from './billing/methods.ts'
import { looksSigned } from './billing/signed-link.ts'
import type { Command } from './command.ts'
import type { Config } from './config.ts'
import type { IncomingFile, Update } from './update.ts'
import { recognise } from './words/recognise.ts'
import { storable } from './words/storable.ts'

/** What an update asks for: one command with its raw input and files by question. */
export interface Request {
  readonly command: Command
  readonly input: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, readonly IncomingFile[]>>
  /** Only a part of the form's answers: keep them, run nothing. */
  readonly part?: true
  /** What a code was for that stood beside a picture and was left out: its sender is told. */
  readonly leftOut?: CodeKind
  /** The field whose pictures cannot be taken, since the disk is short of room. */
  readonly noRoom?: string
}

const TEXT_LIMIT = 4_000
const INPUT_LIMIT = 4_000
/** A number and nothing else, in either width. */
const DIGITS = /^[\d０-９\s]+$/

/** Who types where: `staff` are shown a card where customers see their own claim. */
export interface Reading extends Codes {
  readonly methods: Methods
  readonly config: Config
  readonly staff: boolean
  /** Staff have asked this customer something: digits alone are the answer then (a card's last four), not an amount. */
  readonly asked: boolean
}

/**
 * Understands an update; undefined when a call names no command we have. Free text leads somewhere: at worst to the
 * answer that it was not understood. In a shared place only slash commands are listened to.
 */
export async function requestOf(update: Update, commands: ReadonlyMap<string, Command>, reading: Reading): Promise<Request | undefined> {
  const { act } = update
  const of = (name: string, input: Request['input'], files: Request['files'] = {}): Request | undefined => {
    const command = commands.get(name)
    return command && { command, input: clipped(input), files }
  }
  if (act.type === 'call') {
    const request = of(act.command, act.input, act.files)
    return request && (act.part ? { ...request, part: true } : request)
  }
  const text = storable(act.text, TEXT_LIMIT).trim()
  if (act.files.length > 0) {
    const { words, code } = await besidePicture(reading, text)
    const request = of('picture', { note: words }, { pictures: act.files })
    return request && (code ? { ...request, leftOut: code } : request)
  }
  const { methods, config, staff, asked } = reading
  if (asked && update.private && DIGITS.test(text)) return of('said', { text })
  const heard = update.private || text.startsWith('/')
  // Read as it stands: its capitals count.
  const signed = text.replace(/^\/?link[\s:]+/i, '')
  if (heard && looksSigned(signed)) return of('link', { code: signed })
  const call = heard ? recognise(text, { methods, currency: config.currency, staff }) : undefined
  return (call && of(call.command, call.input)) ?? of('said', { text })
}

/** A field left empty was not entered. */
const clipped = (input: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(input)
      .map(([key, typed]) => [key, storable(typed, INPUT_LIMIT)] as const)
      .filter(([, value]) => value.trim() !== ''),
  )
