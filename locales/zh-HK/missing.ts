import type { Texts } from '../index.ts'
import { line } from '../text.ts'

export const missing: Texts['missing'] = {
  label: '付款未入賬',
  intro: ['請填寫交易詳情頁上的訂單編號及付款時間，客戶服務員會據此跟進。請勿重複付款。'],
  dontPay: ['請勿重複付款：款項如已到達，客戶服務員會找到。'],
  received: ['已收到，正在查找這筆付款'],
  next: ['款項核實後會存入結餘，屆時會在這裡通知你。請勿重複付款或重複遞交。'],
  found: (amount, at) => line`這筆付款已存入結餘：${amount} · ${at}`,
  foundText: ['可在增值紀錄按此訂單編號找到，毋須再遞交。'],
  reasons: {
    not_found: {
      why: (payment) => line`按訂單編號找不到這筆付款${payment.length > 0 ? line`（${payment}）` : ''}`,
      lead: ['請先在付款 App 查看該筆交易：'],
      next: (payee) => [
        line`顯示「交易成功」，而收款商戶是${payee}：請核對訂單編號及時間後重新遞交，核實後即會入賬`,
        ['顯示「處理中」或「已退回」：付款尚未完成，款項會退回原付款途徑，時間以付款渠道為準'],
        ['收款商戶是其他名稱：請勿再付款，並立即聯絡客戶服務'],
      ],
    },
    not_completed: {
      why: () => ['付款尚未完成（處理中或已退回）'],
      lead: [],
      next: () => [['如付款其後完成，會自動入賬；超過十分鐘仍未入賬，請重新遞交'], ['如已退回，款項會退回原付款途徑，時間以付款渠道為準']],
    },
    other: { why: () => ['客戶服務員未能核實這筆付款'], lead: [], next: () => [['請按客戶服務員的說明處理，然後重新遞交或聯絡客戶服務']] },
  },
  card: (id) => line`付款未入賬 · 工單 ${id}`,
  around: ['該客戶前後三日內已入賬'],
  nothingAround: ['該客戶前後三日內沒有入賬。'],
  columns: ['時間', '金額', '方式', '訂單編號'],
  same: (reference, amount, at, source) => line`訂單編號 ${reference} 早前已入賬：${amount} · ${at}（${source}），不能再次入賬。`,
}
