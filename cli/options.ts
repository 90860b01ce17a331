import { type Command, InvalidArgumentError } from 'commander'
import { DateTime } from 'luxon'
import { isCustomerNumber } from '../src/billing/customers.ts'
import { fromMajor, type Money } from '../src/money.ts'
import { readAmount } from '../src/words/amount.ts'
import { EXIT } from './answer.ts'

/** Adds `--json` to a command. */
export const withJson = (command: Command): Command => command.option('--json', 'print one JSON document for programs')

/** Adds an example to a command's help. */
export const withExample = (command: Command, ...lines: readonly string[]): Command =>
  command.addHelpText('after', `\nExample:\n${lines.map((line) => `  ${line}`).join('\n')}`)

/** The readers of options and arguments: each throws what commander prints as a wrong usage. */
export const read = {
  /** A line of text of 1 to `most` characters. */
  text: (most: number) => (value: string) => {
    const text = value.trim()
    if (text === '' || text.length > most) throw new InvalidArgumentError(`It has 1 to ${most} characters.`)
    if (/\p{Cc}|\p{Surrogate}/u.test(text)) throw new InvalidArgumentError('It is one line of well-formed text.')
    return text
  },
  customer: (value: string) => {
    if (!isCustomerNumber(value)) throw new InvalidArgumentError("It is a customer's number, for example 10428.")
    return value
  },
  id: (value: string) => {
    if (!/^[1-9]\d{0,17}$/.test(value)) throw new InvalidArgumentError('It is a number, for example 3.')
    return BigInt(value)
  },
  /** An undelivered notice, or a staff card. */
  message: (value: string) => {
    if (!/^(card:)?[1-9]\d{0,17}$/.test(value))
      throw new InvalidArgumentError('It is as "notices list" shows it, for example 77 or card:12.')
    return value
  },
  count: (most: number) => (value: string) => {
    if (!/^\d{1,6}$/.test(value) || Number(value) < 1 || Number(value) > most) throw new InvalidArgumentError(`It is 1 to ${most}.`)
    return Number(value)
  },
  /** Lower case, as the ledger names channels and adapters name platforms. */
  word: (value: string) => {
    if (!/^[a-z0-9][a-z0-9_-]{0,63}$/.test(value)) throw new InvalidArgumentError('It is a name in lower case, for example unionpay.')
    return value
  },
}

/** An amount in the house's currency as typed: digits with a point, above zero unless `signed`. Ends the command when it is none. */
export function amountOf(command: Command, typed: string, currency: string, { signed = false } = {}): Money {
  const amount = fromMajor(typed, currency)
  const positive = amount !== undefined && (signed ? amount.minor !== 0n : amount.minor > 0n)
  if (positive) return amount
  const read = readAmount(signed ? typed.replace(/^-/, '') : typed, currency)
  const why = read.ok ? undefined : UNFIT[read.why]
  return wrong(command, why ?? `an amount is written in digits, for example 128.00 (${currency}${signed ? ', or below zero' : ''})`)
}

const UNFIT: Readonly<Record<string, string>> = {
  not_positive: 'an amount is more than zero',
  too_precise: 'an amount has no more decimals than its currency',
  too_large: 'this amount is too large: check the number of digits',
}

/** A moment as typed: ISO 8601, in the house's zone where it names none. Ends the command when it is none. */
export function momentOf(command: Command, typed: string, zone: string): Date {
  const moment = DateTime.fromISO(typed, { zone })
  const plausible = moment.isValid && moment.year >= 1970 && moment.year <= 9999
  return plausible ? moment.toJSDate() : wrong(command, 'a time is written as 2026-11-18T14:32:05+08:00')
}

/** As `momentOf`; a date alone is all of that day. */
export function spanOf(command: Command, typed: string, zone: string): { readonly from: Date; readonly to: Date } {
  const from = momentOf(command, typed, zone)
  const day = /^\d{4}-\d{2}-\d{2}$/.test(typed.trim())
  return { from, to: day ? DateTime.fromJSDate(from, { zone }).endOf('day').toJSDate() : from }
}

/** Ends the command as wrongly used. */
export const wrong = (command: Command, message: string): never => command.error(`error: ${message}`, { exitCode: EXIT.usage })
