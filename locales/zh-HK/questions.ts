import type { Texts } from '../index.ts'

/** What forms ask: a label, and a hint where one helps. */
export const questions: Texts['questions'] = {
  amount: { label: '金額' },
  rechargeAmount: { label: '增值金額', hint: '例如 100 或 100.50' },
  code: { label: '連結碼', hint: '由客戶服務或網站提供，10 分鐘內有效。' },
  period: { label: '期間' },
  product: { label: '產品', hint: '產品名稱或產品 ID，留空代表全部。' },
  zone: { label: '時區', hint: '地區/城市，例如 Asia/Hong_Kong。' },
  locale: { label: '語言' },
  low: { label: '低於多少時提示', hint: '金額，例如 50。' },
  note: { label: '備註', hint: '需要告知客戶服務員的資料' },
  method: { label: '付款方式' },
  payeeAmount: { label: '付款時輸入的金額', hint: '例如 128.00' },
  paidAmount: { label: '實際扣款金額（如有不同）', hint: '有優惠或手續費時填寫' },
  paidAt: { label: '何時付款？', hint: '準確至分鐘，以交易詳情頁為準' },
  cardTail: { label: '卡號最後四位數字' },
  reference: { label: '訂單編號', hint: '可在交易詳情頁找到' },
  pictures: { label: '付款截圖', hint: '交易詳情頁，須看到金額、時間、訂單編號及卡號最後四位。支援 PNG、JPEG、WebP、HEIC，上限 10 MB' },
  answer: { label: '你的回覆' },
  morePictures: { label: '補交截圖' },
  staffAmount: { label: '商戶後台顯示的金額', hint: '以商戶後台為準入賬' },
  staffReference: { label: '商戶後台的訂單編號', hint: '一個訂單編號只可入賬一次' },
  staffReason: { label: '為何是這個金額', hint: '客戶會看到' },
  rejectReason: { label: '原因' },
  rejectText: { label: '補充說明', hint: '會以客戶服務員的名義發給客戶' },
  question: { label: '需要客戶補充甚麼？', hint: '會以客戶服務員的名義發給客戶' },
}
