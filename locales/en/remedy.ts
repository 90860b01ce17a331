import { join, line, type Money, said, signed, type Text, type Value, when } from '../text.ts'

/** What reached an account that had become part of another, and what that one is. */
interface Swept {
  readonly stray: Value
  readonly into: Value
  readonly status: string
  readonly amount: Money
  readonly balance: Money
}

/** Putting mistakes right: what leads do and read, and what the customer is told. */
export const remedy = {
  correct: 'Correct',
  correctTitle: (claim: Text): Text => line`Correct claim ${claim}`,
  correctText: ['The old credit is reversed and the right one made in one step; the customer gets one notice.'] as Text,
  credited: 'Credited',
  to: 'To',
  nothing: ['nothing'] as Text,
  balance: 'Balance now',
  same: ['That is what was credited. Change the amount, the customer or the order number.'] as Text,
  unknownCustomer: ['There is no open account with this number.'] as Text,
  corrected: (claim: Text): Text => line`Claim ${claim} is corrected, and the customer is told`,
  mark: (times: number): Text => (times === 1 ? ['corrected'] : line`corrected ${times} times`),
  elsewhere: 'Credited to the account it belongs to',
  adjust: 'Adjust a balance',
  adjustText: [
    'For what is no payment: goodwill, a billing error, a chargeback. The customer is told the reason and the reference.',
  ] as Text,
  ways: { add: 'Add to the balance', take: 'Take from the balance' },
  codes: {
    goodwill: 'Goodwill',
    billing_error: 'Billing error',
    compensation: 'Compensation for an outage',
    chargeback: 'Payment taken back by the bank',
    fee: 'Fee',
    other: 'Other',
  },
  adjusted: (number: string, amount: Money, balance: Money): Text => line`UID ${number}: ${signed(amount)}. Balance now ${balance}.`,
  second: {
    wanted: (limit: Money, until: Date): Text =>
      line`This is beyond ${limit}, the most that one person puts right alone within 24 hours. Nothing is posted yet: another lead has to approve it. They have been told; it waits in the queue until ${when(until)}.`,
    title: (by: string): Text => line`${said(by)} asks for your approval`,
    correct: (claim: Text, from: Text, to: Text): Text => line`Correct claim ${claim}: ${from} becomes ${to}`,
    creditWanted: (limit: Money, until: Date): Text =>
      line`This is more than was claimed, and above ${limit}, so another lead has to approve it. Nothing is posted yet. The leads have been told; it waits in their queue until ${when(until)}.`,
    creditWaits: (by: string, amount: Money, until: Date): Text =>
      line`${said(by)} asks for ${amount} to be credited, more than was claimed: it waits until ${when(until)} for another lead.`,
    credit: (claim: Text, claimed: Money, amount: Money, number: Value): Text =>
      line`Credit claim ${claim} of UID ${number} with ${amount}, where ${claimed} was claimed`,
    share: (amount: Money, number: Value): Text => line`${amount} to UID ${number}`,
    adjust: (number: Value, amount: Money): Text => line`Adjust UID ${number}: ${signed(amount)}`,
    why: 'Why',
    words: 'In their words',
    until: 'Until',
    review: (amount: Money, number: string): Text => line`Review ${signed(amount)} · ${number}`,
    all: (n: number): Text => line`All ${n} requests`,
    approve: 'Approve',
    decline: 'Decline',
    approved: ['Approved and done.'] as Text,
    declined: ['Declined. Nothing was posted.'] as Text,
    takeBack: 'Take it back',
    takenBack: ['Taken back. Nothing was posted.'] as Text,
    tookBack: (by: string, what: Text): Text => line`${said(by)} took this back: ${what}. Nothing was posted`,
    outcome: (by: string, approved: boolean, what: Text): Text =>
      line`${said(by)} ${approved ? 'approved' : 'declined'}: ${what}${approved ? '' : '. Nothing was posted'}`,
    lapsed: (what: Text): Text => line`No lead answered in time: ${what}. Nothing was posted`,
    nobody: [
      'There is no other lead yet, so nobody can answer this. Ask whoever runs Purser to invite one; otherwise it lapses within the day.',
    ] as Text,
    waiting: (n: number): Text => line`${n} ${n === 1 ? 'request waits' : 'requests wait'} for a second lead`,
  },
  notice: {
    amount: (claim: Text, wrong: Money, right: Money, balance: Money): Text =>
      line`Correction: claim ${claim} was credited as ${wrong}; the payment was ${right}. We have reversed ${wrong} and credited ${right}. Balance: ${balance}. Sorry for the trouble.`,
    away: (claim: Text, wrong: Money, balance: Money): Text =>
      line`Correction: claim ${claim} was credited to you by mistake; the payment belongs to another account. We have reversed ${wrong}. Balance: ${balance}. Sorry for the trouble.`,
    here: (right: Money, balance: Money): Text =>
      line`Correction: a payment of yours had been credited to another account. We have credited ${right} to you. Balance: ${balance}. Sorry for the trouble.`,
    none: (claim: Text, wrong: Money, balance: Money): Text =>
      line`Correction: claim ${claim} was credited by mistake; we have no such payment. We have reversed ${wrong}. Balance: ${balance}. Sorry for the trouble.`,
    after: (claim: Text, right: Money, balance: Money): Text =>
      line`Correction: claim ${claim} was turned down by mistake. We have credited ${right}. Balance: ${balance}. Sorry for the trouble.`,
    reference: (claim: Text, balance: Money): Text =>
      line`Correction: claim ${claim} was recorded under a wrong order number. That is put right; your balance stays ${balance}.`,
    below: [
      'Some or all of the amount had already been spent, so your balance is below zero for now; your next top-up goes towards that first.',
    ] as Text,
    added: (amount: Money): Text => line`${amount} has been added to your balance`,
    taken: (amount: Money): Text => line`${amount} has been taken from your balance`,
    why: 'Why',
    referenceLabel: 'Reference',
    codes: {
      goodwill: 'goodwill',
      billing_error: 'a billing error, now put right',
      compensation: 'compensation for an outage',
      chargeback: 'a payment that the bank took back',
      fee: 'a fee',
      other: 'as our staff write',
    },
  },
  /** Two accounts become one. */
  merge: {
    label: 'Merge two accounts',
    text: [
      'For an account that was opened by mistake. Its balance, chats, open claims and payments on their way go to the other one, and it is closed for good.',
    ] as Text,
    title: (stray: Value, into: Value): Text => line`UID ${stray} becomes part of UID ${into}`,
    stray: ['This account is closed:'] as Text,
    kept: ['This account stays:'] as Text,
    account: 'Account',
    chats: 'Linked chats',
    open: 'On their way',
    opened: (claims: number, payments: number): Text =>
      line`${claims} ${claims === 1 ? 'claim' : 'claims'}, ${payments} ${payments === 1 ? 'payment' : 'payments'}`,
    sure: [
      'Every chat of the first will see the second’s balance and records. This cannot be undone. Have you checked that both are one person’s?',
    ] as Text,
    confirm: 'Merge',
    done: (stray: Value, into: Value): Text => line`UID ${stray} is part of UID ${into} now. The people of both are told.`,
    wanted: (stray: Value, into: Value, amount: Money): Text => line`Merge UID ${stray} (${amount}) into UID ${into}`,
    toStray: (into: Value): Text => line`From now on this chat is linked to UID ${into}. What was on its way goes there too.`,
    toInto: (chats: number): Text =>
      chats === 0
        ? ['That account had no linked chat. If you don’t know it, please contact support.']
        : line`${chats === 1 ? 'Its chat is' : `Its ${chats} chats are`} linked to this account now. If you don’t know it, please contact support.`,
    moved: (amount: Money, balance: Money): Text => line`Moved with it: ${signed(amount)}. Balance: ${balance}.`,
    below: [
      'What that account owed has been taken over, so the balance is below zero for now; the next top-up goes towards that first.',
    ] as Text,
    swept: (stray: Value, amount: Money, balance: Money): Text =>
      line`${signed(amount)} reached UID ${stray}, which is part of this account, and was moved here. Balance: ${balance}.`,
    sweptAside: ({ stray, into, status, amount, balance }: Swept): Text =>
      line`${signed(amount)} reached UID ${stray} and was moved to UID ${into}, which it is part of. UID ${into} is ${status === 'closed' ? 'closed' : 'on hold'}, its balance is now ${balance}. Please decide what becomes of it.`,
  },
  list: (texts: readonly Text[]): Text => join(texts, ' · '),
}
