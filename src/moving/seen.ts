/** Remembers texts and the line of each, 24 to 48 bytes a text whatever their length: answers with the line of an equal one before, if any. */
export function createSeen(): (text: string, line: number) => number | undefined {
  let size = 0
  let room = 1 << 16
  let table = make(room)
  const grow = (): void => {
    const old = table
    room *= 2
    table = make(room)
    for (let i = 0; i < old.lines.length; i++) {
      if (old.lines[i] !== 0) put(table, room, old.high[i] ?? 0, old.low[i] ?? 0, old.lines[i] ?? 0)
    }
  }
  return (text, line) => {
    const [high, low] = hashed(text)
    const before = put(table, room, high, low, line)
    if (before !== undefined) return before
    if (++size * 2 > room) grow()
    return undefined
  }
}

interface Table {
  readonly high: Uint32Array
  readonly low: Uint32Array
  readonly lines: Uint32Array
}

const make = (room: number): Table => ({ high: new Uint32Array(room), low: new Uint32Array(room), lines: new Uint32Array(room) })

function put({ high, low, lines }: Table, room: number, h: number, l: number, line: number): number | undefined {
  let at = (h ^ l) & (room - 1)
  for (; lines[at] !== 0; at = (at + 1) & (room - 1)) if (high[at] === h && low[at] === l) return lines[at]
  high[at] = h
  low[at] = l
  lines[at] = line
  return undefined
}

/** 64 bits: among five million texts two different ones meet once in a million files. */
function hashed(text: string): readonly [number, number] {
  let a = 0xdeadbeef
  let b = 0x41c6ce57
  for (let i = 0; i < text.length; i++) {
    const sign = text.charCodeAt(i)
    a = Math.imul(a ^ sign, 2654435761)
    b = Math.imul(b ^ sign, 1597334677)
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909)
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909)
  return [a >>> 0, b >>> 0]
}
