import type { Text } from '../text.ts'
import { line } from '../text.ts'

export const common = {
  commands: {
    balance: '結餘',
    recharge: '增值',
    costs: '消費紀錄',
    refunds: '退訂紀錄（退回結餘）',
    recharges: '增值紀錄',
    ticket: '遞交付款截圖',
    tickets: '我的工單',
    link: '連結帳戶',
    unlink: '解除連結',
    settings: '設定',
    help: '說明',
    queue: '待處理工單',
    show: '查看工單',
    search: '搜尋工單',
    adjust: '調整結餘',
    merge: '合併帳戶',
    'unlink-chat': '解除客戶的連結',
  },
  between: '',
  back: '返回',
  cancel: '取消',
  submit: '遞交',
  unsure: ['暫時未能顯示結果，但操作可能已經生效。再次操作前，請先查看結餘或工單。'] as Text,
  nudge: {
    waits: ['未能向你傳送私訊。請按下方按鈕，結果只有你看到。'] as Text,
    show: '查看',
  },
  othersMessage: ['這則訊息並非由你發布，因此沒有遞交。如款項由你支付，請按下方按鈕，遞交你自己的截圖。'] as Text,
  codeLeftOut: {
    link: ['隨圖片傳送的連結碼已略去，職員不會看到。連結碼仍然有效，如要使用，請單獨傳送。'] as Text,
    join: ['隨圖片傳送的邀請碼已略去，其他人不會看到。邀請碼仍然有效，如要使用，請單獨傳送。'] as Text,
  },
  edited: ['我們不會讀取修改過的訊息，請重新傳送。'] as Text,
  unanswered: ['你之前傳送的內容未有全部獲得回覆，但操作可能已經生效。再次傳送前，請先查看結餘或工單。'] as Text,
  support: '聯絡客戶服務',
  fileGone: ['暫時未能提供這份檔案。如你有權查閱，請重新索取。'],
  fileBusy: ['現時正在製作的檔案較多，請稍後重新索取。'],
  colon: (label: string, value: Text): Text => line`${label}：${value}`,
}
