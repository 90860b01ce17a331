import type { types } from '@slack/bolt'
import type { Text } from '../../locales/text.ts'
import { formatText, piecesOf, type Viewer } from '../../src/format.ts'
import { cut } from '../cut.ts'

/** The most characters in one text of a block. Slack takes 3,000; a character beyond the BMP counts for more in places. */
export const CHUNK = 2_800

type Style = { readonly bold?: true; readonly italic?: true }
type Piece = types.RichTextSection['elements'][number]

/** A text as rich text, whose words are shown literally: markup, mentions and addresses in them stay words. */
export const pieces = (text: Text, viewer: Viewer, style?: Style): Piece[] =>
  piecesOf(text, viewer).map(({ words }) => ({ type: 'text', text: words, ...(style ? { style } : {}) }))

/** One paragraph; a long one becomes several blocks, cut between words where there are any, with nothing lost. */
export function paragraphs(text: Text, viewer: Viewer, style?: Style): types.RichTextBlock[] {
  const whole = formatText(text, viewer)
  if (whole.length <= CHUNK) return whole === '' ? [] : [section(pieces(text, viewer, style))]
  return cut(whole, CHUNK).map((words) => section([{ type: 'text', text: words, ...(style ? { style } : {}) }]))
}

/** A block of one section. */
export const section = (elements: Piece[]): types.RichTextBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
})

/** Words for a text object of type mrkdwn. Its markup is still read: only for words of ours, or those that `isPlain`. */
export const escaped = (words: string): string => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Whether Slack's markup would show these words as they are. */
export const isPlain = (words: string): boolean => !/[*_~`@#<>&\n\u202A-\u202E\u2066-\u2069]|:[\w+-]+:|:\/\/|www\./.test(words)

/** What Slack escaped in what a person wrote: links and mentions become the words they stand for. */
export const unescaped = (text: string): string =>
  text
    .replace(/<(?:[@#!])?([^<>|]*)(?:\|([^<>]*))?>/g, (_whole, target: string, label?: string) => label || target.replace(/^mailto:/, ''))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')

export const plain = (text: string): types.PlainTextElement => ({ type: 'plain_text', text, emoji: false })
