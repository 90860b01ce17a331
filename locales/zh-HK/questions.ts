/** What forms ask: a label, and a hint where one helps. */
export const questions = {
  amount: { label: '金額' },
  note: { label: '備註' },
  code: { label: '連結碼', hint: '由客戶服務或網站提供，10 分鐘內有效。' },
  period: { label: '期間' },
  product: { label: '產品', hint: '產品名稱或產品 ID，留空代表全部。' },
  zone: { label: '時區', hint: '地區/城市，例如 Asia/Hong_Kong。' },
  locale: { label: '語言' },
  low: { label: '低於多少時提示', hint: '金額，例如 50。' },
}
