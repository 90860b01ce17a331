import { fail } from '../errors.ts'

/** Which way a page goes from a record, which is not on it: `older` towards the past. */
export interface Cursor {
  readonly way: 'older' | 'newer'
  /** `occurredAt` in microseconds since 1970. */
  readonly micros: bigint
  readonly id: bigint
}

/** Opaque for callers; short enough for a button. */
export const writeCursor = (cursor: Cursor): string =>
  `${cursor.way === 'older' ? 'o' : 'n'}${cursor.micros.toString(36)}.${cursor.id.toString(36)}`

/** The reverse of `writeCursor`. Whatever a person or a program made up is refused as invalid_input. */
export function readCursor(text: string): Cursor {
  const match = /^([on])(-?[0-9a-z]{1,11})\.([0-9a-z]{1,12})$/.exec(text)
  if (!match?.[1] || !match[2] || !match[3]) return damaged()
  const micros = decode36(match[2])
  const id = decode36(match[3])
  if (micros < -EARLIEST || micros > LATEST || id > 9_223_372_036_854_775_807n) return damaged()
  return { way: match[1] === 'o' ? 'older' : 'newer', micros, id }
}

/** The years 1000 and 9999: where `occurredAt` may lie. */
const EARLIEST = 30_610_224_000_000_000n
const LATEST = 253_402_300_800_000_000n

function decode36(digits: string): bigint {
  const negative = digits.startsWith('-')
  let value = 0n
  for (const digit of negative ? digits.slice(1) : digits) value = value * 36n + BigInt(Number.parseInt(digit, 36))
  return negative ? -value : value
}

const damaged = (): never => fail('invalid_input', { problems: { cursor: [] } })
