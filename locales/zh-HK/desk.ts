import type { Texts } from '../index.ts'
import { id, line, said, when } from '../text.ts'

export const desk: Texts['desk'] = {
  joinTitle: '加入職員',
  roles: { agent: '客戶服務員', lead: '主管', admin: '管理員' },
  joined: (name, role) => line`${said(name)}，歡迎加入。你的身分是${role}。`,
  joinedNotice: (name, role, chat) => line`${said(name)} 已以${role}身分加入，聊天：${id(chat)}。如非你所預期，請立即移除。`,
  found: (n, words) => line`「${words}」找到 ${n} 宗工單`,
  foundNone: ['可搜尋工單編號、訂單編號或其最後五位、卡號最後四位、金額、客戶 UID 或名稱。'],
  foundColumns: ['工單編號', '遞交時間', '客戶', '金額', '狀態'],
  claim: '由我處理',
  release: '放回輪候',
  takeOver: '接手',
  working: (by, since) => line`${said(by)} 正在處理，由${when(since)} 起`,
  claimed: (claim) => line`工單 ${claim} 現由你處理，卡片會向同事顯示。`,
  claimedAlready: (claim) => line`工單 ${claim} 本來已由你處理。`,
  released: (claim) => line`工單 ${claim} 已放回輪候，所有同事均可處理。`,
  free: (claim) => line`工單 ${claim} 目前無人處理，沒有更改。`,
  more: '更多',
  moreTitle: (claim) => line`工單 ${claim}：更多操作`,
  moreText: ['稍後再查的工單會暫離輪候，時間到便會返回；客戶會獲告知款項尚未收到。'],
  backOffice: '開啟後台',
  later: { '10m': '10 分鐘後再查', '1h': '1 小時後再查', tomorrow: '明天再查' },
  laterUntil: (until) => line`款項未到，${when(until)} 再查`,
  laterDone: (claim, until) => line`工單 ${claim} 會於${when(until)} 返回輪候。已告知客戶款項尚未收到。`,
  laterNotice: (claim, payment, until) =>
    line`工單 ${claim}：商戶後台暫未收到這筆付款（${payment}）。我們會於${when(until)} 再查一次，你毋須作任何操作。`,
  laterWait: ['付款有時需要較長時間才會顯示，請勿重複付款。'],
  notPayment: '非付款問題',
  notPaymentDone: (claim) => line`工單 ${claim} 已作「非付款問題」結束，並已告知客戶可向何處查詢，不計作不批准。`,
  notPaymentTitle: (claim) => line`工單 ${claim} 的圖片並非付款截圖，現已結束`,
  notPaymentNext: (balance) => [
    line`你的結餘沒有變動，仍為 ${balance}`,
    ['如你已付款，請遞交該筆交易詳情頁的截圖'],
    ['其他問題請向客戶服務查詢，他們看不到發到這裡的圖片'],
  ],
  undo: '還原',
  toldSoon: (seconds) => line`${seconds} 秒後通知客戶，在此之前你可以還原。`,
  undone: (claim) => line`工單 ${claim} 已回復為待處理，內容與之前相同。客戶未有收到任何通知。`,
  undoneMoney: (claim, amount, balance) =>
    line`工單 ${claim} 已回復為待處理，內容與之前相同。已沖回 ${amount}，結餘為 ${balance}。客戶未有收到任何通知。`,
  firstCredit: (by, chat, claim, amount) =>
    line`${said(by)} 首次由這個聊天（${id(chat)}）入賬：工單 ${claim}，${amount}。如你不認識此人，請立即移除。`,
  typedOther: (typed, amount) => line`你輸入的是 ${typed}，而工單金額為 ${amount}。未有入賬。`,
  typeIt: (amount) => line`金額較大：${amount}。請與商戶後台核對後，再輸入金額。`,
}
