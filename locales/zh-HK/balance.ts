import type { Texts } from '../index.ts'
import { line, signed, when } from '../text.ts'

const names = new Intl.DisplayNames('zh-HK', { type: 'currency' })

export const balance: Texts['balance'] = {
  title: (available) => line`帳戶結餘 ${available}（${names.of(available.currency) ?? available.currency}）`,
  account: '帳戶',
  uid: (number) => line`UID ${number}`,
  lastChange: '最近一次變動',
  change: (amount, what, at) => line`${signed(amount)} · ${what} · ${at}`,
  checking: '核實中的付款',
  claims: (count, sum, numbers) => line`${count} 筆，合共 ${sum}（工單 ${numbers}），核實後才會計入結餘`,
  listed: '、',
  low: (threshold, settles) =>
    line`結餘已低於你設定的 ${threshold}。按日結算的產品每日${when(settles, 'clock')}扣費，結餘不足時服務會受限，請於${when(settles)}前增值。`,
  below: ['結餘已為負數。結餘不足時服務會受限，請盡早增值。'],
  closed: ['這個帳戶已關閉。如帳戶內尚有結餘，請聯絡客戶服務。'],
  frozen: ['這個帳戶已暫停使用，結餘維持不變，請聯絡客戶服務。'],
  asOf: (at, _zone) => line`資料截至${at}`,
  check: '查看進度',
  askedBack: '退款申請（辦理中）',
  kinds: {
    opening: '期初結餘',
    recharge: '增值',
    cost: '消費',
    refund: '退訂',
    withdrawal: '退款至原付款途徑',
    adjustment: '調整',
    reversal: '沖正',
    move: '帳戶間轉移',
  },
}
