import {
  type APIButtonComponent,
  type APIComponentInContainer,
  ButtonStyle,
  ComponentType,
  type APIContainerComponent as Container,
} from 'discord-api-types/v10'
import { type LocaleName, locales } from '../../locales/index.ts'
import type { Text } from '../../locales/text.ts'
import type { Command } from '../../src/command.ts'
import { formatText, type Viewer } from '../../src/format.ts'
import type { Action, Block, Call, Fact, FileSource, ImageSource, Reply, Tone } from '../../src/reply.ts'
import { encodeCall } from '../../src/wire.ts'
import { cut, short } from '../cut.ts'
import { signOf } from '../sign.ts'
import { CHUNK, escaped, literal } from './words.ts'

/** A picture that has to be sent along before it can stand in a message. */
export interface Picture {
  readonly type: 'picture'
  readonly source: ImageSource
  readonly alt: string
}

/** The same of a file to be kept; `gone`, `busy`: what is said where there is none, and where too many are being made. */
export interface File {
  readonly type: 'file'
  readonly source: FileSource
  readonly gone: string
  readonly busy: string
}

/** A component as Discord takes it, or what is sent along in its place. */
export type Drawn = APIComponentInContainer | Picture | File

/** One message: a card, with a coloured edge where that says something. */
export interface Page {
  readonly edge?: number
  readonly parts: readonly Drawn[]
}

export interface Drawing {
  readonly viewer: Viewer
  readonly commands: ReadonlyMap<string, Command>
}

/** What Discord takes in one message: 40 components, nested ones counted, and 4,000 characters of text. */
const COMPONENTS = 34
const CHARACTERS = 3_900
/** Buttons in a row. */
const ROW = 5
/** Characters on a button, and in the address that one opens. */
const LABEL = 80
const ADDRESS = 512

/** Reply -> messages, in order; buttons on the last. */
export function render(reply: Reply, drawing: Drawing, more: readonly APIButtonComponent[] = []): readonly Page[] {
  const { viewer } = drawing
  const parts = [...reply.blocks.flatMap((block) => drawBlock(block, viewer)), ...actionParts(reply.actions, drawing, more)]
  const edge = edgeOf(reply.blocks)
  const pages = paged(parts.length > 0 ? parts : words('\u200b'))
  return pages.map((page) => ({ parts: page, ...(edge === undefined ? {} : { edge }) }))
}

/** A page as a component, its pictures already named. */
export const container = ({ edge }: Page, components: APIComponentInContainer[]): Container => ({
  type: ComponentType.Container,
  components,
  ...(edge === undefined ? {} : { accent_color: edge }),
})

const EDGES: Partial<Readonly<Record<Tone, number>>> = { good: 0x2e9e5b, warn: 0xd9822b }

/** The first tone that is said at the top decides. */
function edgeOf(blocks: readonly Block[]): number | undefined {
  const toned = blocks.find((block) => 'tone' in block && block.tone && EDGES[block.tone] !== undefined)
  return toned && 'tone' in toned && toned.tone ? EDGES[toned.tone] : undefined
}

/** Markup as text components, each of which Discord takes: one of white space alone may be none. */
const words = (content: string): Drawn[] => (content.trim() === '' ? [] : [{ type: ComponentType.TextDisplay, content }])

/** Untrusted words, however long, each piece dressed alike. */
const dressed = (whole: string, dress: (piece: string) => string): Drawn[] =>
  cut(whole, CHUNK).flatMap((piece) => words(dress(escaped(piece))))

function drawBlock(block: Block, viewer: Viewer): Drawn[] {
  switch (block.type) {
    case 'title':
      return dressed(`${signOf(block.tone)}${formatText(block.text, viewer)}`, (piece) =>
        piece.includes('\n') ? `**${piece}**` : `### ${piece}`,
      )
    case 'text':
      return dressed(formatText(block.text, viewer), block.tone === 'quiet' ? small : same)
    case 'notice':
      return dressed(`${signOf(block.tone)}${formatText(block.text, viewer)}`, block.tone === 'quiet' ? small : same)
    case 'list':
      return joined(block.items.map((item, index) => `${block.ordered ? `${index + 1}. ` : '- '}${indented(literal(item, viewer))}`))
    case 'facts':
      return joined(block.facts.map((fact) => factLine(fact, viewer)))
    case 'table':
      return joined([
        ...(formatText(block.caption, viewer) === '' ? [] : [`**${literal(block.caption, viewer)}**`]),
        small(escaped(block.columns.map(({ label }) => label).join(' · '))),
        ...block.rows.map((row) => rowLine(row, block.columns, viewer)),
      ])
    case 'image':
      return [{ type: 'picture', source: block.source, alt: short(formatText(block.alt, viewer), 1_000) }]
    case 'file': {
      const { fileGone, fileBusy } = locales[viewer.locale].common
      const instead = { gone: formatText(fileGone, viewer), busy: formatText(fileBusy, viewer) }
      return [...dressed(formatText(block.label, viewer), same), { type: 'file', source: block.source, ...instead }]
    }
  }
}

const same = (piece: string): string => piece

/** Small and grey. */
const small = (piece: string): string => piece.replace(/^(?=.)/gm, '-# ')

/** The lines of one point belong to it. */
const indented = (piece: string): string => piece.replaceAll('\n', '\n   ')

/** What stands between a label and its value. */
const COLON: Readonly<Record<LocaleName, string>> = { en: ': ', 'zh-CN': '：', 'zh-HK': '：' }

const factLine = ({ label, value }: Fact, viewer: Viewer): string => `**${escaped(label)}**${COLON[viewer.locale]}${literal(value, viewer)}`

/** One record on a line that wraps; amounts stand out. Discord has no tables, and Chinese does not line up in its code blocks. */
function rowLine(row: readonly Text[], columns: readonly { align: 'start' | 'end' }[], viewer: Viewer): string {
  const cells = row.map((cell, index) => ({ cell: literal(cell, viewer), end: columns[index]?.align === 'end' }))
  return `- ${indented(
    cells
      .filter(({ cell }) => cell !== '')
      .map(({ cell, end }) => (end ? `**${cell}**` : cell))
      .join(' · '),
  )}`
}

/** Lines together as long as they fit one component; a line that fits none is cut. */
function joined(lines: readonly string[]): Drawn[] {
  const texts: string[] = []
  for (const line of lines.flatMap((one) => (one.length <= CHARACTERS ? [one] : halved(one)))) {
    const before = texts.at(-1)
    if (before !== undefined && before.length + 1 + line.length <= CHARACTERS / 2) texts[texts.length - 1] = `${before}\n${line}`
    else texts.push(line)
  }
  return texts.flatMap(words)
}

/** Pieces of markup that is too long: an escaping sign stays with what it escapes. */
const halved = (line: string): string[] => {
  const pieces: string[] = []
  for (const piece of cut(line, CHUNK)) {
    const before = pieces.at(-1)
    if (before !== undefined && /(?<!\\)(?:\\\\)*\\$/.test(before)) {
      pieces[pieces.length - 1] = before.slice(0, -1)
      pieces.push(`\\${piece}`)
    } else pieces.push(piece)
  }
  return pieces
}

/** Buttons in rows of five. An address that no button takes is shown to be pressed or copied. */
function actionParts(actions: readonly Action[], { viewer, commands }: Drawing, more: readonly APIButtonComponent[]): Drawn[] {
  const shown = actions.filter((action): action is Extract<Action, { type: 'link' }> => action.type === 'link' && !opens(action.url))
  const buttons = [
    ...more,
    ...actions.flatMap((action, index): APIButtonComponent[] => {
      if (action.type === 'link' && !opens(action.url)) return []
      return [button(action, index, viewer, commands)]
    }),
  ]
  const rows = Array.from({ length: Math.ceil(buttons.length / ROW) }, (_, row) => buttons.slice(row * ROW, row * ROW + ROW))
  return [
    ...shown.flatMap(({ label, url }) => addressed(formatText(label, viewer), url)),
    ...rows.map((components): Drawn => ({ type: ComponentType.ActionRow, components })),
  ]
}

/** An address that is too long for a button still opens where it stands as it is: between these signs, which it cannot hold. */
function addressed(label: string, url: string): Drawn[] {
  const whole = `${escaped(label)}: <${isAddress(url) ? new URL(url).href : ''}>`
  return isAddress(url) && whole.length <= CHARACTERS ? words(whole) : dressed(`${label}: ${url}`, same)
}

const isAddress = (url: string): boolean => /^https?:\/\//i.test(url) && URL.canParse(url)

const opens = (url: string): boolean => isAddress(url) && url.length <= ADDRESS

const STYLES = { primary: ButtonStyle.Primary, danger: ButtonStyle.Danger, plain: ButtonStyle.Secondary } as const

function button(action: Action, index: number, viewer: Viewer, commands: ReadonlyMap<string, Command>): APIButtonComponent {
  const label = short(formatText(action.label, viewer), LABEL)
  switch (action.type) {
    case 'call':
      return {
        type: ComponentType.Button,
        style: STYLES[action.style ?? 'plain'],
        label,
        custom_id: `call:${index}:${encodeCall(action, commands)}`,
      }
    case 'link':
      return { type: ComponentType.Button, style: ButtonStyle.Link, label, url: action.url }
  }
}

/** A button of the adapter's own, which names a form that is kept in the database. */
export const own = (label: string, customId: string, style: NonNullable<Call['style']>): APIButtonComponent => ({
  type: ComponentType.Button,
  style: STYLES[style],
  label: short(label, LABEL),
  custom_id: customId,
})

/** Components in messages that Discord takes. */
function paged(parts: readonly Drawn[]): readonly (readonly Drawn[])[] {
  const pages: Drawn[][] = []
  let [components, characters] = [0, 0]
  for (const part of parts) {
    const count = part.type === ComponentType.ActionRow ? 1 + part.components.length : 1
    const length = part.type === ComponentType.TextDisplay ? part.content.length : 0
    const page = pages.at(-1)
    if (page && components + count <= COMPONENTS && characters + length <= CHARACTERS) {
      page.push(part)
      components += count
      characters += length
    } else {
      pages.push([part])
      ;[components, characters] = [count, length]
    }
  }
  return pages
}
