import { join, line, type Money, type Text, when } from '../text.ts'

const count = new Intl.PluralRules('en')

/** Payment proofs, as their customer reads them. "Ticket" is our word; to customers it is a claim. */
export const ticket = {
  formTitle: ['Send payment proof'] as Text,
  continue: ['Continue'] as Text,
  noMethod: ['None of our payment methods needs a screenshot: payments are credited automatically.'] as Text,
  readBack: ['Please check before you send it'] as Text,
  send: 'Submit',
  edit: 'Edit or add',
  drop: 'Discard',
  dropped: ['Discarded. Nothing was sent.'] as Text,
  facts: {
    claim: 'Claim',
    amount: 'Amount you entered when paying',
    paid: 'Amount charged',
    method: 'Method',
    time: 'Paid at',
    tail: 'Card ending',
    reference: 'Order number',
    note: 'Note',
    state: 'Status',
    question: 'Our question',
    reason: 'Why',
    payment: 'Payment',
    words: 'Our staff write',
    credited: 'Credited',
  },
  quote: (words: Text): Text => line`“${words}”`,
  picture: (n: number): Text => line`Screenshot ${n}`,
  pictureRemoved: (n: number, at: Date): Text =>
    line`Screenshot ${n} was removed on ${when(at, 'day')}, under the rule for how long pictures are kept.`,
  received: {
    title: ['We have your screenshot and are checking it'] as Text,
    ahead: (n: number): Text =>
      n === 0 ? ['You’re next in line.'] : line`${n} ${count.select(n) === 'one' ? 'claim' : 'claims'} ahead of you.`,
    expected: (by: Date): Text => line`Expected by ${when(by)}.`,
    /** Outside working hours. */
    closed: (opens: Date, by: Date): Text =>
      line`We’re closed right now. Claims are handled in order from ${when(opens)}; expected by ${when(by)}.`,
    next: (number: string): Text =>
      line`Once confirmed it’s added to the balance of UID ${number} and we’ll tell you here. Please don’t pay again or send it twice.`,
    elsewhere: (id: Text, amount: Money): Text => line`Claim ${id} for ${amount} was sent from another of your linked chats.`,
  },
  check: 'Check status',
  addPicture: 'Add a screenshot',
  amend: 'Edit',
  withdraw: 'Withdraw',
  again: 'Send again',
  answer: 'Answer',
  titleOf: (id: Text): Text => line`Claim ${id}`,
  states: {
    open: 'Being checked',
    asked: 'We need something from you',
    approved: 'Credited',
    rejected: 'Not credited',
    closed: 'Closed',
    withdrawn: 'Withdrawn',
  },
  list: {
    title: ['My payment claims'] as Text,
    none: ['You have sent no payment proof yet.'] as Text,
    columns: ['Claim', 'Sent', 'Amount', 'Status'],
  },
  amendTitle: (id: Text): Text => line`Edit claim ${id}`,
  amended: (id: Text): Text => line`Claim ${id} is updated. Our staff see the new details; it keeps its place in line.`,
  withdrawn: (id: Text): Text =>
    line`Claim ${id} is withdrawn. If you have paid, send it again whenever you like: your payment isn’t lost.`,
  answerTitle: (id: Text): Text => line`Add to claim ${id}`,
  answered: (id: Text): Text => line`Added to claim ${id}. It keeps its place in line.`,
  tooManyPictures: (most: number): Text =>
    most === 0
      ? ['No more pictures can be added to this claim.']
      : line`This claim can hold ${most} more ${count.select(most) === 'one' ? 'picture' : 'pictures'}.`,
  noteFull: (most: number): Text =>
    most === 0
      ? ['This claim holds no more words. If we need anything else, our staff ask you here.']
      : line`This claim has room for ${most} more ${count.select(most) === 'one' ? 'character' : 'characters'}. If we need anything else, our staff ask you here.`,
  asked: (id: Text, question: Text): Text => line`About claim ${id} our staff ask: “${question}”`,
  askedNext: ['Please answer here. The claim keeps its place in line.'] as Text,
  creditedTitle: (amount: Money): Text => line`${amount} has been added to your balance`,
  creditedFacts: { claim: 'Claim', balance: 'Balance now', claimed: 'You claimed' },
  creditedOther: (reason: Text): Text => line`The amount differs from your claim. Our staff write: “${reason}”`,
  rejectedTitle: (id: Text): Text => line`Claim ${id} could not be credited`,
  why: (reason: Text): Text => line`Why: ${reason}`,
  staffWrite: (words: Text): Text => line`Our staff write: “${words}”`,
  unchanged: (balance: Money): Text => line`Your balance is unchanged: ${balance}.`,
  kept: ['What you entered is kept, so you only need to add a picture.'] as Text,
  payment: (amount: Money, at: Date, tail: string | null, method?: string): Text =>
    join([line`${amount}`, ...(method ? [[method]] : []), line`${when(at)}`, ...(tail ? [line`card ending ${tail}`] : [])], ' · '),
  /** `payment`: named where the payment is not shown beside it; `credited`: the claim that had it credited before. */
  reasons: {
    not_found: {
      why: (payment: Text, _credited?: Text): Text =>
        line`we can’t find this payment in our merchant account${payment.length > 0 ? line` (${payment})` : ''}`,
      next: (payee: Text): readonly Text[] => [
        line`“交易成功” (successful) and the payee is ${payee}: send the details page again; once we find the payment we’ll credit it`,
        ['“处理中” (processing) or “已退回” (returned): it wasn’t completed, and your bank returns it to the card in its own time'],
        ['Any other payee: don’t pay again, and contact support straight away'],
      ],
      lead: ['Please open the payment in your payment app:'] as Text,
    },
    unreadable: {
      why: (_: Text, _credited?: Text): Text => ['the screenshot is unclear or incomplete'],
      next: (_: Text): readonly Text[] => [
        ['Open the payment’s details page and take a screenshot showing amount, time, order number and the card’s last four digits'],
        ['Then press “Send again” and add it. Your payment is not lost'],
      ],
      lead: [] as Text,
    },
    wrong_payee: {
      why: (_: Text, _credited?: Text): Text => ['the payment went to someone else'],
      next: (_: Text): readonly Text[] => [
        ['We haven’t received this money and can’t credit it. Don’t pay that payee again'],
        ['Ask your bank or payment app to stop or return it, and contact support: tell us where you found that code'],
      ],
      lead: [] as Text,
    },
    not_completed: {
      why: (_: Text, _credited?: Text): Text => ['the payment wasn’t completed (processing or returned)'],
      next: (_: Text): readonly Text[] => [
        ['If it goes through later, send the details page again'],
        ['If it was returned, the money goes back to the card it came from, in your bank’s own time'],
      ],
      lead: [] as Text,
    },
    already_credited: {
      why: (_: Text, credited?: Text): Text =>
        credited ? line`this payment has already been credited (claim ${credited})` : ['this payment has already been credited'],
      next: (_: Text): readonly Text[] => [['See your top-ups: the payment is there. There is no need to send it again']],
      lead: [] as Text,
    },
    automatic: {
      why: (_: Text, _credited?: Text): Text => ['payments by this method are credited automatically'],
      next: (_: Text): readonly Text[] => [
        ['See your top-ups. If the payment is not there after ten minutes, contact support with its order number'],
      ],
      lead: [] as Text,
    },
    not_payment: {
      why: (_: Text, _credited?: Text): Text => ['this isn’t a payment screenshot'],
      next: (_: Text): readonly Text[] => [['For anything else, please ask support. If you have paid, send the screenshot of the payment']],
      lead: [] as Text,
    },
    other: {
      why: (_: Text, _credited?: Text): Text => ['our staff could not confirm it'],
      next: (_: Text): readonly Text[] => [['Please follow what our staff write, then send it again or contact support']],
      lead: [] as Text,
    },
  },
  times: { now: 'Just now', today: 'Today', yesterday: 'Yesterday' },
  pictureOnly: ['Is this a screenshot of a payment you made to us?'] as Text,
  pictureYes: 'Yes, I have paid',
  pictureNo: 'No',
}
