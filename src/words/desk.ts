import { COMMAND_WORDS, DESK_WORDS } from './keywords.ts'
import type { Meaning } from './match.ts'
import { either, terms } from './phrase.ts'

/**
 * What staff type, in a text that has gone through `plainWidth` and `simplified`: "3003" is that claim, or what else has this
 * number; "approve 3003" its card, since a decision is pressed on the card that was seen; "adjust 10428" and "unlink-chat 10428" are about that customer.
 */
export function deskSaid(said: string): Meaning | undefined {
  if (/^\d{1,18}$/.test(said)) return { command: 'number', input: { digits: said } }
  for (const [command, pattern] of PATTERNS) {
    const match = pattern.exec(said)
    if (match) return called(command, match[1])
  }
  return undefined
}

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
