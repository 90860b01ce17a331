import { line, type Text } from '../text.ts'

/** Slack's own words: what its windows, buttons and shortcuts are called. */
export const slack = {
  /** Opens a form that could not be opened by itself. */
  fill: (form: string): Text => line`Fill in: ${form}`,
  /** Titles of windows have 24 characters at most. */
  billing: 'Billing',
  close: 'Close',
  back: 'Back',
  working: 'One moment',
  workingOn: ['We are on it. You can close this window: the answer comes as a direct message.'] as Text,
  done: ['Done. The answer is in your direct messages with this app.'] as Text,
  kept: 'Pictures that stay',
  picture: (n: number): string => `Picture ${n}`,
  inDirect: ['The answer is in your direct messages with this app: pictures can’t be shown here for your eyes only.'] as Text,
  noDirect: [
    'We couldn’t send you a direct message, and the answer is for your eyes only. Please open this app under “Apps” and ask there.',
  ] as Text,
  notHandedIn: [
    'A picture in a channel isn’t a payment proof: nobody checks it, and everybody here can see it. Please send it to us privately.',
  ] as Text,
}
