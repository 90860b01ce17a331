import type { Texts } from '../index.ts'
import { join, line, said, signed, when } from '../text.ts'

export const remedy: Texts['remedy'] = {
  correct: '更正',
  correctTitle: (claim) => line`更正工单 ${claim}`,
  correctText: ['一步完成：冲正原入账，并按正确的内容入账；客户只收到一条通知。'],
  credited: '已入账',
  to: '入账到',
  nothing: ['未入账'],
  balance: '当前余额',
  same: ['和已入账的内容一样。请更改金额、客户或订单编号。'],
  unknownCustomer: ['没有这个 UID 的可用账户。'],
  corrected: (claim) => line`工单 ${claim} 已更正，并已通知客户`,
  mark: (times) => (times === 1 ? ['已更正'] : line`已更正 ${times} 次`),
  elsewhere: '已更正至所属账户',
  adjust: '调整余额',
  adjustText: ['用于付款以外的情况：补偿、计费错误、银行拒付等。原因和编号会告知客户。'],
  ways: { add: '增加余额', take: '扣减余额' },
  codes: {
    goodwill: '优惠补偿',
    billing_error: '计费错误',
    compensation: '故障赔偿',
    chargeback: '银行拒付',
    fee: '手续费',
    other: '其他',
  },
  adjusted: (number, amount, balance) => line`UID ${number}：${signed(amount)}，当前余额 ${balance}。`,
  second: {
    wanted: (limit, until) =>
      line`超过一人 24 小时内可独自更正和调整的 ${limit}。目前还没有记账，须由另一位主管批准：已通知他们，并在队列中保留到${when(until)}。`,
    title: (by) => line`${said(by)}请您批准`,
    correct: (claim, from, to) => line`更正工单 ${claim}：${from}改为${to}`,
    creditWanted: (limit, until) =>
      line`金额高于客户申报，并超过 ${limit}，须由另一位主管批准。目前还没有记账：已通知主管，${when(until)}前可在队列中批准。`,
    creditWaits: (by, amount, until) =>
      line`${said(by)}申请按 ${amount} 入账，高于客户申报的金额，正等待另一位主管批准，最迟${when(until)}。`,
    credit: (claim, claimed, amount, number) => line`工单 ${claim}（UID ${number}）申报 ${claimed}，入账 ${amount}`,
    share: (amount, number) => line`${amount} 入账到 UID ${number}`,
    adjust: (number, amount) => line`调整 UID ${number}：${signed(amount)}`,
    why: '原因',
    words: '说明',
    until: '有效期至',
    review: (amount, number) => line`审批 ${signed(amount)} · ${number}`,
    all: (n) => line`全部 ${n} 项待审批`,
    approve: '批准',
    decline: '拒绝',
    approved: ['已批准并执行。'],
    declined: ['已拒绝，没有记账。'],
    takeBack: '撤回',
    takenBack: ['已撤回，没有记账。'],
    tookBack: (by, what) => line`${said(by)}已撤回：${what}。没有记账`,
    outcome: (by, approved, what) => line`${said(by)}已${approved ? '批准' : '拒绝'}：${what}${approved ? '' : '。没有记账'}`,
    lapsed: (what) => line`没有主管在期限内处理：${what}。没有记账`,
    nobody: ['目前没有其他主管，暂时无人可以批准。请让管理 Purser 的同事邀请一位，否则一天后自动失效。'],
    waiting: (n) => line`${n} 项等待另一位主管批准`,
  },
  notice: {
    amount: (claim, wrong, right, balance) =>
      line`更正：工单 ${claim} 误入账 ${wrong}，实际付款 ${right}。已冲正 ${wrong} 并入账 ${right}，当前余额 ${balance}。给您带来不便，抱歉。`,
    away: (claim, wrong, balance) =>
      line`更正：工单 ${claim} 误入账到您的账户，这笔付款属于其他账户。已冲正 ${wrong}，当前余额 ${balance}。给您带来不便，抱歉。`,
    here: (right, balance) => line`更正：您的一笔付款此前误入了其他账户，现已为您入账 ${right}，当前余额 ${balance}。给您带来不便，抱歉。`,
    none: (claim, wrong, balance) =>
      line`更正：工单 ${claim} 误入账，我们没有收到这笔付款。已冲正 ${wrong}，当前余额 ${balance}。给您带来不便，抱歉。`,
    after: (claim, right, balance) =>
      line`更正：工单 ${claim} 此前误判为未能入账，现已入账 ${right}，当前余额 ${balance}。给您带来不便，抱歉。`,
    reference: (claim, balance) => line`更正：工单 ${claim} 登记的订单编号有误，现已改正，余额仍为 ${balance}。`,
    below: ['这笔金额已有部分或全部用掉，所以余额暂时为负，下次充值会先补足。'],
    added: (amount) => line`您的余额已增加 ${amount}`,
    taken: (amount) => line`您的余额已扣减 ${amount}`,
    why: '原因',
    referenceLabel: '编号',
    codes: {
      goodwill: '优惠补偿',
      billing_error: '更正计费错误',
      compensation: '故障赔偿',
      chargeback: '银行拒付',
      fee: '手续费',
      other: '见客服说明',
    },
  },
  merge: {
    label: '合并账户',
    text: ['用于误开的账户：余额、绑定的聊天账号、未处理的工单和在途付款都转到另一个账户，误开的账户永久关闭。'],
    title: (stray, into) => line`UID ${stray} 并入 UID ${into}`,
    stray: ['将关闭的账户：'],
    kept: ['保留的账户：'],
    account: '账户',
    chats: '绑定的聊天账号',
    open: '未完成',
    opened: (claims, payments) => line`${claims} 个工单，${payments} 笔付款`,
    sure: ['合并后，前一个账户的所有聊天账号都能查看后一个账户的余额和记录，且无法撤销。确认两个账户属于同一人？'],
    confirm: '合并',
    done: (stray, into) => line`UID ${stray} 已并入 UID ${into}，已通知双方。`,
    wanted: (stray, into, amount) => line`将 UID ${stray}（${amount}）并入 UID ${into}`,
    toStray: (into) => line`这个聊天账号现在绑定 UID ${into}，未完成的工单和付款也转到那里。`,
    toInto: (chats) =>
      chats === 0
        ? ['那个账户没有绑定聊天账号。如果您不认识那个账户，请联系客服。']
        : line`那个账户绑定的 ${chats} 个聊天账号现在属于您的账户。如果您不认识那个账户，请联系客服。`,
    moved: (amount, balance) => line`余额一并转移：${signed(amount)}，当前余额 ${balance}。`,
    below: ['那个账户的欠款已一并转入，所以余额暂时为负，下次充值会先补足。'],
    swept: (stray, amount, balance) => line`UID ${stray} 已并入您的账户，它收到的 ${signed(amount)} 已转到这里，当前余额 ${balance}。`,
    sweptAside: ({ stray, into, status, amount, balance }) =>
      line`UID ${stray} 收到的 ${signed(amount)} 已转到它并入的 UID ${into}，但 UID ${into} ${status === 'closed' ? '已关闭' : '已被暂停使用'}，当前余额 ${balance}。请核实后决定如何处理。`,
  },
  list: (texts) => join(texts, ' · '),
}
