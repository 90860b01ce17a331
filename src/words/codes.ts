import { looksSigned } from '../billing/signed-link.ts'
import { recognise } from './recognise.ts'
import { narrow } from './width.ts'

/** What a code is for: to link a chat, or to join the staff. A link that the company's site signed is one to link. */
export type CodeKind = 'link' | 'join'

/**
 * What others may read of the words that stand beside a picture: without the name of a command in front, and without codes, which are valid still;
 * `code`: what one was for that was left out, of which its sender is to be told. Only whole codes are taken for such, as we write them; in one
 * piece or with spaces only where they stand alone behind their word ("link 7k2m qx4r 9tb"), since order numbers look like that.
 */
export function besidePicture(said: string): { readonly words: string; readonly code?: CodeKind } {
  const lines = masked(said).replace(COMMAND, '').split('\n')
  const code = lines.flatMap((line) => kindIn(line) ?? [])[0]
  const words = lines.map((line) => (kindIn(line) ? withoutWord(unmasked(line)) : line)).join('\n')
  return { words: words.trim(), ...(code ? { code } : {}) }
}

/** The same words to be kept for a while: each code in them is covered, so that its sender can be told of it then. */
export const masked = (said: string): string => said.split('\n').map(maskedLine).join('\n')

/** A text to be kept and answered later: without its codes, but with a word that asks for one. */
export function askingAnew(said: string): string {
  const kept = masked(said)
  return kept === said ? said : unmasked(kept) || kindIn(kept) || ''
}

const COMMAND = /^\s*\/[\p{L}\p{N}_-]+(?:@\w+)?(?=\s|$)/u
const MASK = '****-****-***'
const maskOf = (kind: CodeKind): string => (kind === 'join' ? `S-${MASK}` : MASK)
const kindIn = (line: string): CodeKind | undefined => {
  if (line.includes(maskOf('join'))) return 'join'
  return line.includes(MASK) ? 'link' : undefined
}
const unmasked = (kept: string): string => kept.replaceAll(maskOf('join'), '').replaceAll(MASK, '').replace(/ {2,}/g, ' ').trim()

/** Crockford's signs, as codes are drawn. */
const SIGN = '[\\dA-HJKMNP-TV-Z]'
const code = (between: string): string => `(?:S${between})?${SIGN}{4}${between}${SIGN}{4}${between}${SIGN}{3}`
/** Not in the middle of a longer number, which is somebody else's. */
const WHOLE = new RegExp(`(?<![\\w]|\\w\\p{Pd})${code('\\p{Pd}')}(?!\\w|\\p{Pd}\\w)`, 'giu')
const LOOSE = new RegExp(`${code('[\\p{Pd}\\s]?')}\\s*$`, 'giu')
const LOOSE_ALONE = new RegExp(`^${LOOSE.source}`, 'iu')
const LONG = /[\w-]{32,}/g

function maskedLine(line: string): string {
  const asked = behindWord(line)
  const rest = asked ? replaced(line, LOOSE, () => maskOf(asked)) : line
  const whole = replaced(rest, WHOLE, (found) => (isDrawn(found) ? maskOf(INVITES.test(found) ? 'join' : 'link') : undefined))
  return replaced(whole, LONG, (found) => (looksSigned(found) ? MASK : undefined))
}

/** What a line asks for that is the word for a code, and the code in any form that people type. */
function behindWord(line: string): CodeKind | undefined {
  if (narrow(line).search(LOOSE) < 0) return undefined
  const { command, input } = recognise(line, NO_HOUSE) ?? {}
  const given = String(input?.code ?? '')
  const mixed = given.split(/[\p{Pd}\s]/u).some((part) => /\d/.test(part) && /[A-Z]/i.test(part))
  return mixed && LOOSE_ALONE.test(given) && (command === 'link' || command === 'join') ? command : undefined
}

const INVITES = /^S\p{Pd}/iu
/** Ordinary words have no digits in them, and an order number no letters; what we write has capitals. */
const isDrawn = (found: string): boolean => /[A-Z]/i.test(found.replace(INVITES, '')) && (/\d/.test(found) || found === found.toUpperCase())

/** The word for a code says nothing without it. */
function withoutWord(line: string): string {
  const { command = '', input } = recognise(line, NO_HOUSE) ?? {}
  return ['link', 'join'].includes(command) && !input?.code ? '' : line
}

const NO_HOUSE = { methods: [], currency: 'XXX' }

/** Finds in either width, and leaves everything else as it was written. */
function replaced(line: string, pattern: RegExp, by: (found: string) => string | undefined): string {
  let end = 0
  let made = ''
  for (const { 0: found, index } of narrow(line).matchAll(pattern)) {
    const instead = by(found)
    if (instead === undefined) continue
    made += line.slice(end, index) + instead
    end = index + found.length
  }
  return made + line.slice(end)
}
