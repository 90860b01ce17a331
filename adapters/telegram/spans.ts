import type { Text } from '../../locales/text.ts'
import { type Piece, piecesOf, type Viewer } from '../../src/format.ts'

/** A piece of text in one style. Telegram counts the text alone, without its markup. */
export interface Span {
  readonly text: string
  readonly style?: 'b' | 'i' | 'code' | 'pre'
}

export const plain = (text: string): Span => ({ text })
export const bold = (text: string): Span => ({ text, style: 'b' })

/** A text for this reader: what people copy is set so that a tap copies it, and what people wrote stays what they wrote. */
export const spansOf = (text: Text, viewer: Viewer, style?: Span['style']): Span[] =>
  piecesOf(text, viewer).map((piece) => spanOf(piece, style))

const styled = (text: string, style: Span['style']): Span => (style ? { text, style } : { text })

function spanOf({ words, is }: Piece, style: Span['style']): Span {
  const copied = is === 'id' || (is === 'said' && !isInert(words))
  return copied ? { text: words, style: 'code' } : styled(words, style)
}

/** Whether Telegram would make no mention, command, hashtag or link of these words, and nothing in them turns the line around. */
const isInert = (words: string): boolean => !/[@#$/]\p{L}|:\/\/|[\p{L}\p{N}]\.\p{L}{2}|[\u202A-\u202E\u2066-\u2069]/u.test(words)

/** Spans joined with a line break between them. */
export const lines = (parts: readonly (readonly Span[])[], between = '\n'): Span[] =>
  parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? part : [plain(between), ...part]))

export const lengthOf = (spans: readonly Span[]): number => spans.reduce((sum, { text }) => sum + text.length, 0)

/** As Telegram's HTML. */
export const html = (spans: readonly Span[]): string =>
  spans.map(({ text, style }) => (style ? `<${style}>${escaped(text)}</${style}>` : escaped(text))).join('')

/** As one string without markup. */
export const words = (spans: readonly Span[]): string => spans.map(({ text }) => text).join('')

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Runs of spans of at most `most` UTF-16 units each, together the whole; cut at line breaks or spaces where there are any. */
export function paged(spans: readonly Span[], most: number): Span[][] {
  const pages: Span[][] = []
  let page: Span[] = []
  let room = most
  const turn = (): void => {
    pages.push(page)
    page = []
    room = most
  }
  for (const span of spans) {
    // What people copy is not cut where a page has room for it.
    if (span.style === 'code' && span.text.length > room && span.text.length <= most) turn()
    let rest = span.text
    while (rest.length > room) {
      const head = cutAt(rest, room)
      if (head > 0) page.push({ ...span, text: rest.slice(0, head) })
      rest = rest.slice(head)
      turn()
    }
    if (rest !== '') page.push({ ...span, text: rest })
    room -= rest.length
  }
  return page.length > 0 || pages.length === 0 ? [...pages, page] : pages
}

/** Where to cut: after white space in the second half, else not inside a character. */
function cutAt(text: string, room: number): number {
  const head = text.slice(0, room)
  const space = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n')) + 1
  if (space > room / 2) return space
  return /[\uD800-\uDBFF]$/.test(head) ? room - 1 : room
}

/** Columns on a telephone: Chinese signs take two. */
export const columns = (text: string): number =>
  Array.from(text).reduce(
    (sum, sign) =>
      sum +
      (/[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u.test(
        sign,
      )
        ? 2
        : 1),
    0,
  )

/** At most `most` signs, with a sign where something is missing: for places that have the whole elsewhere. */
export const short = (text: string, most: number): string => {
  const signs = Array.from(text)
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`
}
