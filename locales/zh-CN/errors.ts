import type { errors as en } from '../en/errors.ts'
import { id, line, said, type Text, when } from '../text.ts'

/** Why something was refused, one text per code of src/errors.ts: what happened, what it means for the money, what to do now. */
export const errors: typeof en = {
  not_linked: () => ['这个聊天账号还没有绑定账户。请向客服或在官网获取绑定码，再点「绑定账号」。'],
  not_staff: () => ['这项操作仅限客服人员。发送「帮助」可查看您能使用的功能。'],
  not_allowed: () => ['您的权限不包含这项操作，内容没有改动。请联系主管。'],
  unknown_command: () => ['没有这个命令。发送「帮助」可查看您能使用的功能。'],
  outdated_button: () => ['这个按钮已过期，内容没有改动。请发送「帮助」，从最新的按钮开始。'],
  not_found: () => ['没有找到这一项。请检查编号，或从列表中打开。'],
  customer_closed: () => ['这个账户已关闭，内容没有改动，余额和记录仍可查询。如有疑问，请联系客服。'],
  customer_frozen: () => ['这个账户已被暂停使用，内容没有改动，余额原样保留。请联系客服。'],
  too_many: ({ retryAt }) => line`操作过于频繁，这次没有执行。请在${when(retryAt)}之后再试。`,
  unavailable: () => ['系统暂时连不上账本，没有做任何改动，请过一分钟再试。如果您已付款，款项不会丢失。'],
  busy: () => ['上一条消息还在处理，请稍等片刻再试。'],
  internal: ({ reference }) =>
    line`我们这边出了问题，这次操作没有完成。请过一分钟再试。如果您已经付款，请不要重复付款，请把编号 ${id(reference)} 告诉客服。`,
  chat_closed: () => ['对方目前在该聊天平台不接收我们的消息。'],
  message_gone: () => ['这条消息已被删除，无法再更改。'],
  invalid_input: () => ['部分内容需要更正，尚未提交。'],
  insufficient_funds: ({ available, needed }) => line`余额不足：可用 ${available}，需要 ${needed}。没有扣款。`,
  key_conflict: ({ key }) => line`键 ${id(key)} 已用于另一笔内容不同的记账，这次没有记账。新的一笔请使用新的键。`,
  already_reversed: ({ transfer }) => line`记录 ${id(transfer)} 此前已冲正，这次没有改动。`,
  already_credited: ({ reference, ticket }) =>
    ticket
      ? line`订单编号 ${id(reference)} 已在工单 ${id(ticket)} 中入账，这次没有入账。`
      : line`订单编号 ${id(reference)} 此前已经入账，这次没有入账。`,
  currency_mismatch: ({ expected, given }) => line`这个账户以 ${expected} 记账，而金额是 ${given}。没有记账，也没有换算。`,
  unknown_account: ({ account }) => line`没有 ${id(account)} 这个账户，没有记账。`,
  invalid_transfer: ({ why }) => line`这笔无法记账：${said(why)}。没有任何改动。`,
  method_unavailable: () => ['这种付款方式目前不可用，请不要用它付款。请换一种方式。'],
  no_methods: () => ['这里暂时不能充值，没有开始任何付款。请联系客服。'],
  file_too_large: ({ limitMegabytes }) => line`这个文件超过 ${limitMegabytes} MB，没有保存。直接用手机截图，一般不会超过。`,
  file_unfetched: () => ['刚才没能取到您发的图片，因此没有提交。请稍后重新发送。'],
  file_not_image: () => ['这个文件不是我们能读取的图片，没有保存。请发送 PNG、JPEG、WebP 或 HEIC 格式的截图。'],
  image_too_large: ({ limitMegapixels }) => line`这张图片超过 ${limitMegapixels * 100} 万像素，没有保存。请发送普通的手机截图。`,
  image_damaged: () => ['这张图片打不开，没有保存。请重新截图后再发送。'],
  too_many_pictures: ({ most }) => line`一次最多 ${most} 张图片，请只发送能看到这笔付款的截图。`,
  no_room: () => ['暂时无法接收图片。您填写的内容和已付的款项都不会丢失，请稍后再发送图片。'],
  ticket_changed: ({ ticket }) => line`工单 ${id(ticket)} 在您看到之后有了改动，这次没有执行。请先查看最新内容再决定。`,
  ticket_decided: ({ ticket, kind, state, by, at }) => {
    const what = kind === 'withdrawal' ? '退款申请' : '工单'
    const done = (kind === 'withdrawal' ? withdrawals[state] : states[state]) ?? '处理'
    return by
      ? line`${what} ${id(ticket)} 已由${said(by)}于${when(at)}${done}，这次没有改动。`
      : line`${what} ${id(ticket)} 已于${when(at)}${done}，这次没有改动。`
  },
  ticket_limit: ({ most }) =>
    line`您已有 ${most} 笔付款正在核实，达到了同时核实的上限。这一笔没有提交，您的付款不会丢失：可先撤回一笔，或等其中一笔核实后再提交。`,
  ticket_twice: ({ ticket }) => line`同一订单编号的付款正在工单 ${id(ticket)} 中核实，这一笔没有提交，不用重复提交。`,
  no_manual_method: () => ['目前的付款方式都会自动到账，不需要提交截图。这次没有提交。'],
  over_limit: ({ limit }) => line`金额超过您的上限 ${limit}，没有办理。请交由主管处理。`,
  own_ticket: () => ['这个工单属于您本人绑定的账户，没有改动。须由其他同事处理。'],
  ticket_claimed: ({ ticket, by, at }) =>
    line`${said(by)}从${when(at)}起在处理工单 ${id(ticket)}，这次没有改动。如需接手，请先和对方说一声。`,
  ticket_told: ({ ticket, at }) => line`工单 ${id(ticket)} 的结果已于${when(at)}通知客户，不能再撤销。如有错误，由主管更正。`,
  not_yours: ({ ticket, by }) => line`工单 ${id(ticket)} 由${said(by)}处理，只有本人可以撤销。如有错误，由主管更正。`,
  already_spent: ({ available, needed }) => line`客户已用掉一部分：${needed} 中还剩 ${available}，没有撤销。请由主管更正。`,
  not_decided: ({ ticket }) => line`工单 ${id(ticket)} 还没有处理，不需要更正，直接入账或驳回即可。`,
  own_account: () => ['这是您本人绑定的账户，没有改动。须由其他同事处理。'],
  account_closed: ({ number }) =>
    line`UID ${id(number)} 已关闭，没有改动。须先由运维 Purser 的同事重新开启：purser customer reopen ${id(number)}。`,
  owner_changed: ({ until }) =>
    line`客服刚更改过这个账户的主账号，或刚把另一个账户并入这里。为保障资金安全，${when(until)}之后才能申请退款，余额没有变化。`,
  owner_only: () => ['只有主账号可以操作，没有改动。哪个是主账号，请看「已绑定的聊天账号」。'],
  last_chat: () => [
    '这是您账户唯一绑定的聊天账号，不能解除：没有绑定的聊天账号，就无法查询余额，也收不到付款通知。请先绑定另一个聊天账号；确实需要解除的，请联系客服核实身份后办理。',
  ],
  same_person: () => ['这是您自己提出的，或者您与提出人绑定过同一个账户。没有改动，须由另一位主管批准。'],
  asker_unfit: ({ by }) => line`提出人${said(by)}的权限已变更，或已绑定该账户，不能再由其提出。没有改动。请拒绝，改由其他同事重新提出。`,
  remedy_closed: ({ state, by, at }) =>
    by
      ? line`这项申请已由${said(by)}于${when(at)}${remedies[state] ?? '处理'}，这次没有改动。`
      : line`这项申请已于${when(at)}${remedies[state] ?? '处理'}，这次没有改动。`,
  request_waits: ({ by, at, amount, until }) =>
    line`${said(by)}已于${when(at)}就此提出申请（${amount}），正等待另一位主管批准或拒绝，最迟${when(until)}。在此之前不能再提，这次没有改动。`,
  adjusted_before: ({ reference, by, at }) =>
    line`${said(by)}已于${when(at)}用编号 ${id(reference)} 调整过这个账户。同一编号只能调整一次，这次没有改动。`,
  not_taken: ({ left }) => line`按此方式加回的金额不能超过银行拒付的金额，目前还剩 ${left}。没有改动。其他情况请选别的原因。`,
  not_mergeable: ({ why, number }) => unmergeable[why]?.(number) ?? ['这两个账户不能合并。'],
  reference_needed: () => ['入账前须填写商户后台的订单编号，目前还没有入账。'],
  nothing_to_return: () => ['现在没有可以退回的金额：余额为零，或余额不是通过可退回的渠道充值的。没有改动。如有疑问，请联系客服。'],
  withdrawal_limit: ({ most }) =>
    line`您已有 ${most} 笔退款申请在办理，已达上限。这笔没有提交，余额没有变化。请先撤回一笔，或等其中一笔办理完再申请。`,
  withdrawal_left: ({ left }) => line`该渠道现在最多可退回 ${left}。申请没有提交，余额没有变化，请按此金额重新申请。`,
  withdrawal_shrunk: ({ left }) =>
    line`其中只有 ${left} 仍属于该渠道的充值：申请之后有入账被冲正。没有办理。请驳回，客户可以重新申请；如果款项已经退回，驳回后请主管更正。`,
  settled_before: ({ reference, ticket }) => line`退款单号 ${id(reference)} 已用于退款 ${id(ticket)}。这次没有办理，请核对退款单号。`,
  not_in_hand: ({ ticket }) => line`退款 ${id(ticket)} 还没有人接手，客户随时可能撤回。没有办理。请先点「我来处理」，再登记已退回。`,
  settlement_waits: ({ ticket, reference, by }) =>
    line`${said(by)}已登记退款 ${id(ticket)} 已退回，退款单号 ${id(reference)}，正等待另一位主管确认。这次没有改动，请勿重复退款。如果单号有误，请先由登记人撤回，或由主管拒绝。`,
  withdrawal_sent: () => ['客服已登记这笔退款为已退回，另一位同事正在核对，现在不能撤回。没有改动，办理完成后会在这里通知您。'],
  withdrawal_in_hand: () => ['客服正在办理这笔退款，款项可能正在退回，现在不能撤回。没有改动。如果不再需要退款，请联系客服。'],
  bad_code: () => ['这个绑定码不能使用：可能输错了、已经用过，或已过期。请向客服或在官网重新获取。'],
  bad_invite: () => ['这个邀请码不能使用：可能输错了、已经用过，或已超过 24 小时。请向邀请您的人重新获取。'],
  already_staff: () => [
    '您已经是客服人员，没有改动。如需更改权限，请由运维 Purser 的同事先移除、再重新邀请：purser staff remove、purser staff invite。',
  ],
  already_linked: ({ account }) => line`这个聊天账号已绑定账户 ${id(account)}，没有改动。要改绑其他账户，请先解除绑定。`,
  request_closed: ({ state, at }) =>
    state === 'linked' ? ['该聊天账号已经绑定了账户，没有改动。'] : line`这个申请已于${when(at)}${asked[state] ?? '处理'}，这次没有改动。`,
}

/** Why two accounts cannot become one, and what to do first. */
const unmergeable: Readonly<Record<string, (number: string) => Text>> = {
  same: () => ['两个号码是同一个账户，没有改动。'],
  frozen: (number) =>
    line`UID ${id(number)} 已被暂停使用，没有改动。请先查明原因，由运维 Purser 的同事恢复（purser customer reopen ${id(number)}）后再合并。`,
  closed: (number) =>
    line`UID ${id(number)} 已关闭，没有改动。须由运维 Purser 的同事重新开启（purser customer reopen ${id(number)}）后再合并。`,
  requests: (number) => line`UID ${id(number)} 有申请在等另一位主管批准，没有改动。请先批准或拒绝。`,
  withdrawal: (number) => line`UID ${id(number)} 有未处理的退款申请，款项已预留，没有改动。请先处理或驳回。`,
  untold: (number) => line`UID ${id(number)} 有一个工单刚刚处理完，没有改动。等客户收到通知后再试。`,
}

/** What became of a request to be linked. */
const asked: Readonly<Record<string, string>> = { allowed: '获得允许', denied: '被拒绝', expired: '过期' }

const states: Readonly<Record<string, string>> = { approved: '入账', rejected: '驳回', closed: '关闭', withdrawn: '撤回' }
const withdrawals: Readonly<Record<string, string>> = { approved: '办理', rejected: '驳回', withdrawn: '撤回' }
/** What became of a request for a second signature. */
const remedies: Readonly<Record<string, string>> = { done: '批准', 'taken-back': '撤回', declined: '拒绝', expired: '过期' }
