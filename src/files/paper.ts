import PDFDocument from 'pdfkit'
import type { Fonts } from './fonts.ts'
import { GAP, wrapped } from './lines.ts'

/** A4 in points, with its margins. */
const PAGE = { width: 595.28, height: 841.89, margin: 48 }
export const WIDTH = PAGE.width - 2 * PAGE.margin

/** Paper that is written from the top down, page after page. */
export interface Paper {
  /** Writes a paragraph at the left margin, or within `at`; resolves with nothing, the pen stands below it. */
  write(text: string, how: Lettering): void
  /** Writes cells side by side, each within its width; only a row that is longer than a page goes on over pages. */
  row(cells: readonly string[], widths: readonly number[], how: Lettering & { readonly ends?: readonly boolean[] }): void
  picture(bytes: Buffer, most: { readonly width: number; readonly height: number }): void
  space(points: number): void
  /** How wide a text is on one line. */
  widthOf(text: string, size: number): number
  end(): Promise<Buffer>
}

export interface Lettering {
  readonly size: number
  readonly heavy?: boolean
  readonly colour?: string
}

export function openPaper(fonts: Fonts, title: string): Paper {
  const doc = new PDFDocument({ size: 'A4', margin: PAGE.margin, autoFirstPage: true, info: { Title: title } })
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => chunks.push(chunk))
  const ended = new Promise<Buffer>((resolve) => doc.on('end', () => resolve(Buffer.concat(chunks))))
  for (const [name, file] of fonts.files) doc.registerFont(name, file)
  let y = PAGE.margin
  const room = (height: number): void => {
    if (y + height <= PAGE.height - PAGE.margin + ROUNDING) return
    doc.addPage()
    y = PAGE.margin
  }
  const widths = new Map<string, number>()
  /** Of a sign as wide as a line is high. */
  const widthOfSign = (sign: string): number => {
    const known = widths.get(sign) ?? fonts.runs(sign).reduce((sum, run) => sum + doc.font(run.font).fontSize(1).widthOfString(run.text), 0)
    widths.set(sign, known)
    return known
  }
  const widthOf = (text: string, size: number): number => Array.from(text, widthOfSign).reduce((a, b) => a + b, 0) * size
  const lines = (text: string, width: number, size: number): readonly string[] => wrapped(text, width, (part) => widthOf(part, size))
  const draw = (text: string, x: number, top: number, { size, heavy = false, colour = '#111' }: Lettering): void => {
    let left = x
    // The font's file holds its thinnest cut: a hair of outline makes it a regular one.
    doc
      .lineWidth(size * (heavy ? 0.055 : 0.028))
      .fillColor(colour)
      .strokeColor(colour)
    for (const run of fonts.runs(text)) {
      doc.font(run.font).fontSize(size).text(run.text, left, top, { lineBreak: false, fill: true, stroke: true })
      left += doc.widthOfString(run.text)
    }
  }
  return {
    widthOf,
    write: (text, how) => {
      for (const part of lines(text, WIDTH, how.size)) {
        room(how.size * LEADING)
        draw(part, PAGE.margin, y, how)
        y += how.size * LEADING
      }
    },
    row: (cells, widths, how) => {
      const wrappedCells = cells.map((cell, index) => lines(cell, (widths[index] ?? 0) - GAP, how.size))
      const line = how.size * LEADING
      const height = Math.max(1, ...wrappedCells.map((cell) => cell.length)) * line
      room(height > PAGE.height - 2 * PAGE.margin ? line : height)
      for (let n = 0; n * line < height; n += 1) {
        room(line)
        let left = PAGE.margin
        for (const [index, cell] of wrappedCells.entries()) {
          const width = widths[index] ?? 0
          const part = cell[n] ?? ''
          if (part) draw(part, how.ends?.[index] ? left + width - GAP - widthOf(part, how.size) : left, y, how)
          left += width
        }
        y += line
      }
    },
    picture: (bytes, most) => {
      room(most.height)
      doc.image(bytes, PAGE.margin, y, { fit: [most.width, most.height] })
      y += most.height
    },
    space: (points) => {
      y += points
    },
    end: () => {
      doc.end()
      return ended
    },
  }
}

const LEADING = 1.5
/** Of points that were added up, of which a page has a few hundred. */
const ROUNDING = 0.01
