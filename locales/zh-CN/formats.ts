import type { Formats } from '../index.ts'

/** ¥1,234.50（其他币种写明代码）；今天 14:32，11月18日 14:32。 */
export const formats: Formats = {
  money: (digits, currency) => (currency === 'CNY' ? `¥${digits}` : `${currency} ${digits}`),
  time: (time, style, days) => {
    const clock = time.toFormat('HH:mm')
    switch (style) {
      case 'clock':
        return clock
      case 'month':
        return time.toFormat('yyyy年M月')
      case 'day':
        return time.toFormat('yyyy年M月d日')
      case 'moment':
        if (days === 0) return `今天 ${clock}`
        if (days === -1) return `昨天 ${clock}`
        if (days === 1) return `明天 ${clock}`
        return time.toFormat(Math.abs(days) < 300 ? 'M月d日 HH:mm' : 'yyyy年M月d日 HH:mm')
    }
  },
}
