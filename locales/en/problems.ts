import type { Text } from '../text.ts'
import { line } from '../text.ts'

/** Why an amount was not understood (src/words/amount.ts). `currency`: the foreign one that was meant, where it is known. */
export interface UnreadAmount {
  readonly why: 'empty' | 'not_a_number' | 'foreign_currency' | 'too_precise' | 'not_positive' | 'too_large' | 'ambiguous'
  readonly currency?: string
}

/** What is wrong with an answer, shown at its field. `ours`: the house's currency, ISO 4217. */
export const problems = {
  required: ['This is needed.'] as Text,
  tooLong: (most: number): Text => line`At most ${most} characters.`,
  invalid: ['This does not look right. Please check it.'] as Text,
  choose: ['Please choose one of the options.'] as Text,
  time: ['Please give the day and the time to the minute, for example “today 14:32” or “18 Nov 14:32”. It can’t be in the future.'] as Text,
  cardTail: ['Please enter the last four digits of the card: four digits, no letters.'] as Text,
  reference: [
    'This does not look like an order number. Please copy it from the payment’s details page: at least 6 letters and digits.',
  ] as Text,
  picture: ['Please add a screenshot of the payment’s details page.'] as Text,
  amount: (unread: UnreadAmount, ours: string): Text => {
    switch (unread.why) {
      case 'empty':
        return line`Please enter an amount in ${ours}.`
      case 'not_a_number':
        return line`Please enter an amount in ${ours} in digits, for example 100 or 100.50.`
      case 'foreign_currency':
        return unread.currency
          ? line`Amounts here are in ${ours}, and we don’t convert ${unread.currency}. Please enter the amount in ${ours}.`
          : line`Amounts here are in ${ours}, and we don’t convert other currencies. Please enter the amount in ${ours}.`
      case 'too_precise':
        return line`That is more decimals than ${ours} has. Please write it as your payment app shows it, for example 100.50.`
      case 'not_positive':
        return ['The amount must be more than zero.']
      case 'too_large':
        return ['This amount is too large. Please check the number of digits.']
      case 'ambiguous':
        return ['This could be read as more than one amount. Please write digits only, with a point before the decimals: 1000.50.']
    }
  },
}
