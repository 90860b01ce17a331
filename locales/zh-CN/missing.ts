import type { Texts } from '../index.ts'
import { line } from '../text.ts'

export const missing: Texts['missing'] = {
  label: '付款没到账',
  intro: ['请填写账单详情页上的订单编号和付款时间，客服会据此核查。请不要重复付款。'],
  received: ['已收到，正在查找这笔付款'],
  next: ['款项一经查实就会计入余额，届时会在这里通知您。请不要重复付款，也不用重复提交。'],
  found: (amount, at) => line`这笔付款已在余额中：${amount} · ${at}`,
  foundText: ['可在充值记录里按这个订单编号找到，不需要再提交。'],
  card: (id) => line`付款没到账 · 工单 ${id}`,
  around: ['该客户前后三天内已入账'],
  nothingAround: ['该客户前后三天内没有入账。'],
  columns: ['时间', '金额', '方式', '订单编号'],
  same: (reference, amount, at, source) => line`订单编号 ${reference} 已经入账：${amount} · ${at}（${source}），不能再次入账。`,
}
