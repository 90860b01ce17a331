import { line, type Money, signed, type Text, type Value, when } from '../text.ts'

export const balance = {
  title: (available: Money): Text => line`Balance: ${available}`,
  account: 'Account',
  uid: (number: Value): Text => line`UID ${number}`,
  lastChange: 'Last change',
  /** A change, what it was for, when. */
  change: (amount: Money, what: Text, at: Value): Text => line`${signed(amount)} · ${what} · ${at}`,
  checking: 'Being checked',
  claims: (count: number, sum: Text, numbers: Text): Text =>
    line`${count} ${count === 1 ? 'payment' : 'payments'}, ${sum} (${count === 1 ? 'claim' : 'claims'} ${numbers}). ${count === 1 ? 'It isn’t' : 'They aren’t'} part of your balance yet.`,
  listed: ', ',
  /** `settles`: when products are next charged. */
  low: (threshold: Money, settles: Date): Text =>
    line`You’re below the ${threshold} you set. Daily charges are taken at ${when(settles, 'clock')}; if the balance is short, services are limited. Please top up before ${when(settles)}.`,
  below: ['Your balance is below zero. Please top up so that your services keep running.'] as Text,
  closed: ['This account is closed. Please contact support about what is left on it.'] as Text,
  frozen: ['This account is on hold. The balance stays where it is; please contact support.'] as Text,
  /** `zone`: by a name that people use. */
  asOf: (at: Value, zone: Value | string): Text => line`As of ${at}, ${zone} time`,
  check: 'Check status',
  /** What a change was, where no product is named. */
  /** Of a withdrawal that staff have not sent yet. */
  askedBack: 'Withdrawal asked for, under way',
  kinds: {
    opening: 'Opening balance',
    recharge: 'Top-up',
    cost: 'Charge',
    refund: 'Cancelled product',
    withdrawal: 'Withdrawal to your payment method',
    adjustment: 'Adjustment',
    reversal: 'Reversal',
    move: 'Move between accounts',
  },
}
