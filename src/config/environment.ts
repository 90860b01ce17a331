import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseEnv } from 'node:util'

/** Variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>

/** One thing wrong with the configuration: the variable (or file), and what to write. Never a value: it may be a secret. */
export interface Problem {
  readonly where: string
  readonly what: string
}

/** The variables of the `.env` in `folder`, if there is one, and what is wrong with it. */
export function readDotEnv(folder: string): { readonly variables: Environment; readonly problems: readonly Problem[] } {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(join(folder, '.env')))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (code === 'ENOENT') return { variables: {}, problems: [] }
    const what = code.startsWith('ERR_') ? 'must be text in UTF-8' : `cannot be read (${code})`
    return { variables: {}, problems: [{ where: '.env', what }] }
  }
  if (text.includes('\0')) return { variables: {}, problems: [{ where: '.env', what: 'must be text in UTF-8' }] }
  const variables = parseEnv(text)
  return { variables, problems: lost(text, variables) }
}

/** The parser passes over a line that it cannot read, and Purser would start without what it says. */
const lost = (text: string, variables: Environment): readonly Problem[] =>
  text.split(/\r?\n/).flatMap((line, index) => {
    const name = /^\s*(?:export\s+)?(PURSER_\w+|DATABASE_URL)\b/.exec(line)?.[1]
    return name && !(name in variables) ? [{ where: `.env, line ${index + 1}`, what: `write ${name}=value` }] : []
  })
