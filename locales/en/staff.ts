import { line, type Money, type Text, when } from '../text.ts'

/** The staff chat: cards, queue, decisions. */
export const staff = {
  card: {
    open: (id: Text): Text => line`Payment claim ${id}`,
    approved: (id: Text, amount: Money): Text => line`Claim ${id} · credited ${amount}`,
    rejected: (id: Text): Text => line`Claim ${id} · rejected`,
    /** It was no payment, which is not held against anybody. */
    closed: (id: Text): Text => line`Claim ${id} · closed`,
    withdrawn: (id: Text): Text => line`Claim ${id} · withdrawn by the customer`,
    asked: (question: Text): Text => line`Waiting for the customer: “${question}”`,
    decided: (by: Text, at: Text): Text => line`${by} · ${at}`,
    customer: 'Customer',
    balance: 'Balance',
    earlier: 'Earlier claims',
    counts: (approved: number, rejected: number, open: number): Text =>
      approved + rejected + open === 0 ? ['none'] : line`${approved} credited, ${rejected} rejected${open > 0 ? `, ${open} open` : ''}`,
    claimed: 'Claimed',
    paid: 'Charged to payer',
    credited: 'Credited',
    method: 'Method',
    time: 'Paid at',
    tail: 'Card ending',
    reference: 'Order number',
    note: 'Customer writes',
    quote: (words: Text): Text => line`“${words}”`,
    question: 'Asked',
    received: 'Received',
    reason: 'Reason',
    amended: (times: number): Text => line`Changed by the customer ${times === 1 ? 'once' : `${times} times`}`,
    brought: (at: Date): Text =>
      line`Paid before ${when(at)}, as of which the balance was brought along from the older system: it may hold this payment already. Look there before you credit.`,
    sameReference: (claims: Text): Text => line`Same order number: ${claims}`,
    samePicture: (claims: Text): Text => line`Same picture: ${claims}`,
    other: (id: Text, state: string): Text => line`claim ${id} (${state})`,
    again: (id: Text): Text => line`Sent again after claim ${id}`,
    states: { open: 'open', approved: 'credited', rejected: 'rejected', closed: 'closed', withdrawn: 'withdrawn' },
  },
  credit: (amount: Money): Text => line`Credit ${amount}`,
  creditOther: 'Credit another amount',
  reject: 'Reject',
  ask: 'Ask for more',
  show: (id: Text): Text => line`Claim ${id}`,
  queue: {
    title: (n: number): Text => line`Open claims: ${n}`,
    none: ['No open claims. Everything is decided.'] as Text,
    columns: ['Claim', 'Waiting (working hours), since', 'Customer', 'Amount', 'Status'],
    waiting: (minutes: number): Text => (minutes < 60 ? line`${minutes} min` : line`${Math.floor(minutes / 60)} h ${minutes % 60} min`),
    open: 'open',
    asked: 'asked',
    /** The next settlement is more than the balance, by what was lately spent on a day. */
    urgent: (at: Date): Text => line`balance won’t cover ${when(at)}`,
    more: (n: number): Text => line`and ${n} more`,
    previous: '‹ Previous',
    next: 'Next ›',
    noClaims: ['No claims to decide now.'] as Text,
    later: (n: number, at: Date): Text =>
      line`No claims to decide now. ${n} ${n === 1 ? 'was' : 'were'} put off; the first comes back ${when(at)}.`,
  },
  approveTitle: (id: Text): Text => line`Credit claim ${id}`,
  creditTitle: (id: Text): Text => line`Credit another amount for claim ${id}`,
  rejectTitle: (id: Text): Text => line`Reject claim ${id}`,
  askTitle: (id: Text): Text => line`Ask about claim ${id}`,
  confirm: ['Credit'] as Text,
  confirmReject: ['Reject'] as Text,
  confirmAsk: ['Send question'] as Text,
  referenceNeeded: ['This claim has no order number. Please enter the one on the merchant’s statement.'] as Text,
  referenceWrong: ['This doesn’t look like an order number. Copy it from the merchant’s statement: at least 6 letters and digits.'] as Text,
  credited: (id: Text, amount: Money, number: string, balance: Money): Text =>
    line`Claim ${id}: ${amount} credited to UID ${number}. Balance now ${balance}.`,
  rejected: (id: Text): Text => line`Claim ${id} is rejected.`,
  askedDone: (id: Text): Text => line`Your question about claim ${id} is sent. It stays in the queue.`,
  otherNeedsText: ['With “other”, write the reason: the customer reads it.'] as Text,
  reasons: {
    not_found: 'Not found in our merchant account',
    unreadable: 'Screenshot unclear or incomplete',
    wrong_payee: 'Paid to someone else',
    not_completed: 'Payment not completed',
    already_credited: 'Already credited',
    automatic: 'Credited automatically',
    not_payment: 'Not a payment',
    channel_refused: 'Channel doesn’t accept this refund',
    account_unclear: 'Account named doesn’t match',
    not_verified: 'Owner not confirmed',
    charges_due: 'Charges due not covered',
    other: 'Other',
  },
  undelivered: {
    title: ['Messages could not be delivered'] as Text,
    found: (n: number): Text =>
      line`${n} ${n === 1 ? 'message was' : 'messages were'} given up after two days of trying. “purser notices list” shows them, “purser notices retry” sends them again.`,
  },
  backup: {
    title: ['The daily backup is overdue'] as Text,
    found: (at: Date): Text =>
      line`The latest one is of ${when(at)}, and each attempt since has failed. Nothing else is affected. Please look at the log on the server (“purser doctor”).`,
    none: [
      'None has been made yet, and each attempt failed. Nothing else is affected. Please look at the log on the server (“purser doctor”).',
    ] as Text,
    again: ['The daily backup was made again.'] as Text,
  },
  room: {
    title: ['The disk is nearly full'] as Text,
    found: (mb: number): Text =>
      line`${mb} MB left, so no pictures are taken for now. Balances, top-ups and crediting go on. Please make room on the server.`,
    again: ['There is room on the disk again: pictures are taken as before.'] as Text,
  },
  alarm: {
    title: ['The ledger’s self-check found disagreements'] as Text,
    found: (n: number): Text =>
      line`${n} ${n === 1 ? 'disagreement' : 'disagreements'}. Nothing was changed. Run “purser verify” for the list and stop crediting until it is clear.`,
  },
}
