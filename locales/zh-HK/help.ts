import type { Texts } from '../index.ts'
import { line } from '../text.ts'

export const help: Texts['help'] = {
  title: (brand) => line`${brand}${/\w$/.test(brand) ? ' ' : ''}賬單助理`,
  intro: ['你可在這裡查詢結餘、增值、查看消費紀錄，以及遞交付款截圖。直接輸入「結餘」「增值100」等文字，或按下面的按鈕。'],
  introStaff: ['客戶遞交的付款截圖會以卡片傳送到這裡，由你核對後入賬、不批准或要求補充。'],
  notLinked: ['這個聊天尚未連結帳戶。請向客戶服務或在網站索取連結碼，然後按「連結帳戶」。'],
  opensItself: ['你在這裡尚未有帳戶，首次使用時會自動開設。如已有帳戶，請先按「連結帳戶」。'],
  shared: ['在群組內，回覆只有你看得到。'],
  safety: ['我們的職員不會索取密碼或驗證碼，收款碼只會在這裡提供。'],
  about: {
    balance: '可用結餘及核實中的付款',
    recharge: '為帳戶增值，可直接輸入「增值100」',
    costs: '按期間及產品查看消費',
    refunds: '已退訂的產品，款項已存回結餘',
    recharges: '已入賬的增值',
    ticket: '雲閃付等需要人手核實的付款',
    tickets: '已遞交截圖的核實進度及輪候次序',
    link: '以連結碼連結你的帳戶',
    unlink: '查看已連結的聊天，或解除連結',
    settings: '語言、時區、結餘提示',
    queue: '等候處理的付款截圖',
    show: '按工單編號查看申請及截圖',
    search: '按編號、金額、卡號最後四位或客戶尋找工單',
    adjust: '增加或扣減客戶結餘，須填原因及編號',
  },
}
