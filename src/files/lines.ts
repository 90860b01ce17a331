/** Lines no wider than `width`: broken where they were, after spaces, between Chinese characters, and anywhere in what is too long for a line. */
export const wrapped = (text: string, width: number, widthOf: (text: string) => number): readonly string[] =>
  text.split('\n').flatMap((line) => broken(line, width, widthOf))

function broken(text: string, width: number, widthOf: (text: string) => number): readonly string[] {
  const list: string[] = []
  let line = ''
  const add = (part: string): void => {
    if (widthOf((line + part).trimEnd()) <= width) line += part
    else if (line !== '') {
      list.push(line.trimEnd())
      line = ''
      add(part)
    } else if (Array.from(part).length === 1) line = part
    else for (const sign of part) add(sign)
  }
  for (const part of partsOf(text)) add(part)
  return [...list, ...(line.trimEnd() ? [line.trimEnd()] : [])]
}

const partsOf = (text: string): readonly string[] => text.replace(/\s+/g, ' ').match(PARTS) ?? []

const PARTS = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef] *|[^\p{Script=Han}\u3000-\u303f\uff00-\uffef ]+ *| +/gu

/** What a table's cell says, and what of it has to stay on one line: its ids and amounts. */
export interface Cell {
  readonly text: string
  readonly whole: readonly string[]
}

/** Between columns, in points. */
export const GAP = 6
/** Of letters in a table, in points: smaller where its ids would not fit otherwise. */
const SIZES = [8, 7, 6, 5] as const
/** A word, unlike an id, may be broken where it is wider than this. */
const WORD = 80

/** How large a table's letters are and how its columns share the width: first so that no id or amount is broken, then by what they hold. */
export function columnsOf(
  rows: readonly (readonly Cell[])[],
  width: number,
  widthOf: (text: string, size: number) => number,
): { readonly size: number; readonly widths: readonly number[] } {
  const columns = Array.from({ length: Math.max(...rows.map((row) => row.length)) }, (_, index) => rows.flatMap((row) => row[index] ?? []))
  const least = (size: number): readonly number[] =>
    columns.map((cells) => {
      const ids = cells.flatMap(({ whole }) => whole).map((text) => widthOf(text, size))
      const words = cells.flatMap(({ text }) => partsOf(text)).map((word) => Math.min(WORD, widthOf(word.trimEnd(), size)))
      return Math.ceil([...ids, ...words].reduce((a, b) => Math.max(a, b), 0)) + GAP
    })
  const size = SIZES.find((one) => sum(least(one)) <= width) ?? SIZES[SIZES.length - 1] ?? 5
  const needed = least(size)
  const room = width - sum(needed)
  if (room <= 0) return { size, widths: needed.map((need) => (need / sum(needed)) * width) }
  const wished = columns.map((cells, index) => {
    const longest = cells.reduce((most, { text }) => Math.max(most, widthOf(text, size)), 0) + GAP
    return Math.max(1, Math.min(longest, width / 2) - (needed[index] ?? 0))
  })
  return { size, widths: needed.map((need, index) => need + (room * (wished[index] ?? 0)) / sum(wished)) }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
