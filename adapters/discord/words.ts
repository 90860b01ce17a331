import type { Text } from '../../locales/text.ts'
import { formatText, type Viewer } from '../../src/format.ts'

/** The most characters in one piece of text before it is escaped; escaped it fits where Discord takes 4,000. */
export const CHUNK = 1_900

/** Signs that Discord's markup reads anywhere. */
const ANYWHERE = /[\\*_~`|<>[\]()@#]/g
/** Signs that it reads at the beginning of a line: headings, lists, quotes. */
const FIRST = /^(\s*)(?:([-+])|(\d+)\.)/gm
/** Addresses become links by themselves. */
const ADDRESS = /:(?=\/\/)/g

/** Words as Discord shows them literally: markup, mentions and addresses in them stay words. */
export const escaped = (words: string): string =>
  words
    .replace(ANYWHERE, '\\$&')
    .replace(ADDRESS, '\\:')
    .replace(FIRST, (_whole, space: string, sign?: string, number?: string) => (sign ? `${space}\\${sign}` : `${space}${number}\\.`))

/** A text for this reader, shown literally. */
export const literal = (text: Text, viewer: Viewer): string => escaped(formatText(text, viewer))
