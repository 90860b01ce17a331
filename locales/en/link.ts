import { line, type Text, type Value } from '../text.ts'

export const link = {
  formTitle: ['Link your account'] as Text,
  next: ['Next'] as Text,
  confirmTitle: ['Is this your account?'] as Text,
  account: 'Account',
  holder: 'Name',
  confirmText: [
    'Once linked, this chat can see the balance and records of this account and top it up. If it isn’t yours, please don’t confirm.',
  ] as Text,
  confirm: 'Link this account',
  linked: (number: Value): Text => line`This chat is now linked to UID ${number}`,
  linkedText: ['Anyone who can use this chat can see this account’s balance. You can unlink it at any time.'] as Text,
  uid: (masked: Value): Text => line`UID ${masked}`,
  noticeTitle: ['A chat was linked to your account'] as Text,
  noticeText: (chat: Text, at: Value): Text => line`${chat}, ${at}. If this wasn’t you, unlink it now.`,
  unlinkThat: 'Unlink that chat',
  chatsTitle: (number: Value): Text => line`Chats linked to UID ${number}`,
  /** A chat: where it is and whose. */
  chat: (platform: string, name: Value): Text => line`${platform} · ${name}`,
  thisChat: 'this chat',
  since: (at: Value): Text => line`linked ${at}`,
  chatsText: ['A chat that is unlinked no longer sees this account. Your balance and payment proofs are not affected.'] as Text,
  /** `place`: the chat's number in the list above, since two may have one name. */
  unlinkOne: (place: number, chat: Text): Text => line`Unlink ${place}. ${chat}`,
  unlinkThis: 'Unlink this chat',
  sureTitle: (chat: Text): Text => line`Unlink ${chat}?`,
  sureText: ['It will no longer see the balance and records of this account. Linking it again needs a new code.'] as Text,
  sureLast: ['This is the only linked chat: afterwards no chat is told about your payments. Linking again needs a new code.'] as Text,
  unlinkNow: 'Unlink',
  keep: 'Keep it linked',
  unlinked: (chat: Text): Text => line`${chat} is no longer linked`,
  unlinkedHere: ['This chat is no longer linked'] as Text,
  unlinkedHereText: ['Your balance and payment proofs stay with the account. To use it here again, link it with a new code.'] as Text,
  unlinkedNoticeTitle: ['A chat was unlinked from your account'] as Text,
  unlinkedNoticeText: (chat: Text, at: Value): Text => line`${chat}, ${at}. If this wasn’t you, please contact support.`,
  platforms: { discord: 'Discord', telegram: 'Telegram', slack: 'Slack', web: 'Browser' },
}
