import type { Text } from '../../locales/text.ts'
import { formatText, type Viewer } from '../format.ts'
import type { Block, Reply } from '../reply.ts'
import { fontsFor } from './fonts.ts'
import { type Cell, columnsOf } from './lines.ts'
import { openPaper, type Paper, WIDTH } from './paper.ts'

/** Pictures as PNG or JPEG, by attachment: one that is missing has just been removed. */
type Pictures = ReadonlyMap<string, Uint8Array>

/** A reply as a PDF, for one reader: every block as on a screen, without buttons. */
export async function pdfOf(reply: Reply, viewer: Viewer, pictures: Pictures): Promise<Buffer> {
  const words = reply.blocks.flatMap((block) => wordsOf(block, viewer))
  const paper = openPaper(await fontsFor(words), words[0] ?? '')
  for (const block of reply.blocks) put(paper, block, viewer, pictures)
  return paper.end()
}

const BODY = 9
const GREY = '#555'

function put(paper: Paper, block: Block, viewer: Viewer, pictures: Pictures): void {
  const say = (text: Block & { type: 'title' | 'text' | 'notice' }) => formatText(text.text, viewer)
  switch (block.type) {
    case 'title':
      paper.write(say(block), { size: 15, heavy: true })
      break
    case 'text':
    case 'notice':
      paper.write(say(block), { size: BODY, colour: block.tone === 'quiet' ? GREY : '#111' })
      break
    case 'list':
      for (const [index, item] of block.items.entries())
        paper.write(`${block.ordered ? `${index + 1}.` : '•'} ${formatText(item, viewer)}`, { size: BODY })
      break
    case 'facts':
      for (const { label, value } of block.facts) paper.row([label, formatText(value, viewer)], [120, WIDTH - 120], { size: BODY })
      break
    case 'table':
      table(paper, block, viewer)
      break
    case 'image': {
      const bytes = block.source.from === 'attachment' ? pictures.get(block.source.id) : undefined
      if (bytes) paper.picture(Buffer.from(bytes), { width: WIDTH, height: 320 })
      break
    }
    case 'file':
      paper.write(formatText(block.label, viewer), { size: BODY })
      break
  }
  paper.space(10)
}

function table(paper: Paper, block: Extract<Block, { type: 'table' }>, viewer: Viewer): void {
  const heads = block.columns.map(({ label }) => cellOf([label], viewer))
  const rows = block.rows.map((row) => row.map((cell) => cellOf(cell, viewer)))
  const { size, widths } = columnsOf([heads, ...rows], WIDTH, paper.widthOf)
  const ends = block.columns.map(({ align }) => align === 'end')
  const put = (cells: readonly Cell[], colour?: string): void =>
    paper.row(
      cells.map(({ text }) => text),
      widths,
      { size, ends, ...(colour ? { colour } : {}) },
    )
  paper.write(formatText(block.caption, viewer), { size: 11, heavy: true })
  put(heads, GREY)
  for (const row of rows) put(row)
}

function cellOf(text: Text, viewer: Viewer): Cell {
  const whole = text.flatMap((value) => {
    if (typeof value === 'string') return []
    if (value.is === 'id') return value.text.split(' ')
    return value.is === 'money' ? [formatText([value], viewer)] : []
  })
  return { text: formatText(text, viewer), whole }
}

function wordsOf(block: Block, viewer: Viewer): readonly string[] {
  switch (block.type) {
    case 'title':
    case 'text':
    case 'notice':
      return [formatText(block.text, viewer)]
    case 'list':
      return [...block.items.map((item) => formatText(item, viewer)), '•1234567890.']
    case 'facts':
      return block.facts.flatMap(({ label, value }) => [label, formatText(value, viewer)])
    case 'table':
      return [
        formatText(block.caption, viewer),
        ...block.columns.map(({ label }) => label),
        ...block.rows.flat().map((cell) => formatText(cell, viewer)),
      ]
    case 'file':
      return [formatText(block.label, viewer)]
    case 'image':
      return []
  }
}
