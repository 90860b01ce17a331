import type { errors as en } from '../en/errors.ts'
import { id, line, said, type Text, when } from '../text.ts'

/** Why something was refused, one text per code of src/errors.ts: what happened, what it means for the money, what to do now. */
export const errors: typeof en = {
  not_linked: () => ['這個聊天帳戶尚未連結。請向客戶服務或在網站索取連結碼，然後按「連結帳戶」。'],
  not_staff: () => ['這項功能只供職員使用。輸入「說明」可查看你能使用的功能。'],
  not_allowed: () => ['你的權限不包括這項操作，內容沒有更改。請聯絡主管。'],
  unknown_command: () => ['沒有這個指令。輸入「說明」可查看你能使用的功能。'],
  outdated_button: () => ['這個按鈕已失效，內容沒有更改。請輸入「說明」，由最新的按鈕開始。'],
  not_found: () => ['找不到這一項。請檢查編號，或從列表中開啟。'],
  customer_closed: () => ['這個帳戶已關閉，內容沒有更改，結餘及紀錄仍可查閱。如有疑問，請聯絡客戶服務。'],
  customer_frozen: () => ['這個帳戶已暫停使用，內容沒有更改，結餘維持不變。請聯絡客戶服務。'],
  too_many: ({ retryAt }) => line`操作過於頻密，這次未有執行。請於${when(retryAt)}之後再試。`,
  unavailable: () => ['系統暫時未能連接賬本，並無作任何更改，請於一分鐘後再試。如你已付款，款項不會遺失。'],
  busy: () => ['上一則訊息仍在處理中，請稍候再試。'],
  internal: ({ reference }) =>
    line`系統出現問題，這次操作未能完成。請於一分鐘後再試。如你已付款，請勿重複付款，並將編號 ${id(reference)} 告知客戶服務。`,
  chat_closed: () => ['對方目前在該聊天平台不接收我們的訊息。'],
  message_gone: () => ['這則訊息已被刪除，無法再更改。'],
  invalid_input: () => ['部分內容需要更正，尚未遞交。'],
  insufficient_funds: ({ available, needed }) => line`結餘不足：可用 ${available}，需要 ${needed}。並無扣款。`,
  key_conflict: ({ key }) => line`鍵值 ${id(key)} 已用於另一筆內容不同的記賬，這次未有記賬。新的一筆請使用新的鍵值。`,
  already_reversed: ({ transfer }) => line`紀錄 ${id(transfer)} 早前已沖正，這次沒有更改。`,
  already_credited: ({ reference, ticket }) =>
    ticket
      ? line`訂單編號 ${id(reference)} 已於工單 ${id(ticket)} 入賬，這次未有入賬。`
      : line`訂單編號 ${id(reference)} 早前已入賬，這次未有入賬。`,
  currency_mismatch: ({ expected, given }) => line`這個帳戶以 ${expected} 記賬，而金額為 ${given}。未有記賬，亦未有兌換。`,
  unknown_account: ({ account }) => line`沒有 ${id(account)} 這個帳戶，未有記賬。`,
  invalid_transfer: ({ why }) => line`這筆未能記賬：${said(why)}。沒有任何更改。`,
  method_unavailable: () => ['這種付款方式暫時未能使用，請勿用它付款。請改用其他方式。'],
  no_methods: () => ['這裡暫時未能增值，沒有開始任何付款。請聯絡客戶服務。'],
  file_too_large: ({ limitMegabytes }) => line`這個檔案超過 ${limitMegabytes} MB，未有儲存。以手機直接截圖，一般不會超出限制。`,
  file_unfetched: () => ['剛才未能取得你傳送的圖片，因此沒有遞交。請稍後重新傳送。'],
  file_not_image: () => ['這個檔案不是我們可讀取的圖片，未有儲存。請傳送 PNG、JPEG、WebP 或 HEIC 格式的截圖。'],
  image_too_large: ({ limitMegapixels }) => line`這張圖片超過 ${limitMegapixels * 100} 萬像素，未有儲存。請傳送一般的手機截圖。`,
  image_damaged: () => ['這張圖片未能開啟，未有儲存。請重新截圖後再傳送。'],
  too_many_pictures: ({ most }) => line`每次最多 ${most} 張圖片，請只傳送能看到該筆付款的截圖。`,
  no_room: () => ['暫時未能接收圖片。你填寫的資料及已付款項都不會遺失，請稍後再傳送圖片。'],
  ticket_changed: ({ ticket }) => line`工單 ${id(ticket)} 在你看到之後已有更改，這次未有執行。請先查看最新內容再決定。`,
  ticket_decided: ({ ticket, kind, state, by, at }) => {
    const what = kind === 'withdrawal' ? '退款申請' : '工單'
    const done = (kind === 'withdrawal' ? withdrawals[state] : states[state]) ?? '處理'
    return by
      ? line`${what} ${id(ticket)} 已由${said(by)}於${when(at)}${done}，這次沒有更改。`
      : line`${what} ${id(ticket)} 已於${when(at)}${done}，這次沒有更改。`
  },
  ticket_limit: ({ most }) =>
    line`你已有 ${most} 筆付款正在核實，已達同時核實的上限。這一筆未有遞交，你的付款不會遺失：可先撤回其中一筆，或待其中一筆完成核實後再遞交。`,
  ticket_twice: ({ ticket }) => line`同一訂單編號的付款正在工單 ${id(ticket)} 核實中，這一筆未有遞交，毋須重複遞交。`,
  no_manual_method: () => ['現時的付款方式均會自動入賬，毋須遞交截圖。這次未有遞交。'],
  over_limit: ({ limit }) => line`金額超過你的上限 ${limit}，未有辦理。請交由主管處理。`,
  own_ticket: () => ['這宗申請屬於你本人連結的帳戶，沒有更改。須由其他同事處理。'],
  ticket_claimed: ({ ticket, by, at }) =>
    line`${said(by)}自${when(at)}起正在處理工單 ${id(ticket)}，這次沒有更改。如需接手，請先知會對方。`,
  ticket_told: ({ ticket, at }) => line`工單 ${id(ticket)} 的結果已於${when(at)}通知客戶，不能再復原。如有錯誤，須由主管更正。`,
  not_yours: ({ ticket, by }) => line`工單 ${id(ticket)} 由${said(by)}處理，只有其本人可以復原。如有錯誤，須由主管更正。`,
  already_spent: ({ available, needed }) => line`客戶已動用部分款項：${needed} 當中尚餘 ${available}，未有復原。請由主管更正。`,
  not_decided: ({ ticket }) => line`工單 ${id(ticket)} 尚未處理，毋須更正，直接入賬或不批准即可。`,
  own_account: () => ['這是你本人連結的帳戶，沒有更改。須由其他同事處理。'],
  account_closed: ({ number }) =>
    line`UID ${id(number)} 已關閉，沒有更改。須先由負責 Purser 系統的同事重新開啟：purser customer reopen ${id(number)}。`,
  owner_changed: ({ until }) =>
    line`客戶服務員早前更改過這個帳戶的擁有人，或將另一個帳戶合併至此。為保障款項安全，${when(until)}之後才可申請退款，結餘沒有變動。`,
  owner_only: () => ['只有擁有人可以操作，沒有更改。哪個是擁有人，請查看「已連結的聊天帳戶」。'],
  last_chat: () => [
    '這是你帳戶唯一已連結的聊天帳戶，不能解除：沒有已連結的聊天帳戶，便無法查詢結餘，亦收不到付款通知。請先連結另一個聊天帳戶；如確實需要解除，請聯絡客戶服務，核實身分後會為你辦理。',
  ],
  same_person: () => ['這是你本人提出的，或你與提出者曾連結同一帳戶。沒有更改，須由另一位主管批准。'],
  asker_unfit: ({ by }) => line`提出者${said(by)}的權限已更改，或已連結該帳戶，不能再由其提出。沒有更改。請拒絕，由其他同事重新提出。`,
  remedy_closed: ({ state, by, at }) =>
    by
      ? line`這項申請已由${said(by)}於${when(at)}${remedies[state] ?? '處理'}，這次沒有更改。`
      : line`這項申請已於${when(at)}${remedies[state] ?? '處理'}，這次沒有更改。`,
  request_waits: ({ by, at, amount, until }) =>
    line`${said(by)}已於${when(at)}就此提出申請（${amount}），現待另一位主管批准或拒絕，最遲${when(until)}。在此之前不可再提出，這次沒有更改。`,
  adjusted_before: ({ reference, by, at }) =>
    line`${said(by)}已於${when(at)}以編號 ${id(reference)} 調整過這個帳戶。同一編號只可調整一次，這次沒有更改。`,
  not_taken: ({ left }) => line`經此途徑加回的金額不可多於銀行撤回的金額，目前尚餘 ${left}。沒有更改。其他情況請選擇別的原因。`,
  not_mergeable: ({ why, number }) => unmergeable[why]?.(number) ?? ['這兩個帳戶不能合併。'],
  reference_needed: () => ['入賬前須填寫商戶後台的訂單編號，目前尚未入賬。'],
  nothing_to_return: () => ['現時沒有可退回的款項：結餘為零，或結餘並非經可退回的途徑增值。沒有更改。如有疑問，請聯絡客戶服務。'],
  withdrawal_limit: ({ most }) =>
    line`你已有 ${most} 宗退款申請在辦理中，已達上限。這宗沒有遞交，結餘沒有變動。請先撤回其中一宗，或待其中一宗辦妥後再申請。`,
  withdrawal_left: ({ left }) => line`經該途徑現時最多可退回 ${left}。申請沒有遞交，結餘沒有變動，請按此金額重新申請。`,
  withdrawal_shrunk: ({ left }) =>
    line`其中只有 ${left} 仍屬經該途徑的增值：申請後有入賬被沖正。未有辦理。請按「不批准」，客戶可重新申請；如款項經已退回，請主管其後更正。`,
  settled_before: ({ reference, ticket }) => line`退款編號 ${id(reference)} 已用於退款 ${id(ticket)}。這次沒有辦理，請核對退款編號。`,
  not_in_hand: ({ ticket }) => line`退款 ${id(ticket)} 尚未有人處理，客戶隨時可以撤回。未有辦理。請先按「由我處理」，再登記已退回。`,
  settlement_waits: ({ ticket, reference, by }) =>
    line`${said(by)}已登記退款 ${id(ticket)} 經已退回，退款編號 ${id(reference)}，現待另一位主管確認。這次沒有更改，請勿再次退款。如編號有誤，請先由登記者撤回，或由主管拒絕。`,
  withdrawal_sent: () => ['客戶服務員已登記這筆退款經已退回，現正由另一位同事核對，暫時不能撤回。沒有更改，辦妥後會在這裡通知你。'],
  withdrawal_in_hand: () => ['客戶服務員正在辦理這筆退款，款項可能正在退回，暫時不能撤回。沒有更改。如不再需要退款，請聯絡客戶服務。'],
  bad_code: () => ['這個連結碼不能使用：可能輸入有誤、已使用，或已過期。請向客戶服務或在網站重新索取。'],
  bad_invite: () => ['這個邀請碼不能使用：可能輸入有誤、已使用，或已超過 24 小時。請向邀請你的人重新索取。'],
  already_staff: () => [
    '你本來已是職員，沒有更改。如需更改權限，請由負責 Purser 系統的同事先移除，再重新邀請：purser staff remove、purser staff invite。',
  ],
  already_linked: ({ account }) => line`這個聊天帳戶已連結至帳戶 ${id(account)}，沒有更改。如要連結其他帳戶，請先解除連結。`,
  request_closed: ({ state, at }) =>
    state === 'linked' ? ['該聊天帳戶已連結，沒有更改。'] : line`這項申請已於${when(at)}${asked[state] ?? '處理'}，這次沒有更改。`,
}

/** Why two accounts cannot become one, and what to do first. */
const unmergeable: Readonly<Record<string, (number: string) => Text>> = {
  same: () => ['兩個號碼屬同一個帳戶，沒有更改。'],
  frozen: (number) =>
    line`UID ${id(number)} 已暫停使用，沒有更改。請先查明原因，由負責 Purser 系統的同事恢復（purser customer reopen ${id(number)}）後再合併。`,
  closed: (number) =>
    line`UID ${id(number)} 已關閉，沒有更改。須由負責 Purser 系統的同事重新開啟（purser customer reopen ${id(number)}）後再合併。`,
  requests: (number) => line`UID ${id(number)} 有申請正等待另一位主管批准，沒有更改。請先批准或拒絕。`,
  withdrawal: (number) => line`UID ${id(number)} 有未處理的退款申請，款項已預留，沒有更改。請先辦理，或按「不批准」。`,
  untold: (number) => line`UID ${id(number)} 有工單剛剛處理完畢，沒有更改。待客戶收到通知後再試。`,
}

/** What became of a request to be linked. */
const asked: Readonly<Record<string, string>> = { allowed: '獲准', denied: '被拒絕', expired: '過期' }

const states: Readonly<Record<string, string>> = { approved: '入賬', rejected: '決定不批准', closed: '結束', withdrawn: '撤回' }
const withdrawals: Readonly<Record<string, string>> = { approved: '辦理', rejected: '決定不批准', withdrawn: '撤回' }
/** What became of a request for a second signature. */
const remedies: Readonly<Record<string, string>> = { done: '批准', 'taken-back': '撤回', declined: '拒絕', expired: '過期' }
