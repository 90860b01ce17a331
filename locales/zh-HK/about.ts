import type { about as en } from '../en/about.ts'
import { line } from '../text.ts'

/** What we answer to things that people ask for and that are not done here: what is so, then where to turn. */
export const about: typeof en = {
  invoice: {
    title: ['這裡不會發出發票或收據'],
    text: ['請聯絡客戶服務，並提供增值的訂單編號，可在下面的增值紀錄查閱。如要遞交付款證明，請傳送付款截圖。'],
  },
  points: {
    title: ['這裡不能查閱或兌換積分'],
    text: ['請到網站查閱，或聯絡客戶服務。積分不計入結餘。'],
  },
  coupon: {
    title: ['這裡不能使用優惠碼'],
    text: ['請於網站下單時使用。增值按實際付款金額入賬。'],
  },
  support: {
    title: ['我是賬單助理'],
    text: ['如需專人跟進，請聯絡客戶服務。如屬付款未入賬，可直接在這裡傳送付款截圖，由專人核實。'],
  },
  noSupport: ['你可在我們網站的帳戶頁面聯絡客戶服務。'],
  withdrawal: {
    title: ['退訂與退款並不相同'],
    cancelled: ['退訂：退回產品，款項存回帳戶結餘，可查看下面的退訂紀錄。'],
    withdrawn: ['退款（取回結餘）：結餘退回增值時的原付款途徑，不能退至其他途徑。由擁有人在這裡申請，客戶服務員辦理。'],
  },
  notArrived: {
    title: ['如已付款，請勿重複付款'],
    automatic: (names) => line`${names}：付款後自動入賬，一般只需數分鐘，請查看增值紀錄。`,
    manual: (names) => line`${names}：不會自動入賬，請遞交付款截圖；如已遞交，請查看「我的工單」。`,
    lost: ['仍然找不到？客戶服務可按訂單編號查找。只要款項已到我們的帳戶，便不會遺失。'],
  },
  choice: {
    title: ['請選擇查詢類別'],
    claims: '付款核實',
    other: '其他查詢',
    text: ['付款在這裡核實，其他查詢請聯絡客戶服務。'],
  },
  hkMethods: { title: ['暫不支援轉數快（FPS）、PayMe 或八達通增值'], text: [] },
  paypal: { title: ['暫不支援 PayPal 增值'], text: [] },
  crypto: { title: ['不支援以 USDT 等虛擬資產增值'], text: ['如有人向你提供這類收款地址，該人並非我們的職員，請勿付款。'] },
  bank: { title: ['這裡暫不支援銀行轉賬增值'], text: ['公司付款請先聯絡客戶服務。'] },
  card: { title: ['這裡不能直接以信用卡付款'], text: [] },
  hkWallets: (names) => line`香港客戶可用${names}，以港幣扣款，匯率以付款頁面顯示為準。`,
  ways: (names) => line`目前可用：${names}。`,
  list: (names) => [names.join('、')],
  either: (names) => names.flatMap((name, place) => (place === 0 ? [name] : ['或', name])),
  unknown: {
    title: ['抱歉，未能理解你的意思'],
    text: ['我可以為你處理以下事項。你亦可直接輸入金額，例如「增值100」。'],
    staff: ['輸入工單編號即可查看工單，亦可按訂單編號、金額或客戶搜尋。入賬、不批准等操作，請按工單上的按鈕。'],
    meant: (label) => line`你是否想找「${label}」？`,
    notLinked: ['這個聊天帳戶尚未連結。連結後可在這裡查詢結餘、增值及查看紀錄。'],
  },
}
