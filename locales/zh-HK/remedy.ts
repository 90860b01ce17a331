import type { Texts } from '../index.ts'
import { join, line, said, signed, when } from '../text.ts'

export const remedy: Texts['remedy'] = {
  correct: '更正',
  correctTitle: (claim) => line`更正工單 ${claim}`,
  correctText: ['一步完成：沖正原有入賬，並按正確資料入賬；客戶只會收到一則通知。'],
  credited: '已入賬',
  to: '存入',
  nothing: ['未有入賬'],
  balance: '目前結餘',
  same: ['與已入賬的資料相同。請更改金額、客戶或訂單編號。'],
  unknownCustomer: ['沒有這個 UID 的可用帳戶。'],
  corrected: (claim) => line`工單 ${claim} 已更正，並已通知客戶`,
  mark: (times) => (times === 1 ? ['已更正'] : line`已更正 ${times} 次`),
  elsewhere: '已更正至所屬帳戶',
  adjust: '調整結餘',
  adjustText: ['用於付款以外的情況：補償、計費錯誤、銀行撤回付款等。原因及編號會告知客戶。'],
  ways: { add: '增加結餘', take: '扣減結餘' },
  codes: {
    goodwill: '優惠補償',
    billing_error: '計費錯誤',
    compensation: '服務中斷賠償',
    chargeback: '銀行撤回付款',
    fee: '手續費',
    other: '其他',
  },
  adjusted: (number, amount, balance) => line`UID ${number}：${signed(amount)}，目前結餘 ${balance}。`,
  second: {
    wanted: (limit, until) =>
      line`超出一人 24 小時內可獨自更正及調整的 ${limit}。目前尚未記賬，須由另一位主管批准：已通知他們，並在輪候名單保留至${when(until)}。`,
    title: (by) => line`${said(by)}請你批准`,
    correct: (claim, from, to) => line`更正工單 ${claim}：${from}改為${to}`,
    creditWanted: (limit, until) =>
      line`金額高於客戶申報，並超過 ${limit}，須由另一位主管批准。目前尚未記賬：已通知主管，可於${when(until)}前在輪候名單批准。`,
    creditWaits: (by, amount, until) =>
      line`${said(by)}申請按 ${amount} 入賬，高於客戶申報的金額，現待另一位主管批准，最遲${when(until)}。`,
    credit: (claim, claimed, amount, number) => line`工單 ${claim}（UID ${number}）申報 ${claimed}，入賬 ${amount}`,
    share: (amount, number) => line`${amount} 存入 UID ${number}`,
    adjust: (number, amount) => line`調整 UID ${number}：${signed(amount)}`,
    why: '原因',
    words: '說明',
    until: '有效期至',
    review: (amount, number) => line`審批 ${signed(amount)} · ${number}`,
    all: (n) => line`全部 ${n} 項待審批`,
    approve: '批准',
    decline: '拒絕',
    approved: ['已批准並執行。'],
    declined: ['已拒絕，並無記賬。'],
    takeBack: '撤回',
    takenBack: ['已撤回，並無記賬。'],
    tookBack: (by, what) => line`${said(by)}已撤回：${what}。並無記賬`,
    outcome: (by, approved, what) => line`${said(by)}已${approved ? '批准' : '拒絕'}：${what}${approved ? '' : '。並無記賬'}`,
    lapsed: (what) => line`未有主管於期限內處理：${what}。並無記賬`,
    nobody: ['現時沒有其他主管，未能獲得批准。請管理 Purser 的同事邀請一位，否則一日後自動失效。'],
    waiting: (n) => line`${n} 項等待另一位主管批准`,
  },
  notice: {
    amount: (claim, wrong, right, balance) =>
      line`更正：工單 ${claim} 誤存 ${wrong}，實際付款為 ${right}。現已沖正 ${wrong} 並存入 ${right}，目前結餘 ${balance}。不便之處，敬請見諒。`,
    away: (claim, wrong, balance) =>
      line`更正：工單 ${claim} 誤存至你的帳戶，這筆付款屬於其他帳戶。現已沖正 ${wrong}，目前結餘 ${balance}。不便之處，敬請見諒。`,
    here: (right, balance) => line`更正：你的一筆付款早前誤存至其他帳戶，現已為你存入 ${right}，目前結餘 ${balance}。不便之處，敬請見諒。`,
    none: (claim, wrong, balance) =>
      line`更正：工單 ${claim} 誤存，我們並無收到這筆付款。現已沖正 ${wrong}，目前結餘 ${balance}。不便之處，敬請見諒。`,
    after: (claim, right, balance) =>
      line`更正：工單 ${claim} 早前誤判為未能入賬，現已存入 ${right}，目前結餘 ${balance}。不便之處，敬請見諒。`,
    reference: (claim, balance) => line`更正：工單 ${claim} 登記的訂單編號有誤，現已改正，結餘仍為 ${balance}。`,
    below: ['這筆款項已部分或全數動用，因此結餘暫時為負數，下次增值會先補足。'],
    added: (amount) => line`你的結餘已增加 ${amount}`,
    taken: (amount) => line`你的結餘已扣減 ${amount}`,
    why: '原因',
    referenceLabel: '編號',
    codes: {
      goodwill: '優惠補償',
      billing_error: '更正計費錯誤',
      compensation: '服務中斷賠償',
      chargeback: '銀行撤回付款',
      fee: '手續費',
      other: '見客戶服務員說明',
    },
  },
  merge: {
    label: '合併帳戶',
    text: ['用於誤開的帳戶：結餘、已連結的聊天帳戶、處理中的工單及途中的付款會轉到另一個帳戶，誤開的帳戶永久關閉。'],
    title: (stray, into) => line`UID ${stray} 併入 UID ${into}`,
    stray: ['將會關閉的帳戶：'],
    kept: ['保留的帳戶：'],
    account: '帳戶',
    chats: '已連結的聊天帳戶',
    open: '未完成',
    opened: (claims, payments) => line`${claims} 宗工單，${payments} 筆付款`,
    sure: ['合併後，前一個帳戶的所有聊天帳戶均可查看後一個帳戶的結餘及紀錄，而且不能復原。是否已確定兩個帳戶屬同一人？'],
    confirm: '合併',
    done: (stray, into) => line`UID ${stray} 已併入 UID ${into}，並已通知雙方。`,
    wanted: (stray, into, amount) => line`將 UID ${stray}（${amount}）併入 UID ${into}`,
    toStray: (into) => line`這個聊天帳戶現已連結 UID ${into}，未完成的工單和付款亦已轉到該帳戶。`,
    toInto: (chats) =>
      chats === 0
        ? ['該帳戶沒有連結任何聊天帳戶。如你不認識該帳戶，請聯絡客戶服務。']
        : line`該帳戶的 ${chats} 個聊天帳戶現已連結到你的帳戶。如你不認識該帳戶，請聯絡客戶服務。`,
    moved: (amount, balance) => line`結餘一併轉移：${signed(amount)}，目前結餘 ${balance}。`,
    below: ['該帳戶的欠款已一併轉入，因此結餘暫時為負數，下次增值會先補足。'],
    swept: (stray, amount, balance) => line`UID ${stray} 已併入你的帳戶，該帳戶收到的 ${signed(amount)} 已轉到這裡，目前結餘 ${balance}。`,
    sweptAside: ({ stray, into, status, amount, balance }) =>
      line`UID ${stray} 收到的 ${signed(amount)} 已轉到其併入的 UID ${into}，但 UID ${into} ${status === 'closed' ? '已關閉' : '已暫停使用'}，目前結餘 ${balance}。請核實後決定如何處理。`,
  },
  list: (texts) => join(texts, ' · '),
}
