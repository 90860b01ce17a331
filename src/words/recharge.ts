import type { Methods } from '../billing/methods.ts'
import { toMajor } from '../money.ts'
import { readAmount } from './amount.ts'
import { COMMAND_WORDS, FILLERS, PAYMENT_WORDS, SHORT_RECHARGE, type Topic } from './keywords.ts'
import { about, type Meaning } from './match.ts'
import { phrase, terms } from './phrase.ts'

/** A text in two forms of the same length: as typed but for width and case, and in simplified script to match with. */
export interface Typed {
  readonly shown: string
  readonly plain: string
}

/**
 * "充值100支付宝", "100 云闪付", "增值 HK$100 AlipayHK", "100": one amount, with or without a word for topping up and a
 * method. `surely`: it was a slash command, so whatever is left over is meant as the amount. Undefined when anything but
 * these stands in the text.
 */
export function readRecharge(
  typed: Typed,
  house: { readonly methods: Methods; readonly currency: string },
  surely = false,
): Meaning | undefined {
  const way = longest(typed.plain, [...waysOf(house.methods), ...NOT_OFFERED])
  const withoutWay = blanked(typed.plain, way)
  const verb = longest(withoutWay, VERBS)
  const rest = remainder(typed.shown, withoutFillers(blanked(withoutWay, verb)))
  const bare = !way && !verb
  if (rest === '') return bare ? undefined : called(way)
  const read = rest.includes(GONE) ? undefined : readAmount(rest, house.currency)
  if (read?.ok) return bare && NUMBER_OF_SOMETHING.test(rest) ? undefined : called(way, toMajor(read.amount))
  const started = verb !== undefined && verb.at === 0 && verb.length > 1 && rest.length <= 20 && /\d/.test(rest)
  const amountLike = read !== undefined && read.why !== 'not_a_number' && (!bare || /\d/.test(rest)) && !NUMBER_OF_SOMETHING.test(rest)
  return surely || started || amountLike ? called(way, rest.replaceAll(GONE, ' ').trim()) : undefined
}

/** Digits alone, so many that they are an order's number rather than an amount. */
const NUMBER_OF_SOMETHING = /^\d{8,}$/

type Way = { readonly method: string } | { readonly topic: Topic }

interface Found<T> {
  readonly at: number
  readonly length: number
  readonly means: T
}

type Entry<T> = readonly [pattern: RegExp, means: T]

function called(way: Found<Way> | undefined, amount?: string): Meaning {
  if (way && 'topic' in way.means) return about(way.means.topic)
  return { command: 'recharge', input: { ...(amount ? { amount } : {}), ...way?.means } }
}

const waysOf = (methods: Methods): readonly Entry<Way>[] =>
  methods.flatMap(({ id, name, words }) => [id, ...words, ...Object.values(name)].map((word) => [phrase(word), { method: id }] as const))

const NOT_OFFERED: readonly Entry<Way>[] = PAYMENT_WORDS.flatMap(([topic, words]) =>
  terms(words).map((word) => [phrase(word), { topic: topic as Topic }] as const),
)

const VERBS: readonly Entry<true>[] = [
  ...COMMAND_WORDS.filter(([command]) => command === 'recharge').flatMap(([, words]) => terms(words)),
  ...terms(SHORT_RECHARGE),
].map((word) => [phrase(word), true] as const)

const FILLING: readonly Entry<true>[] = terms(FILLERS).map((word) => [phrase(word), true] as const)

/** The longest word of a list that stands in the text; of two equal ones the earlier in the list. */
function longest<T>(text: string, entries: readonly Entry<T>[]): Found<T> | undefined {
  let best: Found<T> | undefined
  for (const [pattern, means] of entries) {
    const match = pattern.exec(text)
    if (match && match[0].length > (best?.length ?? 0)) best = { at: match.index, length: match[0].length, means }
  }
  return best
}

/** Stands where a word was taken out, so that digits left and right of it never join into another amount. */
const GONE = '\ue000'

const blanked = (text: string, found: { at: number; length: number } | undefined): string =>
  found ? text.slice(0, found.at) + GONE.repeat(found.length) + text.slice(found.at + found.length) : text

function withoutFillers(text: string): string {
  let left = text
  for (let found = longest(left, FILLING); found; found = longest(left, FILLING)) left = blanked(left, found)
  return left
}

/** What is left of the text as shown, without what was taken out at its ends. */
function remainder(shown: string, left: string): string {
  const kept = Array.from({ length: shown.length }, (_, i) => (left[i] === GONE ? GONE : shown.charAt(i))).join('')
  return kept.replace(ENDS, '')
}

const ENDS = /^[\ue000\s,;:、!?~()]+|[\ue000\s,;:、!?~()]+$/g
