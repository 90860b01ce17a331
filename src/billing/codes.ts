import type { FullDb } from '../db.ts'
import { commandIn } from '../words/recognise.ts'
import { inviteHash } from './invites.ts'
import { hashOf, LENGTH, normalise } from './linking.ts'
import { signedIn } from './signed-link.ts'

/** What a code is for: to link a chat, or to join the staff. A link that the company's site signed is one to link. */
export type CodeKind = 'link' | 'join'

/** Where codes are known, and when. */
export interface Codes {
  readonly db: FullDb
  readonly now: Date
}

/**
 * What others may read of the words that stand beside a picture: without the name of a command in front, and without codes that are good still,
 * in whichever form they would be taken; `code`: what one was for that was left out, of which its sender is to be told.
 */
export async function besidePicture(codes: Codes, said: string): Promise<{ readonly words: string; readonly code?: CodeKind }> {
  const lines = (await masked(codes, said)).replace(COMMAND, '').split('\n')
  const code = lines.flatMap((line) => kindIn(line) ?? [])[0]
  const words = lines.map((line) => (kindIn(line) ? withoutWord(unmasked(line)) : line)).join('\n')
  return { words: words.trim(), ...(code ? { code } : {}) }
}

/** The same words to be kept for a while: each code in them is covered, so that its sender can be told of it then. */
export async function masked(codes: Codes, said: string): Promise<string> {
  let kept = ''
  let end = 0
  for (const found of await codesIn(codes, said)) {
    if (found.end <= end) continue
    kept += said.slice(end, found.start) + maskOf(found.kind)
    end = found.end
  }
  return kept + said.slice(end)
}

/** A text to be kept and answered later: without its codes, but with a word that asks for one. */
export async function askingAnew(codes: Codes, said: string): Promise<string> {
  const kept = await masked(codes, said)
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

/** The word for a code says nothing without it, nor do the signs around it. */
function withoutWord(line: string): string {
  const { command = '', input } = commandIn(line) ?? {}
  return !SIGN.test(line) || (['link', 'join'].includes(command) && !input?.code) ? '' : line
}

interface Found {
  readonly start: number
  readonly end: number
  readonly kind: CodeKind
}

/** The codes in a text that can be used still, in their order. Whatever could be one is looked up: an order number may look the same. */
async function codesIn(codes: Codes, said: string): Promise<readonly Found[]> {
  const signed = signedIn(said, codes.now).map((where) => ({ ...where, kind: 'link' as const }))
  return [...(await drawnIn(codes, said)), ...signed].sort((one, other) => one.start - other.start)
}

async function drawnIn({ db, now }: Codes, said: string): Promise<readonly Found[]> {
  const { signs, at } = signsOf(said)
  const drawn = [...signs.matchAll(CODE)].map(({ 1: code = '', index }) => ({
    code,
    start: at[index] ?? 0,
    end: at[index + LENGTH - 1] ?? 0,
  }))
  if (drawn.length === 0) return []
  const hashes = { link: drawn.map(({ code }) => hex(hashOf(code))), join: drawn.map(({ code }) => hex(inviteHash(code))) }
  const good = await db.$queryRaw<{ hash: string }[]>`
    select encode(hash, 'hex') as hash from link_code
      where hash in (select decode(h, 'hex') from unnest(${hashes.link}::text[]) h) and used_at is null and expires_at > ${now}
    union all select encode(hash, 'hex') from staff_invite
      where hash in (select decode(h, 'hex') from unnest(${hashes.join}::text[]) h) and used_at is null and expires_at > ${now}`
  const known = new Set(good.map(({ hash }) => hash))
  return drawn.flatMap(({ start, end }, index) => {
    const kind = (['link', 'join'] as const).find((one) => known.has(hashes[one][index] ?? ''))
    const from = kind === 'join' ? said.slice(0, start).replace(INVITES, '').length : start
    return kind ? [{ start: from, end: end + sizeAt(said, end), kind }] : []
  })
}

const hex = (hash: Uint8Array): string => Buffer.from(hash).toString('hex')
const sizeAt = (said: string, index: number): number => ((said.codePointAt(index) ?? 0) > 0xffff ? 2 : 1)

/** As many signs as a code has, from each sign on. */
const CODE = new RegExp(`(?=([0-9A-HJKMNP-TV-Z]{${LENGTH}}))`, 'g')
const SIGN = /[\p{L}\p{N}]/u
const INVITES = /(?<![\p{L}\p{N}])[SsＳｓ][\s\p{Pd}_.]*$/u

/**
 * What codes are read from: the signs of a text as they count in one, and where each stands. What is no letter or number does not part a code
 * for who reads it, and is passed over; a space is a letter that no code has.
 */
function signsOf(said: string): { readonly signs: string; readonly at: readonly number[] } {
  let signs = ''
  const at: number[] = []
  let index = 0
  for (const letter of said) {
    const read = SIGN.test(letter.normalize('NFKC')) ? normalise(letter).replace(/[^0-9A-Z]/g, ' ') : ''
    for (const sign of read) {
      signs += sign
      at.push(index)
    }
    index += letter.length
  }
  return { signs, at }
}
