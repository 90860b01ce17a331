import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'grammy/types'
import { locales } from '../../locales/index.ts'
import type { Command } from '../../src/command.ts'
import { formatText, type Viewer } from '../../src/format.ts'
import type { Action, Block, Call, Link, Reply } from '../../src/reply.ts'
import { encodeCall } from '../../src/wire.ts'
import { columns, plain, type Span, short } from './spans.ts'

/** What buttons are drawn with. */
export interface Drawing {
  readonly viewer: Viewer
  readonly commands: ReadonlyMap<string, Command>
}

/** What fits beside each other on a telephone, and how many buttons at most. */
const ROW = 30
const IN_ROW = 3
/** Labels are shown whole or not at all by some apps. */
const LABEL = 60

/**
 * The buttons below a reply: what it calls, what it links, and what is worth copying. Where nothing on a card decides any more, what was
 * decided stands in the place of the coloured buttons, as one that does nothing.
 */
export function keyboard(reply: Reply, { viewer, commands }: Drawing): InlineKeyboardMarkup | undefined {
  const staff = reply.audience === 'staff'
  const buttons = reply.actions.flatMap((action) => button(action, viewer, commands, staff) ?? [])
  const copies = copied(reply, viewer)
  const decides = reply.actions.some(({ style }) => style)
  const rows = [...(staff && !decides ? outcome(reply, viewer) : []), ...inRows(copies), ...inRows(buttons)]
  return rows.length > 0 ? { inline_keyboard: rows } : undefined
}

/** A card's head, up to its first dot. */
function outcome({ blocks }: Reply, viewer: Viewer): InlineKeyboardButton[][] {
  const head = blocks.find((block) => block.type === 'title')
  const [words = ''] = head ? formatText(head.text, viewer).split(' · ') : []
  return words === '' ? [] : [[{ text: short(words, LABEL), disabled: {} }]]
}

/** Buttons in as few rows as a telephone can show. */
export function inRows(buttons: readonly InlineKeyboardButton[]): InlineKeyboardButton[][] {
  const rows: InlineKeyboardButton[][] = []
  for (const each of buttons) {
    const row = rows.at(-1)
    const width = row?.reduce((sum, { text }) => sum + columns(text) + 2, columns(each.text) + 2) ?? 0
    if (row && row.length < IN_ROW && width <= ROW) row.push(each)
    else rows.push([each])
  }
  return rows
}

function button(action: Action, viewer: Viewer, commands: ReadonlyMap<string, Command>, staff: boolean): InlineKeyboardButton | undefined {
  const text = short(formatText(action.label, viewer), LABEL)
  switch (action.type) {
    case 'call':
      return { text, callback_data: encodeCall(action, commands), ...styleOf(action, staff) }
    case 'link':
      return isWeb(action) ? { text, url: action.url, ...styleOf(action, staff) } : undefined
  }
}

function styleOf({ style }: Call | Link, staff: boolean): { style?: 'danger' | 'success' | 'primary' } {
  if (style === 'danger') return { style: 'danger' }
  return style === 'primary' ? { style: staff ? 'success' : 'primary' } : {}
}

/** Telegram's buttons open web pages alone, and none with a very long address. */
const isWeb = ({ url }: Link): boolean => /^https?:\/\/[^\s]+$/i.test(url) && url.length <= 2_000

/** Links that no button can open, to be copied. */
export const linkLines = (reply: Reply, viewer: Viewer): Span[][] =>
  reply.actions.flatMap((action) =>
    action.type === 'link' && !isWeb(action)
      ? [[plain(`${formatText(action.label, viewer)}: `), { text: action.url, style: 'code' as const }]]
      : [],
  )

/** Beside a code to scan: what has to be typed in the other app, one tap each. */
function copied(reply: Reply, viewer: Viewer): InlineKeyboardButton[] {
  if (!reply.blocks.some((block) => block.type === 'image' && block.source.from !== 'attachment')) return []
  const values = [...new Set(reply.blocks.flatMap(idsOf))].filter((value) => value.length <= 256)
  return values
    .slice(0, 4)
    .map((value) => ({ text: short(locales[viewer.locale].telegram.copy(value), LABEL), copy_text: { text: value } }))
}

function idsOf(block: Block): string[] {
  const texts = block.type === 'list' ? block.items : block.type === 'facts' ? block.facts.map(({ value }) => value) : []
  return texts.flat().flatMap((part) => (typeof part !== 'string' && part.is === 'id' ? [part.text] : []))
}

/** The same for a server that knows only the oldest kinds of buttons. */
export const oldFashioned = (markup: InlineKeyboardMarkup): InlineKeyboardMarkup => ({
  inline_keyboard: markup.inline_keyboard
    .map((row) =>
      row.flatMap((each): InlineKeyboardButton[] => {
        if ('callback_data' in each) return [{ text: each.text, callback_data: each.callback_data }]
        return 'url' in each ? [{ text: each.text, url: each.url }] : []
      }),
    )
    .filter((row) => row.length > 0),
})
