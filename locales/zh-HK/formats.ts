import type { Formats } from '../index.ts'

/** CN¥1,234.50（單獨的 ¥ 會被看成日圓）；今日 14:32，11月18日 14:32。 */
export const formats: Formats = {
  money: (digits, currency) => (currency === 'CNY' ? `CN¥${digits}` : `${currency} ${digits}`),
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
        if (days === 0) return `今日 ${clock}`
        if (days === -1) return `昨日 ${clock}`
        if (days === 1) return `明日 ${clock}`
        return time.toFormat(Math.abs(days) < 300 ? 'M月d日 HH:mm' : 'yyyy年M月d日 HH:mm')
    }
  },
}
