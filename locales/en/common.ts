import type { Text } from '../text.ts'
import { line } from '../text.ts'

export const common = {
  /** Labels of the commands, as buttons and menu entries. */
  commands: {
    balance: 'Balance',
    recharge: 'Top up',
    costs: 'Charges',
    refunds: 'Cancelled products',
    recharges: 'Top-ups',
    ticket: 'Send payment proof',
    tickets: 'My payment claims',
    link: 'Link account',
    unlink: 'Unlink',
    settings: 'Settings',
    help: 'Help',
    queue: 'Queue',
    show: 'Show a claim',
    search: 'Search',
    adjust: 'Adjust a balance',
    merge: 'Merge two accounts',
    'unlink-chat': 'Unlink a customer’s chat',
  },
  /** Between two sentences. */
  between: ' ',
  back: 'Back',
  cancel: 'Cancel',
  submit: 'Submit',
  /** Something of ours failed, before the deed or after it. */
  unsure: ['We couldn’t show you the answer just now. It may have been done all the same: please check before you send it again.'] as Text,
  /** In a shared place, to somebody who takes no direct messages: for everybody to read, so it says nothing of anybody. */
  nudge: {
    waits: ['We can’t send you direct messages. Press the button: the answer is for your eyes only.'] as Text,
    show: 'Show',
  },
  /** To who hands in, from its menu, a message that somebody else wrote. */
  othersMessage: [
    'Somebody else posted that message, so nothing was submitted. If you made the payment yourself, send your own screenshot with the button below.',
  ] as Text,
  /** To who wrote a code beside a picture, which others look at. */
  codeLeftOut: {
    link: ['We left out the link code beside your picture: it’s for you alone. To use it, send it by itself.'] as Text,
    join: ['We left out the invitation code beside your picture: it’s for you alone. To use it, send it by itself.'] as Text,
  },
  /** To who changes a message that we have read. */
  edited: ['We don’t read changes to a message. Please send it again as a new one.'] as Text,
  /** To somebody who sent more at once than is taken, or whom an answer did not reach for minutes. */
  unanswered: [
    'Not everything you sent before was answered. It may have been done all the same: please check before you send it again.',
  ] as Text,
  support: 'Contact support',
  /** Of a file that is not handed out: it could not be made, or is not (any longer) for who asks. */
  fileGone: ['This file isn’t available right now. If you should have it, please ask for it again.'] as Text,
  /** Of a file that was not begun, since too many are being made. */
  fileBusy: ['Too many files are being made just now. Please ask for this one again in a moment.'] as Text,
  colon: (label: string, value: Text): Text => line`${label}: ${value}`,
}
