import { locales } from '../../locales/index.ts'
import type { Text } from '../../locales/text.ts'
import { formatText, type Viewer } from '../../src/format.ts'
import type { Block, Fact } from '../../src/reply.ts'
import { bold, columns, lines, plain, type Span, spansOf } from './spans.ts'

type Table = Extract<Block, { type: 'table' }>

/** What stands beside each other on the screen of a telephone, in monospace. */
const SCREEN = 32

/** A line each: the label, then the value as it can be copied. */
export const factSpans = (facts: readonly Fact[], viewer: Viewer): Span[] =>
  lines(facts.map(({ label, value }) => [bold(colon(label, viewer)), ...spansOf(value, viewer)]))

const colon = (label: string, viewer: Viewer): string => formatText(locales[viewer.locale].common.colon(label, []), viewer)

/** A table: side by side where a telephone has the room, else two lines for each row, the amount first. Nothing is cut. */
export function tableSpans(table: Table, viewer: Viewer): Span[] {
  const rows = table.rows.map((row) => row.map((cell) => formatText(cell, viewer)))
  const head = table.columns.map(({ label }) => label)
  const widths = head.map((label, index) => Math.max(...[label, ...rows.map((row) => row[index] ?? '')].map(columns)))
  const caption = spansOf(table.caption, viewer, 'b')
  if (rows.length === 0) return caption
  const width = widths.reduce((sum, each) => sum + each, 0) + 2 * (widths.length - 1)
  return lines([caption, width <= SCREEN ? aligned(table, [head, ...rows], widths) : cards(table, viewer)])
}

function aligned({ columns: kinds }: Table, rows: readonly (readonly string[])[], widths: readonly number[]): Span[] {
  const padded = rows.map((row) =>
    row
      .map((cell, index) => {
        const space = ' '.repeat(Math.max(0, (widths[index] ?? 0) - columns(cell)))
        return kinds[index]?.align === 'end' ? space + cell : cell + space
      })
      .join('  ')
      .trimEnd(),
  )
  return [{ text: padded.join('\n'), style: 'pre' }]
}

/** First what a row is read for, its amounts and when it was; then the rest on a second line. The head tells what stands where. */
function cards(table: Table, viewer: Viewer): Span[] {
  const order = [...table.columns.keys()].sort((a, b) => rank(table, a) - rank(table, b) || a - b)
  const first = order.filter((index) => rank(table, index) < 2)
  const second = order.filter((index) => rank(table, index) >= 2)
  const legend = [first, second].map((line) => line.map((index) => table.columns[index]?.label ?? '').join(' · ')).filter(Boolean)
  const rows = table.rows.map((row) =>
    lines(
      [first, second].map((line, at) =>
        dotted(
          line.map((index) => row[index] ?? []).filter((cell) => formatText(cell, viewer) !== ''),
          viewer,
          at === 0,
        ),
      ),
    ),
  )
  return lines([[{ text: legend.join('\n'), style: 'i' }], ...rows], '\n\n')
}

const dotted = (cells: readonly Text[], viewer: Viewer, strong: boolean): Span[] =>
  cells.flatMap((cell, index) => [...(index > 0 ? [plain(' · ')] : []), ...spansOf(cell, viewer, strong && index === 0 ? 'b' : undefined)])

/** 0: amounts, 1: times, 2: everything else. */
function rank({ columns: kinds, rows }: Table, index: number): number {
  if (kinds[index]?.align === 'end') return 0
  return rows.some((row) => row[index]?.some((part) => typeof part !== 'string' && part.is === 'time')) ? 1 : 2
}
