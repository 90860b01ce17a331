import type { types } from '@slack/bolt'
import type { Text } from '../../locales/text.ts'
import { formatText, formatValue, type Viewer } from '../../src/format.ts'

/** The most characters in one text of a block. Slack takes 3,000; a character beyond the BMP counts for more in places. */
export const CHUNK = 2_800

type Style = { readonly bold?: true; readonly italic?: true }
type Piece = types.RichTextSection['elements'][number]

/** A text as rich text, whose words are shown literally: markup, mentions and addresses in them stay words. */
export const pieces = (text: Text, viewer: Viewer, style?: Style): Piece[] =>
  text
    .map((part) => (typeof part === 'string' ? part : formatValue(part, viewer)))
    .filter((words) => words !== '')
    .map((words) => ({ type: 'text', text: words, ...(style ? { style } : {}) }))

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

/** Pieces of at most `most` UTF-16 units that together are the whole: after white space where there is some, never inside a character. */
export function cut(whole: string, most: number): string[] {
  const parts: string[] = []
  let rest = whole
  while (rest.length > most) {
    const head = rest.slice(0, most)
    const space = Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n')) + 1
    const end = space > most / 2 ? space : /[\uD800-\uDBFF]$/.test(head) ? most - 1 : most
    parts.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  return rest === '' ? parts : [...parts, rest]
}

/** At most `most` characters, with a sign where something is missing: for places that have the whole elsewhere. */
export const short = (words: string, most: number): string => (words.length <= most ? words : `${cut(words, most - 1)[0] ?? ''}…`)

export const plain = (text: string): types.PlainTextElement => ({ type: 'plain_text', text, emoji: false })
