import type { Text } from '../text.ts'
import { line } from '../text.ts'

/** What is wrong with an answer, shown at its field. */
export const problems = {
  required: ['請填寫。'] as Text,
  tooLong: (most: number): Text => line`最多 ${most} 個字。`,
  invalid: ['這一項似乎有誤，請檢查。'] as Text,
}
