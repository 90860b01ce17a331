import { line, type Money, type Text, type Value } from '../text.ts'

/** A payment by an automatic method that is not in the balance. */
export const missing = {
  label: 'Payment not credited',
  intro: ['Give the order number and time from the payment’s details page, and our staff look for it. Please don’t pay again.'] as Text,
  received: ['We’re looking for your payment'] as Text,
  next: ['If it reached us, it’s added to your balance and we tell you here. Please don’t pay again or send it twice.'] as Text,
  found: (amount: Money, at: Value): Text => line`This payment is in your balance: ${amount}, ${at}`,
  foundText: ['It stands in your top-ups, with this order number. There is nothing to send.'] as Text,
  card: (id: Text): Text => line`Payment not credited · claim ${id}`,
  around: ['Credited to this customer within three days of it'] as Text,
  nothingAround: ['Nothing was credited to this customer within three days of it.'] as Text,
  columns: ['Time', 'Amount', 'Method', 'Order number'],
  /** `source`: what credited it, as the ledger has it. */
  same: (reference: Text, amount: Money, at: Value, source: Text): Text =>
    line`Order number ${reference} was credited already: ${amount}, ${at} (${source}). It can’t be credited again.`,
}
