/** One record of a CSV file, and the line it begins on (from 1); or why it cannot be read. */
export type Row = { readonly line: number; readonly cells: readonly string[] } | { readonly line: number; readonly problem: string }

/** A record is never longer; what seems so has a quotation mark that is not closed. */
const LONGEST = 1_000_000

/**
 * Reads CSV (RFC 4180, UTF-8 with or without a byte order mark) piece by piece, as many records at once as a piece holds. What is not CSV
 * or not UTF-8 is told in plain words, as the last row. Empty lines are left out.
 */
export async function* readCsv(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Row[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let rest = ''
  let line = 1
  let first = true
  const take = (text: string, last: boolean): { rows: Row[]; stop: boolean } => {
    const taken = records(rest + text, line, last)
    rest = taken.rest
    line = taken.line
    return { rows: taken.rows, stop: taken.stop }
  }
  for await (const piece of pieces) {
    const foreign = first ? foreignFile(piece) : undefined
    first = false
    if (foreign) return yield [{ line: 1, problem: foreign }]
    const text = decoded(decoder, piece)
    if (text === undefined) return yield [{ line: line + badLine(piece), problem: NOT_UTF8 }]
    const { rows, stop } = take(text, false)
    if (rows.length > 0) yield rows
    if (stop) return
  }
  const text = decoded(decoder)
  if (text === undefined) return yield [{ line, problem: NOT_UTF8 }]
  const { rows } = take(text, true)
  if (rows.length > 0) yield rows
}

const NOT_UTF8 =
  'this is not UTF-8. Excel on Chinese Windows saves "CSV" as GBK: save it again as "CSV UTF-8", or convert it: iconv -f GB18030 -t UTF-8 old.csv > new.csv'

/** What other kinds of files are recognised by. */
function foreignFile(piece: Uint8Array): string | undefined {
  const [a, b] = piece
  if (a === 0x50 && b === 0x4b) return 'this is an Excel workbook, not CSV: save it as "CSV UTF-8"'
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return 'this is UTF-16 ("Unicode text"): save it as "CSV UTF-8"'
  return undefined
}

function decoded(decoder: InstanceType<typeof TextDecoder>, piece?: Uint8Array): string | undefined {
  try {
    return decoder.decode(piece, { stream: piece !== undefined })
  } catch {
    return undefined
  }
}

/** How many lines of a piece are good before the first that is not UTF-8. */
function badLine(piece: Uint8Array): number {
  let lines = 0
  let from = 0
  for (let end = piece.indexOf(10); end >= 0; end = piece.indexOf(10, from)) {
    if (from > 0 && decoded(new TextDecoder('utf-8', { fatal: true }), piece.subarray(from, end + 1)) === undefined) break
    lines++
    from = end + 1
  }
  return lines
}

function records(text: string, from: number, last: boolean): { rows: Row[]; rest: string; line: number; stop: boolean } {
  const rows: Row[] = []
  let line = from
  let at = 0
  while (at < text.length) {
    const end = text.indexOf('\n', at)
    if (end < 0 && !last) break
    const plain = text.slice(at, end < 0 ? text.length : end)
    if (!plain.includes('"')) {
      const content = plain.endsWith('\r') ? plain.slice(0, -1) : plain
      if (content !== '') rows.push({ line, cells: content.split(',') })
      at = end < 0 ? text.length : end + 1
      line++
      continue
    }
    const quoted = record(text, at, last)
    if (quoted === undefined && text.length - at < LONGEST && !last) break
    if (quoted === undefined || typeof quoted === 'string') {
      rows.push({ line, problem: quoted ?? 'a quotation mark is opened and not closed' })
      return { rows, rest: '', line, stop: true }
    }
    rows.push({ line, cells: quoted.cells })
    line += quoted.lines
    at = quoted.next
  }
  if (text.length - at <= LONGEST) return { rows, rest: text.slice(at), line, stop: false }
  rows.push({ line, problem: 'this line is too long to be one' })
  return { rows, rest: '', line, stop: true }
}

/** A record with quotation marks. Undefined: it goes on beyond the text; a text: what is wrong with it. */
function record(text: string, from: number, last: boolean): { cells: string[]; next: number; lines: number } | string | undefined {
  const cells: string[] = []
  let at = from
  for (;;) {
    let cell: string
    if (text[at] === '"') {
      const end = closing(text, at + 1)
      if (end < 0) return undefined
      // A quotation mark at the very end may be the first half of a doubled one.
      if (end + 1 === text.length && !last) return undefined
      cell = text.slice(at + 1, end).replaceAll('""', '"')
      at = end + 1
    } else {
      const end = nextBreak(text, at)
      if (end === text.length && !last) return undefined
      cell = text.slice(at, end)
      if (cell.includes('"')) return 'a cell with a quotation mark in it is put in quotation marks, and the mark is doubled'
      at = end
    }
    cells.push(cell)
    if (text[at] === ',') {
      at++
      continue
    }
    if (text[at] === '\r') at++
    if (at < text.length && text[at] !== '\n') return 'after a closing quotation mark comes a comma or the end of the line'
    if (at >= text.length && !last) return undefined
    const next = Math.min(at + 1, text.length)
    return { cells, next, lines: Math.max(1, text.slice(from, next).split('\n').length - 1) }
  }
}

function closing(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) if (text[at + 1] !== '"') return at
  return -1
}

function nextBreak(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === ',' || text[at] === '\n' || text[at] === '\r') return at
  return text.length
}

/** One line of CSV. What a spreadsheet would take for a formula begins with an apostrophe, which `cellText` takes off again. */
export const csvLine = (cells: readonly string[]): string =>
  `${cells
    .map((cell) => (/^[=+@\t\r']|^-(?!\d[\d.]*$)/.test(cell) ? `'${cell}` : cell))
    .map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',')}\r\n`

/** What a cell says: without space around it and without the apostrophe that keeps a spreadsheet from reckoning. */
export function cellText(cell: string): string {
  const text = cell.trim()
  return text.startsWith("'") ? text.replace(/^'(?=[=+@\-'])/, '') : text
}
