import type { Command } from '../../src/command.ts'
import { questions } from '../../src/form.ts'
import type { Act } from '../../src/update.ts'
import { decodeCall, encodeCall } from '../../src/wire.ts'

type Commands = ReadonlyMap<string, Command>

/** What a deep link may carry. */
const MOST = 64
/** Begins the payload of a command; anything else is a link code. */
const CALL = 'do-'

/** The payload that asks for the same in the private chat: a command with its ids, without them where they do not fit. */
export function payloadOf(act: Act, commands: Commands): string {
  if (act.type === 'text') {
    const name = /^\/([a-z_]+)/.exec(act.text)?.[1]?.replaceAll('_', '-') ?? ''
    return commands.has(name) ? CALL + escaped(name) : `${CALL}help`
  }
  if (!commands.has(act.command)) return `${CALL}help`
  const wired = Object.fromEntries(Object.entries(act.input).filter(([key]) => commands.get(act.command)?.wire?.includes(key as never)))
  const whole = CALL + escaped(encodeCall({ command: act.command, input: wired }, commands).slice('v1:'.length))
  return whole.length <= MOST ? whole : CALL + escaped(act.command)
}

/**
 * What `/start <payload>` asks for; undefined without one. Whoever follows somebody's link has not seen what it does: it
 * shows, or opens a form, and changes nothing by itself.
 */
export function startAct(payload: string, commands: Commands): Act | undefined {
  if (payload === '') return undefined
  if (!payload.startsWith(CALL)) return { type: 'call', command: 'link', input: { code: payload }, files: {} }
  const call = decodeCall(`v1:${unescaped(payload.slice(CALL.length))}`, commands)
  const command = call && commands.get(call.command)
  if (!call || !command) return undefined
  if (command.effect === 'read') return { type: 'call', ...call, files: {} }
  return hasQuestions(command) ? { type: 'call', ...call, files: {}, part: true } : undefined
}

const hasQuestions = ({ input }: Command): boolean => Object.values(input.shape).some((field) => questions.has(field as never))

/** Telegram takes letters, digits, _ and -. */
const escaped = (wire: string): string => wire.replace(/[^A-Za-z0-9-]/g, (sign) => `_${sign.charCodeAt(0).toString(16).padStart(2, '0')}`)

const unescaped = (payload: string): string =>
  payload.replace(/_([0-9a-f]{2})/g, (_whole, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
