import type { types } from '@slack/bolt'
import { locales } from '../../locales/index.ts'
import type { Command } from '../../src/command.ts'
import { formatText, type Viewer } from '../../src/format.ts'
import type { Action, Block, FileSource, Form, ImageSource, Reply } from '../../src/reply.ts'
import { encodeCall } from '../../src/wire.ts'
import { cut, short } from '../cut.ts'
import { signOf } from '../sign.ts'
import { factBlocks, tableBlocks } from './lists.ts'
import { CHUNK, escaped, paragraphs, pieces, plain, section } from './words.ts'

/** A picture that has to be uploaded before it can stand in a message. */
export interface Picture {
  readonly type: 'picture'
  readonly source: ImageSource
  readonly alt: string
}

/**
 * A file that is shared in direct messages: Slack has no block for one. `gone`, `busy`: what is said where there is none, and where too many
 * are being made.
 */
export interface File {
  readonly type: 'shared file'
  readonly source: FileSource
  readonly label: string
  readonly gone: string
  readonly busy: string
}

/** A block as Slack takes it, or what is uploaded in its place. */
export type Drawn = types.KnownBlock | Picture | File

/** One message. `text` is what notifications and screen readers say. A file is a message of its own. */
export interface Page {
  readonly text: string
  readonly blocks: readonly Drawn[]
}

export interface Drawing {
  readonly viewer: Viewer
  readonly commands: ReadonlyMap<string, Command>
  /** False: tables as lines, for where Slack refuses table blocks. */
  readonly tables: boolean
}

/** What Slack takes in one message: 50 blocks, and about 13,000 characters of them, which it does not document. */
const BLOCKS = 45
const SIZE = 11_000

/** Reply -> messages, in order, files first; buttons on the last. A form that is not open yet becomes a button that opens it. */
export function render(reply: Reply, drawing: Drawing): readonly Page[] {
  const blocks = reply.blocks.flatMap((block) => drawBlock(block, drawing))
  const actions = actionBlocks(reply, drawing)
  const whole = [...blocks, ...actions]
  const files = whole.filter((part) => part.type === 'shared file')
  const pages = [...files.map((each) => [each]), ...paged(whole.filter((part) => part.type !== 'shared file'))]
  const text = short(escaped(summary(reply, drawing.viewer)), CHUNK)
  return (pages.length > 0 ? pages : [[]]).map((page) => ({ text, blocks: page }))
}

/** The blocks of a reply for a window or the Home tab, which hold 100 and are not split. */
export const renderView = (reply: Reply, drawing: Drawing): readonly Drawn[] =>
  [...reply.blocks.flatMap((block) => drawBlock(block, drawing)), ...actionBlocks(reply, drawing)].slice(0, 98)

/** A block of the core as blocks of Slack. */
export function drawBlock(block: Block, drawing: Drawing): Drawn[] {
  const { viewer } = drawing
  switch (block.type) {
    case 'title': {
      const words = `${signOf(block.tone)}${formatText(block.text, viewer)}`
      return words.length <= 150 && words !== '' ? [{ type: 'header', text: plain(words) }] : paragraphs([words], viewer, { bold: true })
    }
    case 'text':
      return block.tone === 'quiet' ? quiet(formatText(block.text, viewer)) : paragraphs(block.text, viewer)
    case 'notice':
      return paragraphs([signOf(block.tone), ...block.text], viewer)
    case 'list':
      return listBlocks(block, viewer)
    case 'facts':
      return factBlocks(block.facts, viewer)
    case 'table':
      return tableBlocks(block, viewer, drawing.tables)
    case 'image':
      return [{ type: 'picture', source: block.source, alt: short(formatText(block.alt, viewer), 1_900) }]
    case 'file':
      return [fileOf(block, viewer)]
  }
}

const fileOf = ({ source, label }: Extract<Block, { type: 'file' }>, viewer: Viewer): File => ({
  type: 'shared file',
  source,
  label: short(formatText(label, viewer), CHUNK),
  gone: formatText(locales[viewer.locale].common.fileGone, viewer),
  busy: formatText(locales[viewer.locale].common.fileBusy, viewer),
})

/** Small and grey. Plain text: nothing in it is read as markup. */
const quiet = (words: string): Drawn[] => cut(words, CHUNK).map((part) => ({ type: 'context', elements: [plain(part)] }))

function listBlocks(block: Extract<Block, { type: 'list' }>, viewer: Viewer): Drawn[] {
  const items = block.items.map((item) => ({ type: 'rich_text_section' as const, elements: pieces(item, viewer) }))
  const long = block.items.some((item) => formatText(item, viewer).length > CHUNK)
  if (long) return block.items.flatMap((item, index) => paragraphs([block.ordered ? `${index + 1}. ` : '• ', ...item], viewer))
  if (items.length === 0) return []
  return [{ type: 'rich_text', elements: [{ type: 'rich_text_list', style: block.ordered ? 'ordered' : 'bullet', elements: items }] }]
}

/** Buttons in rows of five, as many as fit a telephone. */
function actionBlocks(reply: Reply, { viewer, commands }: Drawing): Drawn[] {
  const buttons: types.Button[] = []
  const links: Drawn[] = []
  for (const action of reply.actions) {
    const drawn = button(action, buttons.length, viewer, commands)
    if ('elements' in drawn) links.push(drawn)
    else buttons.push(drawn)
  }
  if (reply.form) buttons.unshift(formButton(reply.form, viewer))
  const rows = Array.from({ length: Math.ceil(buttons.length / 5) }, (_, row) => buttons.slice(row * 5, row * 5 + 5))
  return [...links, ...rows.map((elements): Drawn => ({ type: 'actions', elements }))]
}

function button(action: Action, index: number, viewer: Viewer, commands: ReadonlyMap<string, Command>): types.Button | types.RichTextBlock {
  const label = formatText(action.label, viewer)
  const style = action.style === 'primary' || action.style === 'danger' ? { style: action.style } : {}
  const face = { type: 'button' as const, text: plain(short(label, 75)), ...style }
  switch (action.type) {
    case 'call':
      return { ...face, action_id: `call:${index}`, value: encodeCall(action, commands) }
    case 'link':
      // Slack opens web pages alone; an app's own scheme and a very long address are shown to be copied.
      if (/^https?:\/\//i.test(action.url) && action.url.length <= 3_000) return { ...face, action_id: `link:${index}`, url: action.url }
      return section([{ type: 'text', text: `${label}: ${action.url}` }])
  }
}

/** What a button that opens a form carries: its command, the ids that go along, and what was entered before as far as it fits. */
export interface Opener {
  readonly c: string
  readonly h: Readonly<Record<string, string>>
  readonly e?: Readonly<Record<string, string>>
}

/** The most that a button carries. */
const VALUE = 2_000

function formButton(form: Form, viewer: Viewer): types.Button {
  const entered = Object.fromEntries(
    form.questions.flatMap(({ name, control, value }) => (value && control !== 'pictures' ? [[name, value] as const] : [])),
  )
  const bare: Opener = { c: form.command, h: form.hidden }
  const full = JSON.stringify({ ...bare, e: entered })
  const label = formatText(locales[viewer.locale].slack.fill(formatText(form.title, viewer)), viewer)
  const value = full.length <= VALUE ? full : JSON.stringify(bare)
  return { type: 'button', style: 'primary', text: plain(short(label, 75)), action_id: 'form:0', value }
}

/** Blocks in messages that Slack takes: one table each, and none too long. */
function paged(blocks: readonly Drawn[]): readonly (readonly Drawn[])[] {
  const pages: Drawn[][] = []
  let size = 0
  for (const block of blocks) {
    const page = pages.at(-1)
    const length = JSON.stringify(block).length
    const full =
      !page || page.length >= BLOCKS || size + length > SIZE || (block.type === 'table' && page.some(({ type }) => type === 'table'))
    if (full) pages.push([block])
    else page.push(block)
    size = full ? length : size + length
  }
  return pages
}

function summary(reply: Reply, viewer: Viewer): string {
  const words = reply.blocks.map((block) => wordsOf(block, viewer))
  const form = reply.form ? [formatText(reply.form.title, viewer)] : []
  return [...words, ...form].filter(Boolean).join('\n') || locales[viewer.locale].slack.billing
}

function wordsOf(block: Block, viewer: Viewer): string {
  switch (block.type) {
    case 'title':
    case 'text':
    case 'notice':
      return formatText(block.text, viewer)
    case 'list':
      return block.items.map((item) => formatText(item, viewer)).join('\n')
    case 'facts':
      return block.facts.map(({ label, value }) => `${label}: ${formatText(value, viewer)}`).join('\n')
    case 'table':
      return formatText(block.caption, viewer)
    case 'image':
      return formatText(block.alt, viewer)
    case 'file':
      return formatText(block.label, viewer)
  }
}
