import type { types } from '@slack/bolt'
import { formatText, type Viewer } from '../../src/format.ts'
import type { Block, Fact } from '../../src/reply.ts'
import { CHUNK, escaped, isPlain, paragraphs, pieces, section } from './words.ts'

type Table = Extract<Block, { type: 'table' }>

/** Slack shows two fields a row, ten a section; a longer value reads better on a line of its own. */
const FIELDS = 10
const FIELD = 60

/** Labels and values: side by side where they are short and plain, else a line each, shown literally. */
export function factBlocks(facts: readonly Fact[], viewer: Viewer): types.KnownBlock[] {
  const shown = facts.map(({ label, value }) => ({ label, value, words: formatText(value, viewer) }))
  const side = shown.every(({ label, words }) => words !== '' && words.length <= FIELD && isPlain(words) && isPlain(label))
  if (side && shown.length > 1) {
    const fields = shown.map(({ label, words }) => ({
      type: 'mrkdwn' as const,
      text: `*${escaped(label)}*\n${escaped(words)}`,
      verbatim: true,
    }))
    return Array.from({ length: Math.ceil(fields.length / FIELDS) }, (_, n) => ({
      type: 'section',
      fields: fields.slice(n * FIELDS, n * FIELDS + FIELDS),
    }))
  }
  return shown.flatMap(({ label, value, words }) =>
    words.length > CHUNK - 100
      ? [section([{ type: 'text', text: label, style: { bold: true } }]), ...paragraphs(value, viewer)]
      : [section([{ type: 'text', text: label, style: { bold: true } }, { type: 'text', text: ': ' }, ...pieces(value, viewer)])],
  )
}

/** What one table block may hold: Slack takes 100 rows, 20 columns and 10,000 characters. */
const ROWS = 90
const CELLS = 6_000

/** A table with its caption: as Slack's own, or as lines where `native` is false or it would not fit. */
export function tableBlocks(table: Table, viewer: Viewer, native: boolean): types.KnownBlock[] {
  const rows = table.rows.map((row) => row.map((cell) => formatText(cell, viewer)))
  const characters = rows.flat().reduce((sum, words) => sum + words.length, 0)
  const fits = rows.length > 0 && rows.length <= ROWS && table.columns.length <= 20 && characters <= CELLS
  const caption = paragraphs(table.caption, viewer, { bold: true })
  return native && fits ? [...caption, nativeTable(table, rows)] : [...caption, ...rows.flatMap((row) => rowLines(table, row, viewer))]
}

function nativeTable({ columns }: Table, rows: readonly (readonly string[])[]): types.TableBlock {
  // An empty cell makes Slack refuse the whole message.
  const cell = (words: string) => ({ type: 'raw_text' as const, text: words || '–' })
  return {
    type: 'table',
    column_settings: columns.map(({ align }) => ({ align: align === 'end' ? 'right' : 'left', is_wrapped: align !== 'end' })),
    rows: [columns.map(({ label }) => cell(label)), ...rows.map((row) => row.map(cell))],
  }
}

/** One record: its label and value pairs on a line that wraps. */
function rowLines({ columns }: Table, row: readonly string[], viewer: Viewer): types.KnownBlock[] {
  const words = columns.flatMap(({ label }, index) => (row[index] ? [`${label}: ${row[index]}`] : []))
  return paragraphs([`• ${words.join(' · ')}`], viewer)
}
