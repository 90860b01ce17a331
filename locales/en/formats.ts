import type { Formats } from '../index.ts'

/** CNY 1,234.50; today 14:32, 18 Nov 14:32. Every currency is named: a bare sign is misread abroad. */
export const formats: Formats = {
  money: (digits, currency) => `${currency} ${digits}`,
  time: (time, style, days) => {
    const clock = time.toFormat('HH:mm')
    switch (style) {
      case 'clock':
        return clock
      case 'month':
        return time.setLocale('en').toFormat('LLL yyyy')
      case 'day':
        return time.setLocale('en').toFormat('d LLL yyyy')
      case 'moment':
        if (days === 0) return `today ${clock}`
        if (days === -1) return `yesterday ${clock}`
        if (days === 1) return `tomorrow ${clock}`
        return time.setLocale('en').toFormat(Math.abs(days) < 300 ? 'd LLL HH:mm' : 'd LLL yyyy HH:mm')
    }
  },
}
