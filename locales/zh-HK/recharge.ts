import type { Texts } from '../index.ts'
import { join, line } from '../text.ts'

const names = new Intl.DisplayNames('zh-HK', { type: 'currency' })

export const recharge: Texts['recharge'] = {
  formTitle: ['帳戶增值'],
  next: ['下一步'],
  least: (minimum) => line`最低增值額為 ${minimum}。`,
  below: (minimum) => line`最低增值額為 ${minimum}，請更改金額。`,
  above: (maximum) => line`每次最多可增值 ${maximum}，可分次增值。`,
  noMethod: (limits) => line`沒有付款方式適用於這個金額。${join(limits, '；')}。`,
  limits: (name, minimum, maximum) => {
    if (minimum && maximum) return line`${name}：每筆 ${minimum} 至 ${maximum}`
    return maximum ? line`${name}：每筆上限 ${maximum}` : line`${name}：每筆最低 ${minimum ?? ''}`
  },
  title: (amount, number) => line`帳戶增值 ${amount} 至 UID ${number}`,
  choose: ['請選擇付款方式：'],
  option: (labels, guidance) => line`${labels}：${guidance}`,
  credited: (amount) =>
    line`不論使用哪種方式，存入帳戶的都是 ${amount}${amount.currency === 'HKD' ? '' : `（${names.of(amount.currency) ?? amount.currency}），並非港幣`}。`,
  changeAmount: '更改金額',
  otherDevice: '用另一部裝置掃碼',
  payTitle: (amount, name) => line`${name}${name.endsWith('支付') ? '' : '付款'} ${amount}`,
  automatic: ['按「前往付款」開啟付款頁面，付款後自動入賬。'],
  goPay: '前往付款',
  kept: (until) => line`這筆付款會為你保留至${until}，中途離開也可輸入「繼續」接續。`,
  scanTitle: (amount) => line`掃碼付款 ${amount}`,
  scanHow: (name) => line`${name}：請用另一部裝置上的 App 掃描。如儲存到同一部手機的相簿再識別，可能無法付款。`,
  scanAlt: (name) => line`${name}付款頁面的二維碼`,
  steps: (name, payee, amount, currency) => [
    ['儲存下面的收款二維碼圖片'],
    line`開啟${name} App，按「掃一掃」，從相簿選取該圖片`,
    line`核對收款商戶：${payee}（須與 App 內顯示的完全相同）。名稱不符，請勿付款`,
    line`輸入金額 ${amount}（${names.of(currency) ?? currency}）並付款`,
    ['開啟該筆交易的詳情頁並截圖，須看到金額、交易時間、訂單編號及卡號最後四位數字，然後返回這裡上載'],
  ],
  codeAlt: (name, payee) => line`${name}收款二維碼，收款商戶：${payee}`,
  checked: (cap) => line`付款後不會自動入賬，客戶服務員會與商戶後台核對後入賬。${cap ? line`每筆上限 ${cap}。` : ''}`,
  safety: ['收款碼只會在這裡提供。我們的職員不會私訊收款碼，亦不會要求你提供密碼或驗證碼。'],
  paid: '已付款，上載截圖',
  another: '改用其他方式',
  waiting: (amount, name, until) => line`你有一筆${name ?? ''}增值 ${amount} 尚未完成，會保留至${until}。`,
  remind: (amount, name) => line`你選擇以${name}支付 ${amount}，我們尚未收到付款截圖。`,
  remindNext: (until) => line`如已付款，請上載截圖，核實後即會入賬；如未付款亦不要緊，${until}前仍可繼續。我們不會就此再作提醒。`,
  remindUnsent: ['你填寫的付款資料尚未遞交，我們仍未收到。'],
  remindUnsentNext: ['請核對後遞交，核實後即會入賬。我們不會就此再作提醒。'],
  resume: '繼續這筆增值',
  nothingOpen: ['沒有可以接續的增值。'],
  nothingToCancel: ['沒有需要取消的項目。未遞交的資料，我們不會收到。'],
  cancelled: (amount, byHand) =>
    line`已取消這筆 ${amount} 的增值。如你已經付款，${byHand ? '請上載截圖，款項不會遺失。' : '款項仍會存入結餘。'}`,
  discarded: ['已放棄填寫的內容，沒有遞交。'],
  over: (amount, byHand) =>
    line`這筆 ${amount} 的增值已失效，請勿再使用原來的連結或收款碼付款，重新增值即可。如你已經付款，${byHand ? '請上載截圖，款項不會遺失。' : '款項仍會存入結餘。'}`,
  inCheck: (amount) => line`這筆 ${amount} 的付款截圖正在核實，請勿重複付款。`,
  done: (amount) => line`這筆 ${amount} 的增值已存入結餘。`,
  startAgain: '重新增值',
}
