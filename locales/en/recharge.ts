import { join, line, type Money, type Text, type Value } from '../text.ts'

/** Topping up: the amount, the choice of a method, and how to pay by it. */
export const recharge = {
  formTitle: ['Top up'] as Text,
  next: ['Continue'] as Text,
  least: (minimum: Money): Text => line`At least ${minimum}.`,
  below: (minimum: Money): Text => line`The smallest top-up is ${minimum}.`,
  above: (maximum: Money): Text => line`The most at once is ${maximum}. You can top up more than once.`,
  noMethod: (limits: readonly Text[]): Text => line`No payment method takes this amount. ${join(limits, '; ')}.`,
  /** What one payment by a method may be; at least one limit is there. */
  limits: (name: string, minimum: Money | undefined, maximum: Money | undefined): Text => {
    if (minimum && maximum) return line`${name}: ${minimum} to ${maximum} per payment`
    return maximum ? line`${name}: at most ${maximum} per payment` : line`${name}: at least ${minimum ?? ''} per payment`
  },
  title: (amount: Money, number: Value): Text => line`Top up ${amount} for UID ${number}`,
  choose: ['How would you like to pay?'] as Text,
  /** Names of methods and what is said about them. */
  option: (names: string, guidance: string): Text => line`${names} – ${guidance}`,
  credited: (amount: Money): Text => line`Whichever you choose, ${amount} is credited.`,
  changeAmount: 'Change amount',
  otherDevice: 'Scan with another device',
  payTitle: (amount: Money, name: string): Text => line`Pay ${amount} with ${name}`,
  automatic: ['Press “Pay now” to open the payment page. The payment is credited automatically once it is made.'] as Text,
  goPay: 'Pay now',
  kept: (until: Value): Text => line`We keep this open until ${until}. If you leave, send “continue”.`,
  scanTitle: (amount: Money): Text => line`Scan to pay ${amount}`,
  scanHow: (name: string): Text =>
    line`${name}: scan this with the app on another device. A picture saved to the same phone’s album may not work.`,
  scanAlt: (name: string): Text => line`QR code of the payment page for ${name}`,
  steps: (name: string, payee: Value, amount: Value, _currency: string): readonly Text[] => [
    ['Save the code below to your phone'],
    line`In the ${name} app tap Scan, then pick the picture from your album`,
    line`Check the payee: ${payee}. If the name is different, do not pay`,
    line`Enter ${amount} and pay`,
    [
      'Open the payment’s details and take a screenshot showing amount, time, order number and the card’s last four digits, then send it here',
    ],
  ],
  codeAlt: (name: string, payee: Value): Text => line`Collection code for ${name}, payee ${payee}`,
  checked: (cap: Money | undefined): Text =>
    line`It isn’t credited automatically: we compare it with our merchant account first.${cap ? line` ${cap} at most per payment.` : ''}`,
  safety: [
    'Payment codes come only from here. Our staff never send one by private message and never ask for a password or verification code.',
  ] as Text,
  paid: 'I’ve paid – add screenshot',
  another: 'Another method',
  waiting: (amount: Money, name: string | undefined, until: Value): Text =>
    line`You have a top-up of ${amount}${name ? ` by ${name}` : ''} open until ${until}.`,
  remind: (amount: Money, name: string): Text => line`You chose to pay ${amount} with ${name}, and we haven’t had the screenshot yet.`,
  remindNext: (until: Value): Text =>
    line`If you have paid, please send it: our staff check it and credit you. If not, nothing is lost; you can still pay until ${until}. We won’t remind you again.`,
  remindUnsent: ['You’ve entered your payment proof, but it hasn’t been sent to us yet.'] as Text,
  remindUnsentNext: ['Please check it and submit it: then our staff check it and credit you. We won’t remind you again.'] as Text,
  resume: 'Continue this top-up',
  nothingOpen: ['You have no top-up to continue.'] as Text,
  nothingToCancel: ['There is nothing to cancel. What you don’t submit isn’t sent.'] as Text,
  cancelled: (amount: Money, byHand: boolean): Text =>
    line`The top-up of ${amount} is cancelled. If you have paid already, ${byHand ? 'send the screenshot: the payment isn’t lost.' : 'it will still be credited.'}`,
  discarded: ['What you had entered is discarded. Nothing was sent.'] as Text,
  over: (amount: Money, byHand: boolean): Text =>
    line`This top-up of ${amount} is no longer open. Please don’t pay by its old link or code; start again. If you have paid already, ${byHand ? 'send the screenshot: the payment isn’t lost.' : 'it will still be credited.'}`,
  inCheck: (amount: Money): Text => line`The proof of your payment for this top-up of ${amount} is being checked. Please don’t pay again.`,
  done: (amount: Money): Text => line`This top-up of ${amount} is in your balance.`,
  startAgain: 'Start again',
}
