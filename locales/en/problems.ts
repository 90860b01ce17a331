import type { Text } from '../text.ts'
import { line } from '../text.ts'

/** What is wrong with an answer, shown at its field. */
export const problems = {
  required: ['This is needed.'] as Text,
  tooLong: (most: number): Text => line`At most ${most} characters.`,
  invalid: ['This does not look right. Please check it.'] as Text,
}
