import type { Texts } from '../index.ts'
import { line } from '../text.ts'

export const records: Texts['records'] = {
  periods: { '7d': '過去 7 日', '30d': '過去 30 日', month: '本月', last: '上月', all: '全部' },
  costs: {
    title: (period) => line`消費紀錄 · ${period}`,
    empty: ['這段期間沒有消費。可選擇較長的期間，查看較早的消費。'],
    emptyEver: ['這個帳戶暫時沒有消費。購買或續期產品後，會在這裡顯示。'],
  },
  refunds: {
    title: (period) => line`退訂紀錄 · ${period}`,
    empty: ['這段期間沒有退訂。可選擇較長的期間，查看較早的退訂。'],
    emptyEver: ['這個帳戶未有退訂產品。退訂後退回結餘的款項，會在這裡顯示。'],
  },
  recharges: {
    title: (period) => line`帳戶增值紀錄 · ${period}`,
    empty: ['這段期間沒有已入賬的增值。仍在核實的付款，請查看「我的工單」。'],
    emptyEver: ['暫時沒有已入賬的增值。仍在核實的付款，請查看「我的工單」。'],
  },
  withdrawals: {
    title: (period) => line`退款紀錄 · ${period}`,
    empty: ['這段期間沒有退款。可選擇較長的期間，查看較早的退款。'],
    emptyEver: ['這個帳戶未有退款。退回原付款途徑的款項，會在這裡顯示。'],
  },
  refundNote: ['退訂是退回產品，款項會存回帳戶結餘，並非退款至付款途徑。'],
  columns: { id: 'ID', time: '時間', product: '產品', productId: '產品 ID', amount: '金額', method: '付款方式', reference: '訂單編號' },
  reversal: (id) => line`沖正 ${id}`,
  reversed: (what) => line`${what}（已沖正）`,
  underWay: (what) => line`${what}（辦理中）`,
  total: '合計',
  totalOf: (sum, count) => line`${sum}（${count} 筆）`,
  stillUnderWay: (total, left) => line`${total}，當中 ${left} 仍在辦理中`,
  product: '產品',
  noneOf: (product) => line`這段期間沒有「${product}」的紀錄。`,
  yourProducts: (names) => line`可篩選的產品：${names}`,
  severalFit: (typed, names) => line`「${typed}」符合多項產品：${names}。請輸入較完整的名稱。`,
  pastEnd: ['之後沒有紀錄。開啟列表後，內容可能已有變動。'],
  older: '下一頁 ›',
  newer: '‹ 上一頁',
  first: '返回第一頁',
  filter: '篩選',
  filterTitle: ['篩選期間及產品'],
  show: ['查看'],
  everything: '全部產品',
  page: '在網頁查看',
}
