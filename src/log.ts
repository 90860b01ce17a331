import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from './config.ts'

/** How a log is written. `human`: a line that people read, for terminals; else one JSON object a line. */
export interface LogStyle {
  readonly level: Config['logLevel']
  readonly human: boolean
  readonly write: (text: string) => void
  /** Never written, wherever they turn up: passwords, tokens. */
  readonly secrets?: readonly string[]
}

/** The log of a process. Objects may hold anything: known secrets and the passwords of addresses are taken out of every line. */
export function createLog({ level, human, write, secrets = [] }: LogStyle): Logger {
  const stream: DestinationStream = { write: (line) => write(clean(human ? readable(line) : line, secrets)) }
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      serializers: { err: plainError },
      redact: { paths: REDACTED, censor: HIDDEN },
    },
    stream,
  )
}

/** What of a configuration must not be logged: its secrets, and the passwords in those that are addresses. */
export const secretsOf = ({ secrets }: Pick<Config, 'secrets'>): readonly string[] =>
  secrets
    .flatMap((secret) => {
      const password = URL.canParse(secret) ? new URL(secret).password : ''
      return [secret, password, decoded(password)]
    })
    .filter((secret) => secret.length >= 4)

/** An error without what hangs on it: a database's refusal carries the row, with people's words and amounts. */
function plainError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const { type, message, stack } = pino.stdSerializers.err(error)
  return { type, message: unquoted(message), stack: unquoted(stack), ...('code' in error ? { code: error.code } : {}) }
}

/** Errors that quote what they could not read, which somebody may have written: PostgreSQL's of a value, and those of JSON. */
const QUOTES = [
  /((?:invalid|malformed)[^:"\n]*: )"[\s\S]*?"(?=[`\n.]|$)/g,
  /(Unexpected [^\n]*?)'?.'?, (?:\.{3})?"[\s\S]*?"(?:\.{3})? (?=is not valid JSON)/g,
]

const unquoted = (text: string): string => QUOTES.reduce((left, quote) => left.replace(quote, '$1… '), text)

const HIDDEN = '[hidden]'
const NAMES = ['token', 'password', 'secret', 'authorization', 'cookie', 'databaseUrl']
const REDACTED = [...NAMES, ...NAMES.map((name) => `*.${name}`), 'headers["set-cookie"]', '*.headers["set-cookie"]']

/** The longest first, so that no rest of one stays behind where another is part of it. */
function clean(line: string, secrets: readonly string[]): string {
  const known = [...secrets].sort((a, b) => b.length - a.length)
  const without = known.reduce((text, secret) => text.replaceAll(secret, HIDDEN), line)
  return without.replace(/(\w+:\/\/[^\s:/@"]*:)[^\s/"]+@/g, `$1${HIDDEN}@`)
}

const LEVELS: Readonly<Record<string, string>> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'ERROR', 60: 'FATAL' }

/** "14:32:05 warn  What happened {"with":"what"}", and below it the error with where it came from. */
function readable(line: string): string {
  const { level, time, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>
  const more = Object.keys(rest).length > 0 ? ` ${JSON.stringify(rest)}` : ''
  const stack = typeof err === 'object' && err !== null && 'stack' in err ? `\n${String(err.stack)}` : ''
  const text = `${String(time).slice(11, 19)} ${(LEVELS[String(level)] ?? '').padEnd(5)} ${msg ?? ''}${more}${stack}`
  // What others wrote must not move the cursor or colour the terminal.
  return `${text.replace(/[^\P{Cc}\n\t]/gu, '?')}\n`
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
