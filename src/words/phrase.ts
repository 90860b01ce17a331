import { simplified } from './script.ts'
import { plainWidth } from './width.ts'

/** The words of a list that is written with | between them. */
export const terms = (list: string): readonly string[] => list.split('|')

/**
 * Finds a word in a text that has gone through `plainWidth` and `simplified`: spaces and punctuation inside do not matter,
 * and a Latin word is found only as a whole word ("bal" not in "global"), though digits may touch it ("100alipay").
 */
export function phrase(word: string): RegExp {
  const signs = Array.from(simplified(plainWidth(word))).filter((sign) => /[\p{L}\p{N}]/u.test(sign))
  const edge = (sign: string | undefined): string => (/[a-z]/.test(sign ?? '') ? '[a-z]' : /\d/.test(sign ?? '') ? '\\d' : '$.')
  return new RegExp(`(?<!${edge(signs[0])})${signs.join('[\\s\\p{P}\\p{S}]*')}(?!${edge(signs.at(-1))})`, 'u')
}

/** One of the words, at the front of a text that has gone through `plainWidth` and `simplified`. */
export const either = (words: readonly string[]): string =>
  [...words.map((word) => simplified(plainWidth(word)))].sort((a, b) => b.length - a.length).join('|')
