import type { InlineKeyboardMarkup } from 'grammy/types'
import { locales } from '../../locales/index.ts'
import { formatText, type Viewer } from '../../src/format.ts'
import type { Block, FileSource, ImageSource, Reply } from '../../src/reply.ts'
import { signOf } from '../sign.ts'
import { type Drawing, keyboard, linkLines } from './keyboard.ts'
import { factSpans, tableSpans } from './lists.ts'
import { bold, lengthOf, lines, paged, plain, type Span, spansOf } from './spans.ts'

/** One message. `photo`, `file`: a picture, or a file, with the text as its caption. */
export interface Page {
  readonly spans: readonly Span[]
  readonly photo?: ImageSource
  /** `gone`, `busy`: what is said in its place where there is none, and where too many are being made. */
  readonly file?: { readonly source: FileSource; readonly gone: readonly Span[]; readonly busy: readonly Span[] }
  readonly keyboard?: InlineKeyboardMarkup
}

/** What Telegram takes: in a message, and below a picture. Signs beyond the BMP count for two here, which is on the safe side. */
export const TEXT = 4_096
export const CAPTION = 1_024

/** Reply -> messages, in order; buttons on the last. */
export function render(reply: Reply, drawing: Drawing): readonly Page[] {
  const pages = inPages(reply, drawing.viewer)
  const markup = keyboard(reply, drawing)
  return pages.map((page, index) => (markup && index === pages.length - 1 ? { ...page, keyboard: markup } : page))
}

/** Files come first, each with what it is: buttons stand below the rest. */
function inPages(reply: Reply, viewer: Viewer): Page[] {
  const files = reply.blocks.filter((block) => block.type === 'file')
  const blocks = reply.blocks.filter((block) => block.type !== 'file')
  return [...files.map((each) => filed(each, viewer)), ...shownPages(blocks, linkLines(reply, viewer), viewer)]
}

/** A picture carries the text before it, or all of it when it is the only one; what is too long for that gets messages of its own. */
function shownPages(blocks: readonly Block[], links: Span[][], viewer: Viewer): Page[] {
  const pictures = blocks.filter((block) => block.type === 'image')
  const whole = joined([...blocks.map((block) => (block.type === 'image' ? altOf(block, viewer) : spansOfBlock(block, viewer))), ...links])
  const [only] = pictures
  if (!only) return texts(whole)
  if (pictures.length === 1) {
    if (lengthOf(whole) <= CAPTION) return [{ photo: only.source, spans: whole }]
    return [captioned(only, viewer), ...texts(whole)]
  }
  const pages: Page[] = []
  let before: Span[][] = []
  for (const block of blocks) {
    if (block.type !== 'image') {
      before.push(spansOfBlock(block, viewer))
      continue
    }
    const text = joined([...before, altOf(block, viewer)])
    before = []
    if (lengthOf(text) > CAPTION) pages.push(...texts(text))
    pages.push(lengthOf(text) > 0 && lengthOf(text) <= CAPTION ? { photo: block.source, spans: text } : captioned(block, viewer))
  }
  const rest = joined([...before, ...links])
  return lengthOf(rest) > 0 ? [...pages, ...texts(rest)] : pages
}

/** What a code leads to is said beside it; a screenshot speaks for itself. */
const altOf = ({ source, alt }: Extract<Block, { type: 'image' }>, viewer: Viewer): Span[] =>
  source.from === 'attachment' ? [] : spansOf(alt, viewer, 'i')

function filed({ source, label }: Extract<Block, { type: 'file' }>, viewer: Viewer): Page {
  const { fileGone, fileBusy } = locales[viewer.locale].common
  return {
    file: { source, gone: spansOf(fileGone, viewer), busy: spansOf(fileBusy, viewer) },
    spans: paged(spansOf(label, viewer), CAPTION)[0] ?? [],
  }
}

const captioned = ({ source, alt }: Extract<Block, { type: 'image' }>, viewer: Viewer): Page => ({
  photo: source,
  spans: paged(spansOf(alt, viewer), CAPTION)[0] ?? [],
})

const texts = (spans: readonly Span[]): Page[] =>
  paged(spans, TEXT)
    .filter((page) => page.some(({ text }) => text.trim() !== ''))
    .map((page) => ({ spans: page }))

/** Paragraphs, with air between them. */
export const joined = (blocks: readonly (readonly Span[])[]): Span[] => lines(blocks, '\n\n')

/** A block of the core as text. A picture is known by its words where it cannot be shown. */
export function spansOfBlock(block: Block, viewer: Viewer): Span[] {
  switch (block.type) {
    case 'title':
      return [plain(signOf(block.tone)), ...spansOf(block.text, viewer, 'b')].filter(({ text }) => text !== '')
    case 'text':
      return spansOf(block.text, viewer, block.tone === 'quiet' ? 'i' : undefined)
    case 'notice':
      return [plain(signOf(block.tone)), ...spansOf(block.text, viewer)].filter(({ text }) => text !== '')
    case 'list':
      return lines(block.items.map((item, index) => [plain(block.ordered ? `${index + 1}. ` : '• '), ...spansOf(item, viewer)]))
    case 'facts':
      return factSpans(block.facts, viewer)
    case 'table':
      return tableSpans(block, viewer)
    case 'image':
      return [bold(formatText(block.alt, viewer))]
    case 'file':
      return spansOf(block.label, viewer)
  }
}
