import { id, line, type Money, said, type Text, when } from '../text.ts'

/** What staff do around a decision, and what the customer then reads. */
export const desk = {
  joinTitle: 'Join the staff',
  roles: { agent: 'agent', lead: 'lead', admin: 'admin' },
  joined: (name: string, role: string): Text => line`Welcome, ${said(name)}. You are staff now, as ${role}.`,
  joinedNotice: (name: string, role: string, chat: string): Text =>
    line`${said(name)} has joined the staff as ${role}, from this chat: ${id(chat)}. If you don’t expect this, remove them at once.`,
  found: (n: number, words: Text): Text => line`${n} ${n === 1 ? 'claim' : 'claims'} for “${words}”`,
  foundNone: [
    'Try a claim number, an order number or its last five signs, a card’s last four, an amount, or the customer’s number or name.',
  ] as Text,
  foundColumns: ['Claim', 'Sent', 'Customer', 'Amount', 'Status'],
  claim: 'I’ll take it',
  release: 'Release',
  takeOver: 'Take over',
  working: (by: string, since: Date): Text => line`${said(by)} works on it, since ${when(since)}`,
  claimed: (claim: Text): Text => line`Claim ${claim} is yours now. The card shows it to the others.`,
  claimedAlready: (claim: Text): Text => line`Claim ${claim} is yours already.`,
  released: (claim: Text): Text => line`Claim ${claim} is free again for everybody.`,
  free: (claim: Text): Text => line`Nobody works on claim ${claim}. Nothing was changed.`,
  more: 'More',
  moreTitle: (claim: Text): Text => line`Claim ${claim}: more`,
  moreText: ['Check later leaves the queue until then, and the customer is told that the payment has not arrived yet.'] as Text,
  backOffice: 'Back office',
  later: { '10m': 'Check in 10 minutes', '1h': 'Check in 1 hour', tomorrow: 'Check tomorrow' },
  laterUntil: (until: Date): Text => line`Not arrived yet; to be checked again ${when(until)}`,
  laterDone: (claim: Text, until: Date): Text =>
    line`Claim ${claim} comes back to the queue ${when(until)}. The customer is told that the payment has not arrived yet.`,
  laterNotice: (claim: Text, payment: Text, until: Date): Text =>
    line`Claim ${claim}: the payment (${payment}) has not arrived at our merchant account yet. We check again ${when(until)}; you don’t need to do anything.`,
  laterWait: ['Payments sometimes take a while to show. Please don’t pay again.'] as Text,
  notPayment: 'Not a payment',
  notPaymentDone: (claim: Text): Text =>
    line`Claim ${claim} is closed: not a payment. The customer is told where to turn; it doesn’t count as a rejection.`,
  notPaymentTitle: (claim: Text): Text => line`Claim ${claim} isn’t a payment screenshot, so we closed it`,
  notPaymentNext: (balance: Money): readonly Text[] => [
    line`Your balance is unchanged: ${balance}`,
    ['Have you paid? Send the screenshot of the payment’s details page'],
    ['For any other question please ask support; pictures sent here aren’t read by them'],
  ],
  undo: 'Undo',
  toldSoon: (seconds: number): Text => line`The customer is told in ${seconds} seconds; until then you can undo it.`,
  undone: (claim: Text): Text => line`Claim ${claim} is open again, as it was. The customer has been told nothing.`,
  undoneMoney: (claim: Text, amount: Money, balance: Money): Text =>
    line`Claim ${claim} is open again, as it was. ${amount} were taken back; the balance is ${balance}. The customer has been told nothing.`,
  firstCredit: (by: string, chat: string, claim: Text, amount: Money): Text =>
    line`${said(by)} has credited for the first time from this chat (${id(chat)}): claim ${claim}, ${amount}. If you don’t know of this person, remove them at once.`,
  typedOther: (typed: Money, amount: Money): Text => line`You typed ${typed}; the claim is for ${amount}. Nothing was credited.`,
  typeIt: (amount: Money): Text => line`This is a large amount: ${amount}. Compare it with the merchant’s statement, then type it.`,
}
