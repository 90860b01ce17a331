import { line, type Text } from '../text.ts'

const all = new Intl.ListFormat('en-GB', { type: 'conjunction' })
const any = new Intl.ListFormat('en-GB', { type: 'disjunction' })

/** What we answer to things that people ask for and that are not done here: what is so, then where to turn. */
export const about = {
  invoice: {
    title: ['Invoices and receipts aren’t issued in this chat'] as Text,
    text: [
      'Please ask support and give the order numbers of your top-ups: they are in the list below. To show us a payment, send its screenshot instead.',
    ] as Text,
  },
  points: {
    title: ['Points aren’t shown in this chat'] as Text,
    text: ['Please look on the website or ask support. Points are not part of the balance.'] as Text,
  },
  coupon: {
    title: ['Coupons can’t be used in this chat'] as Text,
    text: ['Please use them on the website when you order. A top-up is credited with exactly what you pay.'] as Text,
  },
  support: {
    title: ['You’re talking to the billing assistant'] as Text,
    text: ['For a person, please contact support. If it’s about a payment you made, send its screenshot here: our staff check it.'] as Text,
  },
  /** Where no support page is configured. */
  noSupport: ['You’ll find support on our website, on your account page.'] as Text,
  withdrawal: {
    title: ['A cancelled product is not a withdrawal'] as Text,
    cancelled: ['Cancelled product: it is given back, and its price returns to your balance. These are listed below.'] as Text,
    withdrawn: [
      'Withdrawal: balance goes back the way it was paid in, and no other way. The account’s owner asks for it here, and our staff send it.',
    ] as Text,
  },
  notArrived: {
    title: ['If you have paid, please don’t pay again'] as Text,
    automatic: (names: Text): Text => line`${names}: credited automatically, usually within minutes. See your top-ups.`,
    manual: (names: Text): Text =>
      line`${names}: not credited automatically. Send the screenshot of the payment; if you already did, see “My payment claims”.`,
    lost: ['Not there after all that? Support finds the payment by its order number. Nothing that reached us is lost.'] as Text,
  },
  choice: {
    title: ['What is it about?'] as Text,
    claims: 'A payment I made',
    other: 'Something else',
    text: ['Payments are checked here. For anything else, please contact support.'] as Text,
  },
  /** Ways to pay that we don’t have. */
  hkMethods: { title: ['FPS, PayMe and Octopus can’t be used for top-ups at present'] as Text, text: [] as Text },
  paypal: { title: ['PayPal can’t be used for top-ups'] as Text, text: [] as Text },
  crypto: {
    title: ['USDT and other crypto assets can’t be used for top-ups'] as Text,
    text: ['Whoever gives you an address to pay to isn’t us. Please don’t pay.'] as Text,
  },
  bank: {
    title: ['Top-ups by bank transfer aren’t taken in this chat'] as Text,
    text: ['For a company’s payment, please ask support first.'] as Text,
  },
  card: { title: ['Cards can’t be charged here directly'] as Text, text: [] as Text },
  hkWallets: (names: Text): Text => line`In Hong Kong you can use ${names}: you’re charged in HKD at the rate shown on the payment page.`,
  ways: (names: Text): Text => line`You can pay with ${names}.`,
  list: (names: readonly string[]): Text => [all.format(names)],
  either: (names: readonly string[]): Text => [any.format(names)],
  unknown: {
    title: ['I didn’t understand that'] as Text,
    text: ['Here is what I can do. You can also type an amount, for example “top up 100”.'] as Text,
    staff: [
      'Send a claim’s number to see it, or search by order number, amount or customer. Decisions are the buttons on the claim.',
    ] as Text,
    meant: (label: string): Text => line`Did you mean “${label}”?`,
    notLinked: [
      'This chat isn’t linked to an account yet. Link it first, then you can ask for the balance, top up and see records here.',
    ] as Text,
  },
}
