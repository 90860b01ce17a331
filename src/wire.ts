import type { Command } from './command.ts'
import type { Call } from './reply.ts'

/** The smallest limit of all chat platforms: every button must fit everywhere. */
export const WIRE_BYTES = 64

/** What a button carries. */
type Wired = Pick<Call, 'command' | 'input' | 'card'>

/** What a call begins with: anywhere, and on a ticket's card. */
const [PLAIN, CARD] = ['v1', 'c1']

/** A call as it travels in a button: `v1:approve:3058:2`, on a card `c1:approve:3058:2`. Throws when it does not fit or carries more than ids: a bug of ours, found by the test that encodes every button. */
export function encodeCall(call: Wired, commands: ReadonlyMap<string, Command>): string {
  const command = commands.get(call.command)
  if (!command) throw new TypeError(`no command is called ${call.command}`)
  const keys = command.wire ?? []
  const stray = Object.keys(call.input).find((key) => !keys.includes(key))
  if (stray !== undefined) throw new TypeError(`${call.command} does not put ${stray} on the wire`)
  const values = keys.map((key) => call.input[key] ?? '')
  const wrong = values.find((value) => !/^[\w.~-]*$/.test(value))
  if (wrong !== undefined) throw new TypeError(`${call.command} puts more than an id on the wire: ${wrong}`)
  const wire = [call.card ? CARD : PLAIN, call.command, ...values].join(':').replace(/:+$/, '')
  if (Buffer.byteLength(wire) > WIRE_BYTES) throw new TypeError(`${wire} is longer than ${WIRE_BYTES} bytes`)
  return wire
}

/** The reverse; undefined for what is not a call of this version or of a command we no longer have: the button is outdated. */
export function decodeCall(wire: string, commands: ReadonlyMap<string, Command>): Wired | undefined {
  if (Buffer.byteLength(wire) > WIRE_BYTES) return undefined
  const [version, name, ...values] = wire.split(':')
  const command = (version === PLAIN || version === CARD) && name ? commands.get(name) : undefined
  const keys = command?.wire ?? []
  if (!command || values.length > keys.length) return undefined
  const input = values.flatMap((value, i) => (value === '' ? [] : [[keys[i] as string, value] as const]))
  return { command: command.name, input: Object.fromEntries(input), ...(version === CARD ? { card: true } : {}) }
}
