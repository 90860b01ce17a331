import { simplified } from './script.ts'

/**
 * A text as it is matched with keywords: width, case, script, spaces and punctuation make no difference ("ＰａｙＭｅ ？" is
 * "payme", "餘額" is "余额"). Never read an amount from it: NFKC turns "10²" into "102".
 */
export const fold = (text: string): string => simplified(text.normalize('NFKC').toLowerCase()).replace(/[^\p{L}\p{N}]+/gu, '')
