import { line, type Money, type Text, type Value } from '../text.ts'

/** A payment by an automatic method that is not in the balance. */
export const missing = {
  label: 'Payment not credited',
  intro: ['Give the order number and time from the payment’s details page, and our staff look for it. Please don’t pay again.'] as Text,
  dontPay: ['Please don’t pay again: if it reached us, our staff find it.'] as Text,
  received: ['We’re looking for your payment'] as Text,
  next: ['If it reached us, it’s added to your balance and we tell you here. Please don’t pay again or send it twice.'] as Text,
  found: (amount: Money, at: Value): Text => line`This payment is in your balance: ${amount}, ${at}`,
  foundText: ['You’ll find it in your top-ups under this order number. You don’t need to send anything.'] as Text,
  /** What is different of a rejection where there is no screenshot. */
  reasons: {
    not_found: {
      why: (payment: Text, _credited?: Text): Text =>
        line`we can’t find this payment by its order number${payment.length > 0 ? line` (${payment})` : ''}`,
      next: (payee: Text): readonly Text[] => [
        line`“交易成功” (successful) and the payee is ${payee}: compare the order number and the time, and tell us again; once we find the payment we’ll credit it`,
        ['“处理中” (processing) or “已退回” (returned): it wasn’t completed, and the money goes back the way it came, in its own time'],
        ['Any other payee: don’t pay again, and contact support straight away'],
      ],
      lead: ['Please open the payment in your payment app:'] as Text,
    },
    not_completed: {
      why: (_: Text, _credited?: Text): Text => ['the payment wasn’t completed (processing or returned)'],
      next: (_: Text): readonly Text[] => [
        ['If it goes through later, it is credited by itself; if that takes more than ten minutes, tell us again'],
        ['If it was returned, the money goes back the way it came, in its own time'],
      ],
      lead: [] as Text,
    },
    other: {
      why: (_: Text, _credited?: Text): Text => ['our staff could not confirm it'],
      next: (_: Text): readonly Text[] => [['Please follow what our staff write, then tell us again or contact support']],
      lead: [] as Text,
    },
  },
  card: (id: Text): Text => line`Payment not credited · claim ${id}`,
  around: ['Credited to this customer within three days of it'] as Text,
  nothingAround: ['Nothing was credited to this customer within three days of it.'] as Text,
  columns: ['Time', 'Amount', 'Method', 'Order number'],
  /** `source`: what credited it, as the ledger has it. */
  same: (reference: Text, amount: Money, at: Value, source: Text): Text =>
    line`Order number ${reference} was credited already: ${amount}, ${at} (${source}). It can’t be credited again.`,
}
