import type { problems as en } from '../en/problems.ts'
import { line } from '../text.ts'

const names = new Intl.DisplayNames('zh-HK', { type: 'currency' })
/** 人民幣、港幣；不屬 ISO 貨幣的（USDT）照寫。 */
const named = (currency: string): string =>
  currency === 'HKD' ? '港幣' : /^[A-Z]{3}$/.test(currency) ? (names.of(currency) ?? ` ${currency} `) : ` ${currency} `

/** What is wrong with an answer, shown at its field. */
export const problems: typeof en = {
  required: ['請填寫。'],
  tooLong: (most) => line`最多 ${most} 個字。`,
  invalid: ['這一項似乎有誤，請檢查。'],
  choose: ['請從選項中選擇一項。'],
  time: ['請註明日期和時間，準確至分鐘，例如「今日 14:32」或「11月18日 14:32」，不可遲於現在。'],
  cardTail: ['請填寫卡號最後四位數字，只填四個數字。'],
  reference: ['這似乎不是訂單編號。請從交易詳情頁複製，只含英文字母和數字，最少 6 位。'],
  picture: ['請加上交易詳情頁的截圖。'],
  amount: (unread, ours) => {
    switch (unread.why) {
      case 'empty':
        return line`請填寫${named(ours)}金額。`
      case 'not_a_number':
        return line`請以數字填寫${named(ours)}金額，例如 100 或 100.50。`
      case 'foreign_currency':
        return unread.currency
          ? line`這裡的金額以${named(ours)}計算，不設${named(unread.currency)}兌換。請填寫${named(ours)}金額。`
          : line`這裡的金額以${named(ours)}計算，不設貨幣兌換。請填寫${named(ours)}金額。`
      case 'too_precise':
        return line`${named(ours)}金額沒有這麼多個小數位。請按付款頁面顯示的金額填寫，例如 100.50。`
      case 'not_positive':
        return ['金額必須大於 0。']
      case 'too_large':
        return ['金額過大，請檢查是否多輸入了數字。']
      case 'ambiguous':
        return ['這個金額可能有多於一種讀法。請只用數字填寫，小數點用「.」，例如 1000.50。']
    }
  },
}
