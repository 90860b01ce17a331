import { line, type Text } from '../text.ts'

/** Telegram's own words: its keyboard, its questions one by one, and what is said in groups. */
export const telegram = {
  /** With the keyboard below the input field, at the first contact and when it changes. */
  welcome: (brand: string): Text => line`This is the billing assistant of ${brand}. The buttons below are always here.`,
  keyboard: ['The buttons below and the menu are up to date.'] as Text,
  placeholder: 'Ask, or press a button',
  copy: (value: string): string => `Copy ${value}`,
  picture: 'A picture',
  keep: (value: string): string => `Keep ${value}`,
  skip: 'Skip',
  empty: 'Leave empty',
  more: 'That’s all',
  pictures: (n: number): string => (n === 1 ? '1 picture' : `${n} pictures`),
  send: ['Send it here, as a photo or as a file.'] as Text,
  room: (n: number): Text => (n === 1 ? ['You can send one more.'] : line`You can send ${n} more.`),
  clock: (day: string): Text => line`${day}: at what time? For example 14:32.`,
  review: ['Is this right? Press what you want to change or add.'] as Text,
  discarded: ['Nothing was sent, and what you entered is discarded.'] as Text,
  over: ['This question is over. Please go on with the newest message.'] as Text,
  unreadable: ['We read text, and pictures sent as a photo or a file.'] as Text,
  anonymous: ['You are writing as the group. Turn off “Remain anonymous” for yourself: we answer people we can tell apart.'] as Text,
  inPrivate: 'The answer is in our private chat.',
  asksInPrivate: 'We go on in our private chat.',
  openPrivately: 'Open privately',
  onlyYou: ['The answer is for your eyes only: please open our private chat.'] as Text,
  notSubmitted: [
    'The picture in the group was not submitted as payment proof. Send it in our private chat, where only we can see it.',
  ] as Text,
}
