import { COMMAND_WORDS, DESK_WORDS } from './keywords.ts'
import type { Meaning } from './match.ts'
import { either, terms } from './phrase.ts'

/**
 * What staff type, in a text that has gone through `plainWidth` and `simplified`: "3003" is that claim, "approve 3003" too, since a decision is
 * pressed on the card that was seen; longer digits are an order's number; "adjust 10428" and "unlink-chat 10428" are about that customer.
 */
export function deskSaid(said: string): Meaning | undefined {
  if (CLAIM.test(said)) return card(said)
  if (/^\d{1,18}$/.test(said)) return { command: 'search', input: { words: said } }
  for (const [command, pattern] of PATTERNS) {
    const match = pattern.exec(said)
    if (match) return called(command, match[1])
  }
  return undefined
}

/** From eight digits on it is no claim's number. */
const CLAIM = /^[1-9]\d{0,6}$/

const card = (ticket: string): Meaning => ({ command: 'show', input: { ticket } })

function called(command: string, number: string | undefined): Meaning {
  if (number === undefined) return { command: command === 'case' ? 'show' : command, input: {} }
  if (command === 'requests') return card(number)
  return { command, input: { [OF_CUSTOMERS.includes(command) ? 'customer' : 'ticket']: number } }
}

const OF_CUSTOMERS: readonly string[] = ['adjust', 'unlink-chat']

const PATTERNS: readonly (readonly [command: string, pattern: RegExp])[] = [
  ...DESK_WORDS,
  ...COMMAND_WORDS.filter(([command]) => OF_CUSTOMERS.includes(command)),
].map(([command, words]) => [command, new RegExp(`^(?:${either(terms(words))})(?:[\\s.:]*#? ?(\\d{1,15}))?$`)])
