import type { problems as en } from '../en/problems.ts'
import { line } from '../text.ts'

const names = new Intl.DisplayNames('zh-CN', { type: 'currency' })
/** 人民币、港币；不是 ISO 货币的（USDT）照写。 */
const named = (currency: string): string =>
  currency === 'HKD' ? '港币' : /^[A-Z]{3}$/.test(currency) ? (names.of(currency) ?? ` ${currency} `) : ` ${currency} `

/** What is wrong with an answer, shown at its field. */
export const problems: typeof en = {
  required: ['请填写。'],
  tooLong: (most) => line`最多 ${most} 个字。`,
  invalid: ['这一项看起来不对，请检查。'],
  choose: ['请从选项中选一个。'],
  time: ['请写明日期和时间，精确到分钟，例如「今天 14:32」或「11月18日 14:32」，不能晚于现在。'],
  cardTail: ['请填写卡号后四位，只填四个数字。'],
  reference: ['这看起来不是订单编号。请从账单详情页复制，只含字母和数字，至少 6 位。'],
  picture: ['请添加账单详情页的截图。'],
  amount: (unread, ours) => {
    switch (unread.why) {
      case 'empty':
        return line`请填写${named(ours)}金额。`
      case 'not_a_number':
        return line`请用数字填写${named(ours)}金额，例如 100 或 100.50。`
      case 'foreign_currency':
        return unread.currency
          ? line`这里的金额以${named(ours)}计，不做${named(unread.currency)}换算。请填写${named(ours)}金额。`
          : line`这里的金额以${named(ours)}计，不做货币换算。请填写${named(ours)}金额。`
      case 'too_precise':
        return line`${named(ours)}金额没有这么多位小数。请按付款页面显示的金额填写，例如 100.50。`
      case 'not_positive':
        return ['金额要大于 0。']
      case 'too_large':
        return ['金额太大了，请检查是否多输了几位。']
      case 'ambiguous':
        return ['这个金额可能有不止一种读法。请只用数字填写，小数点用「.」，例如 1000.50。']
    }
  },
}
