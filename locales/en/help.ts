import { line, type Text } from '../text.ts'

export const help = {
  title: (brand: string): Text => line`${brand} billing assistant`,
  intro: [
    'Ask here for your balance, top up, read your records, and send proof of a payment. Type a word such as “balance” or press a button.',
  ] as Text,
  introStaff: [
    'Payment claims from customers appear here as cards. Compare each with the merchant’s statement, then credit, reject or ask for more.',
  ] as Text,
  notLinked: ['This chat isn’t linked to an account yet. Get a link code from support or the website, then press “Link account”.'] as Text,
  opensItself: [
    'You have no account here yet. One is opened when you first use a command; if you have one already, press “Link account” first.',
  ] as Text,
  shared: ['In a shared place only you can see the answers.'] as Text,
  menu: ['Your balance, top-ups and records: press a button. Only you see the answer.'] as Text,
  safety: ['Our staff never ask for a password or verification code, and payment codes come only from here.'] as Text,
  /** What each command does, by its name; a command of the menu without a line here is listed by its label alone. */
  about: {
    balance: 'what you have, and payments being checked',
    recharge: 'add money: type “top up 100”, or “continue” for one you left',
    costs: 'what was charged, by period and product',
    refunds: 'products you gave back; to have balance paid back, type “withdraw”',
    recharges: 'money that was added; if a payment is missing, type “not credited”',
    ticket: 'for UnionPay and other payments that we check by hand',
    tickets: 'what became of what you sent, and your place in line',
    link: 'connect this chat with your account by a code',
    unlink: 'see linked chats and remove one',
    settings: 'language, time zone, low balance warning',
    queue: 'payment claims that wait for a decision',
    show: 'one claim with its pictures, by its number',
    search: 'find claims by number, amount, card or customer',
    adjust: 'add to or take from a balance, with a reason and a reference',
    merge: 'close an account that was opened by mistake and move everything to the other',
    'unlink-chat': 'take a lost chat off an account, after checks',
  },
}
