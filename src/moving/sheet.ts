import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { DateTime, IANAZone } from 'luxon'
import { fromMajor, type Money } from '../money.ts'
import { cellText, readCsv } from './csv.ts'

/** What is wrong with a line, in words for whoever made the file. */
export interface Problem {
  readonly line: number
  readonly text: string
}

/** A line of a file whose first line names its columns. A cell that is empty or whose column is missing is "". */
export interface Line {
  readonly line: number
  readonly cell: (column: string) => string
}

/** What a file may have. `family`: the beginning of columns of which there may be any number ("opening:"). */
export interface Columns {
  readonly needed: readonly string[]
  readonly others: readonly string[]
  readonly family?: string
}

/** How far reading is: in bytes, and in lines of content. */
export type Progress = (done: { bytes: number; of: number; lines: number }) => void

/** What reading a file to its end found out. */
export interface Read {
  /** Hex. */
  readonly sha256: string
  /** Lines of content. */
  readonly lines: number
}

/**
 * Reads a file piece by piece and gives its lines to `each` in the order of the file. Every problem goes to `problem`; what cannot be read
 * on ends the reading.
 */
export async function readSheet(
  path: string,
  columns: Columns,
  on: {
    readonly problem: (problem: Problem) => void
    readonly each: (lines: readonly Line[], names: readonly string[]) => Promise<void>
    readonly progress?: Progress | undefined
  },
): Promise<Read> {
  const { size } = await stat(path)
  const hash = createHash('sha256')
  let bytes = 0
  let lines = 0
  let names: readonly string[] | undefined
  let unread = false
  let index: ReadonlyMap<string, number> = new Map()
  async function* pieces(): AsyncGenerator<Uint8Array> {
    for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>) {
      hash.update(piece)
      bytes += piece.length
      yield piece
    }
  }
  for await (const rows of readCsv(pieces())) {
    const good: Line[] = []
    for (const row of rows) {
      if ('problem' in row) {
        unread = true
        on.problem({ line: row.line, text: row.problem })
        continue
      }
      if (names === undefined) {
        names = row.cells.map((cell) => cellText(cell).toLowerCase())
        const wrong = headProblems(names, columns)
        for (const text of wrong) on.problem({ line: row.line, text })
        if (wrong.length > 0) return { sha256: '', lines: 0 }
        index = new Map(names.map((name, i) => [name, i]))
        continue
      }
      lines++
      if (row.cells.length > names.length) {
        on.problem({
          line: row.line,
          text: `${row.cells.length} cells under ${names.length} columns: is a cell with a comma not in quotation marks?`,
        })
        continue
      }
      const { cells } = row
      good.push({ line: row.line, cell: (column) => cellText(cells[index.get(column) ?? -1] ?? '') })
    }
    if (names && good.length > 0) await on.each(good, names)
    on.progress?.({ bytes, of: size, lines })
  }
  if (names === undefined && !unread)
    on.problem({ line: 1, text: `the file is empty: its first line names the columns ${columns.needed.join(', ')}` })
  return { sha256: hash.digest('hex'), lines }
}

function headProblems(names: readonly string[], { needed, others, family }: Columns): string[] {
  const all = [...needed, ...others, ...(family ? [`${family}<channel>`] : [])].join(', ')
  if (names.length === 1 && /[;\t]/.test(names[0] ?? ''))
    return ['the cells are not separated by commas: save the file as "CSV UTF-8 (comma delimited)"']
  const known = (name: string): boolean =>
    needed.includes(name) ||
    others.includes(name) ||
    (family !== undefined && name.startsWith(family) && /^[a-z0-9][a-z0-9_-]{0,63}$/.test(name.slice(family.length)))
  return [
    ...needed.filter((name) => !names.includes(name)).map((name) => `the column ${name} is missing`),
    ...names.filter((name) => !known(name)).map((name) => `there is no column "${name}"; there are: ${all}`),
    ...names.filter((name, i) => names.indexOf(name) < i).map((name) => `the column ${name} is there twice`),
  ]
}

/** Readers of cells: each answers with the value, or with words for what is wrong. */
export const reads = {
  amount: (text: string, currency: string): Money | string =>
    fromMajor(text, currency) ?? `"${short(text)}" is no amount: it is written in digits, for example 128.00 (${currency})`,
  /** ISO 8601, also with a space or slashes as spreadsheets write it; in `zone` where it names none. */
  time: (text: string, zone: string): Date | string => {
    const at = moment(text, zone)
    return Number.isNaN(at)
      ? `"${short(text)}" is no time: it is written as 2026-11-18 14:32:05 (${zone}) or 2026-11-18T14:32:05+08:00`
      : new Date(at)
  },
  zone: (text: string): string | undefined => (isZone(text) ? undefined : `"${short(text)}" is no time zone, for example Asia/Shanghai`),
  oneOf: (text: string, all: readonly string[]): string | undefined =>
    all.includes(text) ? undefined : `"${short(text)}" is none of ${all.join(', ')}`,
}

/** Whether a text holds what no cell may: a control character or half a character. Ranges: properties of Unicode take several times as long. */
export const isStrange = (text: string): boolean => text !== '' && STRANGE.test(text)

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const STRANGE = /[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/u

/** Somebody else's text within ours. */
export const short = (text: string): string => {
  const clean = text.replace(/\p{Cc}/gu, '?')
  return clean.length > 40 ? `${clean.slice(0, 40)}...` : clean
}

const TIME = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?)?(Z|[+-]\d{2}:?\d{2})?$/

function moment(text: string, zone: string): number {
  const [, year = '', month = '', day = '', hour = '0', minute = '0', second = '0', milli = '', offset] = TIME.exec(text) ?? []
  if (year === '' || Number(minute) > 59 || Number(second) > 59) return Number.NaN
  const start =
    offset === undefined ? hourIn(zone, year, month, day, hour) : hourIn(offset === 'Z' ? 'utc' : `UTC${offset}`, year, month, day, hour)
  return start + Number(minute) * 60_000 + Number(second) * 1000 + Number(milli.padEnd(3, '0'))
}

/** Files name few zones, and asking about one costs half a millisecond and 20 kB each time. */
const zones = new Map<string, boolean>()

function isZone(name: string): boolean {
  const known = zones.get(name)
  if (known !== undefined) return known
  const valid = IANAZone.isValidZone(name)
  if (zones.size < 1000) zones.set(name, valid)
  return valid
}

/** Files hold many times of few hours. */
const hours = new Map<string, number>()

function hourIn(zone: string, year: string, month: string, day: string, hour: string): number {
  const name = `${zone} ${year} ${month} ${day} ${hour}`
  const known = hours.get(name)
  if (known !== undefined) return known
  const parts = { year: Number(year), month: Number(month), day: Number(day), hour: Number(hour) }
  const at = DateTime.fromObject(parts, { zone })
  if (hours.size > 200_000) hours.clear()
  const millis = at.isValid ? at.toMillis() : Number.NaN
  hours.set(name, millis)
  return millis
}
