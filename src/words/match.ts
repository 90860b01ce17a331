import type { Methods } from '../billing/methods.ts'
import type { Call } from '../reply.ts'
import { fold } from './fold.ts'
import { AFTER, BEFORE, COMMAND_WORDS, type Keywords, LANGUAGE_WORDS, PAYMENT_WORDS, TOPIC_WORDS, type Topic } from './keywords.ts'
import { phrase, terms } from './phrase.ts'

/** What a text asks for: a command with its input, as a button would call it. */
export type Meaning = Pick<Call, 'command' | 'input'>

export const about = (topic: Topic, meant?: string): Meaning => ({ command: 'about', input: { topic, ...(meant ? { meant } : {}) } })

/** What a folded text says as a whole, also with "please", "my", "怎么查" and the like around it. */
export function exact(folded: string, methods: Methods): Meaning | undefined {
  const paying = new Map([...PAYMENTS, ...waysToPay(methods)])
  return firstIn(folded, (core) => WHOLE.get(core) ?? paying.get(core))
}

/** What the text means without the words around it that ask nothing. */
export function firstIn(folded: string, meaning: (core: string) => Meaning | undefined): Meaning | undefined {
  for (const core of cores(folded)) {
    const call = meaning(core)
    if (call) return call
  }
  return undefined
}

/** A short sentence around a keyword: topics are answered, since that harms nobody; for a command we ask whether it was meant. */
export function within(folded: string, said: string): Meaning | undefined {
  const holds = ({ word, pattern }: Part): boolean => (LATIN.test(word) ? pattern.test(said) : folded.includes(word))
  return PARTS.find(holds)?.call
}

/** A Latin word that was mistyped: one slip is understood, two in a long word are asked about. */
export function nearest(folded: string): Meaning | undefined {
  if (!/^[a-z]{5,24}$/.test(folded)) return undefined
  const near = SPELLED.map(([word, call]) => ({ call, slips: slips(word, folded) })).sort((a, b) => a.slips - b.slips)
  const best = near.filter(({ slips }) => slips === near[0]?.slips)
  const [first] = best
  if (!first || new Set(best.map(({ call }) => JSON.stringify(call))).size > 1) return undefined
  if (first.slips <= 1) return first.call
  return first.slips === 2 && folded.length >= 7 && first.call.command !== 'about' ? about('unknown', first.call.command) : undefined
}

/** The text, then what remains of it without words that ask nothing, nearest to the whole first. */
function cores(folded: string): readonly string[] {
  const found = new Set([folded])
  for (const text of found) {
    if (found.size > 40) break
    for (const word of PREFIXES) if (text.length > word.length && text.startsWith(word)) found.add(text.slice(word.length))
    for (const word of SUFFIXES) if (text.length > word.length && text.endsWith(word)) found.add(text.slice(0, -word.length))
  }
  return [...found]
}

/** The methods' own words; of two methods with one word the first has it. */
const waysToPay = (methods: Methods): readonly (readonly [string, Meaning])[] =>
  methods
    .flatMap(({ id, name, words }) =>
      [id, ...words, ...Object.values(name)].map((word) => [word, { command: 'recharge', input: { method: id } }] as const),
    )
    .map(([word, call]) => [fold(word), call] as const)
    .reverse()

const calls = (keywords: Keywords, toCall: (name: string) => Meaning): readonly (readonly [string, Meaning])[] =>
  keywords.flatMap(([name, words]) => terms(words).map((word) => [word, toCall(name)] as const))

const COMMANDS = calls(COMMAND_WORDS, (command) => ({ command, input: {} }))
const TOPICS = calls(TOPIC_WORDS, (topic) => about(topic as Topic))
const PAYING = calls(PAYMENT_WORDS, (topic) => about(topic as Topic))
const LANGUAGES = calls(LANGUAGE_WORDS, (locale) => ({ command: 'language', input: { locale } }))

const WHOLE: ReadonlyMap<string, Meaning> = new Map([...COMMANDS, ...TOPICS, ...LANGUAGES].map(([word, call]) => [fold(word), call]))
const PAYMENTS = PAYING.map(([word, call]) => [fold(word), call] as const)

const LATIN = /^[a-z0-9]+$/
/** Too common inside other sentences to mean the command. */
const NEVER_MEANT = new Set(['help', 'cancel', 'continue', 'queue', 'show', 'search', 'adjust', 'merge', 'unlink-chat', 'join'])

interface Part {
  readonly word: string
  readonly pattern: RegExp
  readonly call: Meaning
}

/** What to look for inside sentences: topics before commands, longer words before shorter ones. */
const PARTS: readonly Part[] = [
  ...parts([...TOPICS, ...PAYING], 3),
  ...parts(
    COMMANDS.filter(([, { command }]) => !NEVER_MEANT.has(command)).map(
      ([word, { command }]) => [word, about('unknown', command)] as const,
    ),
    2,
  ),
]

function parts(list: readonly (readonly [string, Meaning])[], shortest: number): readonly Part[] {
  return list
    .map(([word, call]) => ({ word: fold(word), pattern: phrase(word), call }))
    .filter(({ word }) => Array.from(word).length >= (LATIN.test(word) ? 4 : shortest))
    .sort((a, b) => b.word.length - a.word.length)
}

const SPELLED = [...WHOLE].filter(([word]) => /^[a-z]{5,}$/.test(word))
const PREFIXES = terms(BEFORE).map(fold)
const SUFFIXES = terms(AFTER).map(fold)

/** How many letters were added, left out, changed or swapped with their neighbour (optimal string alignment). */
function slips(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : changed
      row.push(Math.min(changed, swapped, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1))
    }
    before = above
    above = row
  }
  return above[b.length] ?? 0
}
