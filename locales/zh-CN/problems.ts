import type { Text } from '../text.ts'
import { line } from '../text.ts'

/** What is wrong with an answer, shown at its field. */
export const problems = {
  required: ['请填写。'] as Text,
  tooLong: (most: number): Text => line`最多 ${most} 个字。`,
  invalid: ['这一项看起来不对，请检查。'] as Text,
}
