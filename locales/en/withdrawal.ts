import { line, type Money, said, type Text, when } from '../text.ts'

/** Balance that goes back by the way it came: what its customer reads, and what staff do. */
export const withdrawal = {
  label: 'Ask for a withdrawal',
  list: 'Withdrawals',
  formTitle: ['Ask for a withdrawal'] as Text,
  intro: ['Balance goes back only the way it was paid in, and at most what came that way. You can ask for:'] as Text,
  balance: 'Your balance',
  readBack: ['Please check before you send it'] as Text,
  send: 'Send request',
  facts: {
    request: 'Request',
    amount: 'Amount',
    to: 'Goes back to',
    stays: 'Stays in your balance',
    account: 'Receiving account',
    added: 'You added',
    state: 'Status',
    reference: 'Refund number',
    reason: 'Why',
    words: 'Our staff write',
    question: 'Our question',
  },
  /** What sending it does to the balance. */
  holds: [
    'The amount leaves your balance when you send this, so that nothing else spends it. It returns if you take the request back or we can’t carry it out.',
  ] as Text,
  days: (method: string, days: number): Text =>
    days === 1
      ? line`Once sent, ${method} shows it within 1 working day.`
      : line`Once sent, ${method} shows it within ${days} working days.`,
  feeKept: (method: string): Text => line`A fee that ${method} took for the payment is not returned.`,
  problems: {
    most: (most: Money, method: string): Text => line`At most ${most} can go back to ${method}.`,
    account: (method: string): Text => line`For ${method} we need the account: whose it is, and its number or name there.`,
  },
  receivedTitle: ['Your withdrawal request is with our staff'] as Text,
  received: (amount: Money, balance: Money): Text =>
    line`${amount} has been set aside; your balance is now ${balance}. We tell you here when the money is on its way back.`,
  elsewhere: (id: Text, amount: Money, method: string): Text =>
    line`A withdrawal of ${amount} to ${method} was asked for from another of your linked chats (request ${id}). If that wasn’t you, take it back and unlink that chat.`,
  takeBack: 'Take it back',
  takenBack: (id: Text, amount: Money, balance: Money): Text =>
    line`Request ${id} is taken back. ${amount} is in your balance again: ${balance}.`,
  again: 'Ask again',
  titleOf: (id: Text): Text => line`Withdrawal request ${id}`,
  states: {
    open: 'With our staff',
    asked: 'We need something from you',
    approved: 'Sent back',
    rejected: 'Not carried out',
    withdrawn: 'Taken back',
  },
  /** Under the balance: set aside for open requests, and no part of it. */
  onItsWay: 'Set aside to go back',
  onWay: (sum: Text, numbers: Text): Text => line`${sum} (request ${numbers}). It isn’t part of your balance.`,
  settledTitle: (amount: Money, method: string): Text => line`${amount} was sent back to ${method}`,
  rejectedTitle: (id: Text): Text => line`Withdrawal request ${id} could not be carried out`,
  returned: (amount: Money, balance: Money): Text => line`Nothing is lost: ${amount} is in your balance again, which is ${balance}.`,
  reasons: {
    channel_refused: {
      why: ['the payment channel no longer takes this payment back'] as Text,
      next: [
        ['You can go on using the balance for our services'],
        ['If you need it paid out, contact support and ask whether there is another way'],
      ] as readonly Text[],
    },
    account_unclear: {
      why: ['the account you named doesn’t match the payments'] as Text,
      next: [['Ask again, with the holder’s name and the account as the payment app shows them']] as readonly Text[],
    },
    not_verified: {
      why: ['we could not confirm that the owner of the account asks'] as Text,
      next: [['Contact support from the phone number or e-mail address we have for you, then ask again']] as readonly Text[],
    },
    charges_due: {
      why: ['what would be left doesn’t cover charges that are due'] as Text,
      next: [['Cancel the services first, or ask for a smaller amount']] as readonly Text[],
    },
    other: {
      why: ['our staff could not carry it out'] as Text,
      next: [['Please follow what our staff write, then ask again or contact support']] as readonly Text[],
    },
  },
  /** A lead put right what was told. */
  corrected: {
    undone: (id: Text, amount: Money, balance: Money): Text =>
      line`Correction: we told you withdrawal ${id} had been sent back, but it hadn’t. ${amount} is in your balance again: ${balance}. Sorry for the trouble.`,
    settled: (id: Text, amount: Money, balance: Money): Text =>
      line`Correction: withdrawal ${id} was carried out after all: ${amount} was sent back. Balance: ${balance}. Sorry for the trouble.`,
    amount: (id: Text, told: Money, right: Money, balance: Money): Text =>
      line`Correction: for withdrawal ${id} we told you ${told}; ${right} was sent back. Balance: ${balance}. Sorry for the trouble.`,
    reference: (id: Text, balance: Money): Text =>
      line`Correction: withdrawal ${id} is recorded under another refund number now. Your balance is unchanged: ${balance}.`,
  },
  /** Why its customer cannot take it back now. */
  under: {
    sent: [
      'Our staff report it as sent, and a second one is checking that. It can’t be taken back now; we tell you here when it is settled.',
    ] as Text,
    inHand: ['Our staff are working on it and may be sending it at this moment, so it can’t be taken back now.'] as Text,
  },
  // ---- what staff read
  kind: 'withdrawal',
  card: (id: Text): Text => line`Withdrawal request ${id}`,
  settledHead: (id: Text, amount: Money): Text => line`Withdrawal ${id} · sent back ${amount}`,
  rejectedHead: (id: Text): Text => line`Withdrawal ${id} · rejected`,
  takenBackHead: (id: Text): Text => line`Withdrawal ${id} · taken back by the customer`,
  asked: 'Asked for',
  to: 'Back to',
  balanceLeft: 'Balance without it',
  account: 'Receiving account (as asked)',
  added: 'Added later by the customer',
  /** A refund's number is missing, or is none. */
  refundNumber: ['Please enter the refund number from the merchant’s back office: at least 6 letters and digits.'] as Text,
  cameBy: ['What came this way, the latest first'] as Text,
  nothingCame: ['No top-up by this method has an order number in the books.'] as Text,
  columns: ['Time', 'Amount', 'Order number'],
  settle: 'Sent back',
  settleTitle: (id: Text): Text => line`Withdrawal ${id}: sent back`,
  settleText: (amount: Money, method: string): Text =>
    line`First return ${amount} by ${method} in the merchant’s back office. Then enter the number of that refund here: the customer is told at once, and this can’t be undone.`,
  typeIt: (amount: Money): Text => line`This is a large amount: ${amount}. Type it too.`,
  settled: (id: Text, amount: Money, number: string): Text => line`Withdrawal ${id} of UID ${number} is settled: ${amount} was sent back.`,
  wanted: (limit: Money, until: Date): Text =>
    line`Above ${limit}, another lead has to confirm it. Nothing is settled yet, and the customer is told nothing. The leads have been told; it waits in their queue until ${when(until)}.`,
  /** What a lead is asked to confirm, and what became of it. */
  stated: (id: Text, amount: Money, number: string): Text => line`Withdrawal ${id} of UID ${number}: ${amount} stated as sent back`,
  waits: (by: string, reference: Text, until: Date): Text =>
    line`Stated as sent by ${said(by)} under refund number ${reference}. A second lead has to confirm it until ${when(until)}. Don’t send it again.`,
  statedBefore: (by: string, reference: Text): Text =>
    line`${said(by)} said before that it was sent, under refund number ${reference}, and no lead confirmed that. Look in the back office before you send it.`,
  waitsShort: 'sent, waits for a second lead',
  openAgain: [
    'The request is open again and in your hands, so its customer cannot take it back. If the money was sent, settle it again with the right refund number now; if not, release it.',
  ] as Text,
  claimFirst: [
    'Press “I’ll take it” to see where it goes and against which payments: until then the customer can take the request back.',
  ] as Text,
  rejectedDone: (id: Text): Text =>
    line`Withdrawal ${id} is rejected. The money is in the balance again, and the customer is told why and what to do.`,
  /** `left`: what of the amount asked for still came this way. */
  shrunk: (left: Money): Text => line`Of this only ${left} still came this way: a credit was taken back after the request. Reject it.`,
  below: ['The balance is below zero: the customer owes more than is set aside here.'] as Text,
  held: ['The customer’s account is on hold or closed.'] as Text,
  sameCustomer: ['A withdrawal goes back to who asked for it: the customer can’t be changed.'] as Text,
}
