import { line, type Text, type Value, when } from '../text.ts'

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
  asksFirst: ['This account already has a linked chat. Its owner will be asked before this one is linked.'] as Text,
  /** To a chat whose code was good, for an account that has chats. */
  asked: {
    title: ['Waiting for the owner’s permission'] as Text,
    text: (number: Value, platform: string): Text =>
      line`UID ${number} has a linked chat already. Its owner has been asked on ${platform}; you’ll be told here what they decide.`,
    lost: [
      'No access to that chat any more? Contact support: once they have checked who you are they unlink it, and a new code links this chat at once.',
    ] as Text,
  },
  /** A chat asks to be linked. */
  request: {
    title: ['A chat asks to be linked to your account'] as Text,
    who: 'Chat',
    at: 'Asked',
    until: 'Until',
    text: ['It used a link code of your account. Once allowed, it can see the balance and records, top up and send payment proof.'] as Text,
    check: ['Names can be chosen freely. Allow it only if you know whose chat it is; our staff never ask you to allow one.'] as Text,
    ownerOnly: ['The owner of the account decides. If you don’t know this chat, you can refuse it.'] as Text,
    allow: 'Allow',
    deny: 'Don’t allow',
    waiting: (n: number): Text => line`${n} ${n === 1 ? 'chat asks' : 'chats ask'} to be linked.`,
    show: (place: number, chat: Text): Text => line`Request ${place}. ${chat}`,
    allowed: (chat: Text): Text => line`${chat} is now linked`,
    allowedText: ['It has been told. You can unlink it at any time.'] as Text,
    denied: (chat: Text): Text => line`${chat} was not linked`,
    deniedText: ['It has been told. If you don’t know it, somebody else had a code of your account: please tell support.'] as Text,
    deniedBy: (chat: Text, by: Text): Text => line`${chat} asked to be linked to your account; ${by} refused.`,
    toAsker: (number: Value): Text =>
      line`UID ${number} did not allow this chat. Nothing was linked. If this is your account, contact support.`,
  },
  /** One chat of an account after another owns it. */
  handOver: {
    label: 'Change owner',
    title: ['Who should own this account?'] as Text,
    text: ['The owner decides which chats are linked and may unlink others. Afterwards only the new owner can give it back.'] as Text,
    alone: ['No other chat is linked. Link one first.'] as Text,
    to: (place: number, chat: Text): Text => line`${place}. ${chat}`,
    sure: (chat: Text): Text => line`Make ${chat} the owner?`,
    confirm: 'Make it the owner',
    done: (chat: Text): Text => line`${chat} is now the owner`,
    heard: (number: Value, chat: Text, at: Value): Text => line`${chat} is now the owner of UID ${number}, ${at}.`,
  },
  linked: (number: Value): Text => line`This chat is now linked to UID ${number}`,
  linkedText: ['Anyone who can use this chat can see this account’s balance. You can unlink it at any time.'] as Text,
  uid: (masked: Value): Text => line`UID ${masked}`,
  noticeTitle: ['A chat was linked to your account'] as Text,
  noticeText: (chat: Text, at: Value): Text => line`${chat}, ${at}. The owner of the account allowed it.`,
  unlinkThat: 'Unlink that chat',
  chats: 'Linked chats',
  chatsTitle: (number: Value): Text => line`Chats linked to UID ${number}`,
  /** A chat: where it is and whose. */
  chat: (platform: string, name: Value): Text => line`${platform} · ${name}`,
  thisChat: 'this chat',
  since: (at: Value): Text => line`linked ${at}`,
  chatsText: ['A chat that is unlinked no longer sees this account. Your balance and payment claims are not affected.'] as Text,
  /** `place`: the chat's number in the list above, since two may have one name. */
  unlinkOne: (place: number, chat: Text): Text => line`Unlink ${place}. ${chat}`,
  unlinkThis: 'Unlink this chat',
  sureTitle: (chat: Text): Text => line`Unlink ${chat}?`,
  sureText: ['It will no longer see the balance and records of this account. Linking it again needs a new code.'] as Text,
  unlinkNow: 'Unlink',
  keep: 'Keep it linked',
  unlinked: (chat: Text): Text => line`${chat} is no longer linked`,
  unlinkedHere: ['This chat is no longer linked'] as Text,
  unlinkedHereText: ['Your balance and payment claims stay with the account. To use it here again, link it with a new code.'] as Text,
  unlinkedNoticeTitle: ['A chat was unlinked from your account'] as Text,
  unlinkedNoticeText: (chat: Text, at: Value): Text => line`${chat}, ${at}. If this wasn’t you, please contact support.`,
  heldBack: (until: Date): Text =>
    line`Our staff did this after a check. To keep the account’s money safe, no withdrawal can be asked for until ${when(until)}. If you didn’t ask for it, please contact support at once.`,
  heir: (chat: Text): Text => line`The owner of the account is now ${chat}.`,
  owner: 'owner',
  roles: [
    'The owner decides which chats are linked and may unlink them; every linked chat may ask for the balance and records and send payment proof.',
  ] as Text,
  passesOn: ['The chat that was linked next becomes the owner.'] as Text,
  lost: {
    label: 'Unlink a customer’s chat',
    check: ['Only after you have checked who asks, by what only the customer knows. What you checked is written down.'] as Text,
    none: ['No chat is linked to this account.'] as Text,
    done: (chat: Text, number: Text): Text => line`${chat} is no longer linked to UID ${number}. Its other chats are told.`,
  },
  platforms: { discord: 'Discord', telegram: 'Telegram', slack: 'Slack', web: 'Browser' },
}
