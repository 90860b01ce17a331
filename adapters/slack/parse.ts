import { z } from 'zod'
import type { Command } from '../../src/command.ts'
import type { Act, IncomingFile } from '../../src/update.ts'
import { decodeCall } from '../../src/wire.ts'
import type { Meta } from './form.ts'
import type { SlackFile, ViewBody } from './payload.ts'
import { place } from './place.ts'
import { unescaped } from './words.ts'

/** How a file that Slack tells of is fetched. */
export type Fetch = (file: SlackFile) => IncomingFile

type Commands = ReadonlyMap<string, Command>

/** A button or a window of an earlier version, or one that nobody made: the core answers that it is outdated. */
const OUTDATED: Act = { type: 'call', command: '', input: {}, files: {} }

/** `/billing <words>`: the name of a command is that command; other words are read by the core as typed after a slash. */
export function slashAct(text: string, commands: Commands): Act {
  const words = unescaped(text).trim().replace(/^\/+/, '')
  if (words === '') return { type: 'call', command: 'help', input: {}, files: {} }
  if (commands.has(words.toLowerCase())) return { type: 'call', command: words.toLowerCase(), input: {}, files: {} }
  return { type: 'text', text: `/${words}`, files: [] }
}

/** Words, perhaps with files. */
export const textAct = (text: string, files: readonly SlackFile[], fetch: Fetch): Act => ({
  type: 'text',
  text: unescaped(text),
  files: files.map(fetch),
})

/** A pressed button. */
export function pressAct(value: string, commands: Commands): Act {
  const call = decodeCall(value, commands)
  return call ? { type: 'call', ...call, files: {} } : OUTDATED
}

const entries = z.record(z.string(), z.string())
const opener = z.object({ c: z.string(), h: entries, e: entries.optional() })

/** A button that opens a form: the call that is answered with the form, and what was entered before. */
export function openerOf(value: string): { act: Act; entered: Readonly<Record<string, string>> } {
  const read = opener.safeParse(json(value))
  if (!read.success) return { act: OUTDATED, entered: {} }
  const { c, h, e } = read.data
  return { act: { type: 'call', command: c, input: h, files: {} }, entered: e ?? {} }
}

const meta = z.object({ c: z.string(), h: entries, p: place })

/** What a window of ours remembers; undefined for one that is none. */
export const metaOf = (text: string): Meta | undefined => meta.safeParse(json(text)).data

/** A sent form: what was entered by question, files apart, and with the pictures that stay. */
export function formAct({ c, h }: Meta, { view }: ViewBody, fetch: Fetch): Act {
  const input: Record<string, string> = { ...h }
  const files: Record<string, readonly IncomingFile[]> = {}
  for (const [block, actions] of Object.entries(view.state.values)) {
    const [kind, name] = [block.slice(0, 2), block.slice(2)]
    const entered = actions[name]
    if (!entered || (kind !== 'q:' && kind !== 'k:')) continue
    const kept = entered.selected_options?.map((option) => option.value).join(',')
    const typed = entered.value ?? entered.selected_option?.value ?? kept
    if (typed) input[name] = typed
    if (entered.files && entered.files.length > 0) files[name] = entered.files.map(fetch)
  }
  return { type: 'call', command: c, input, files }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
