import type { Texts } from '../index.ts'
import { line } from '../text.ts'

export const missing: Texts['missing'] = {
  label: '付款没到账',
  intro: ['请填写账单详情页上的订单编号和付款时间，客服会据此核查。请不要重复付款。'],
  dontPay: ['请不要重复付款：款项如已到我们这里，客服会查到。'],
  received: ['已收到，正在查找这笔付款'],
  next: ['款项一经查实就会计入余额，届时会在这里通知您。请不要重复付款，也不用重复提交。'],
  found: (amount, at) => line`这笔付款已计入余额：${amount} · ${at}`,
  foundText: ['可在充值记录里按这个订单编号找到，不需要再提交。'],
  reasons: {
    not_found: {
      why: (payment) => line`按订单编号没有查到这笔付款${payment.length > 0 ? line`（${payment}）` : ''}`,
      lead: ['请先在付款的 App 里看这笔账单：'],
      next: (payee) => [
        line`显示「交易成功」且收款方是${payee}：核对订单编号和时间后重新提交，款项一经查实就会入账`,
        ['显示「处理中」或「已退回」：付款没有完成，款项会原路退回，到账时间以支付渠道为准'],
        ['收款方是别的名称：请不要再付款，马上联系客服'],
      ],
    },
    not_completed: {
      why: () => ['付款未完成（处理中或已退回）'],
      lead: [],
      next: () => [
        ['如果之后付款成功，会自动到账；超过十分钟仍未到账，请重新提交'],
        ['如果已退回，款项会原路退回，到账时间以支付渠道为准'],
      ],
    },
    other: { why: () => ['客服未能核实这笔付款'], lead: [], next: () => [['请按客服说明处理，然后重新提交或联系客服']] },
  },
  card: (id) => line`付款没到账 · 工单 ${id}`,
  around: ['该客户前后三天内已入账'],
  nothingAround: ['该客户前后三天内没有入账。'],
  columns: ['时间', '金额', '方式', '订单编号'],
  same: (reference, amount, at, source) => line`订单编号 ${reference} 已经入账：${amount} · ${at}（${source}），不能再次入账。`,
}
