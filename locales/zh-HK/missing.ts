import type { Texts } from '../index.ts'
import { line } from '../text.ts'

export const missing: Texts['missing'] = {
  label: '付款未入賬',
  intro: ['請填寫交易詳情頁上的訂單編號及付款時間，客戶服務員會據此跟進。請勿重複付款。'],
  received: ['已收到，正在查找這筆付款'],
  next: ['款項核實後會存入結餘，屆時會在這裡通知你。請勿重複付款或重複遞交。'],
  found: (amount, at) => line`這筆付款已存入結餘：${amount} · ${at}`,
  foundText: ['可在增值紀錄按此訂單編號找到，毋須再遞交。'],
  card: (id) => line`付款未入賬 · 工單 ${id}`,
  around: ['該客戶前後三日內已入賬'],
  nothingAround: ['該客戶前後三日內沒有入賬。'],
  columns: ['時間', '金額', '方式', '訂單編號'],
  same: (reference, amount, at, source) => line`訂單編號 ${reference} 早前已入賬：${amount} · ${at}（${source}），不能再次入賬。`,
}
