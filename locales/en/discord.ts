import { line, type Text } from '../text.ts'

/** Discord's own words: what its windows and buttons are called. */
export const discord = {
  /** Opens a form that could not be opened by itself. */
  fill: (form: string): Text => line`Fill in: ${form}`,
  /** Opens a window of questions that need no answer. */
  more: 'Add details (optional)',
  /** Titles of windows have 45 characters at most. */
  billing: 'Billing',
  kept: 'Pictures that stay',
  picture: (n: number): string => `Picture ${n}`,
  pictures: (n: number): string => (n === 1 ? '1 picture' : `${n} pictures`),
  /** In a message's own menu: hands its pictures in. At most 32 characters. */
  submitProof: 'Submit as payment proof',
  /** An option of a slash command. At most 100 characters, like all descriptions. */
  optional: 'Optional; asked for where it is needed',
  notSubmitted: [
    'The picture in the server was not submitted as payment proof: nobody checks it, and everybody there can see it. Please send it to us here.',
  ] as Text,
  forwarded: ['We can’t take a message that you forward. Please send us the picture or the words themselves.'] as Text,
}
