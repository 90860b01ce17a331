import type { Texts } from '../index.ts'
import { line } from '../text.ts'

export const records: Texts['records'] = {
  periods: { '7d': '近 7 天', '30d': '近 30 天', month: '本月', last: '上月', all: '全部' },
  costs: {
    title: (period) => line`消费记录 · ${period}`,
    empty: ['这段时间没有消费。更早的消费可以换一个时间范围查看。'],
    emptyEver: ['这个账户还没有消费。购买或续费产品后，会显示在这里。'],
  },
  refunds: {
    title: (period) => line`退订记录 · ${period}`,
    empty: ['这段时间没有退订。更早的退订可以换一个时间范围查看。'],
    emptyEver: ['这个账户没有退订过产品。退订后退回余额的金额会显示在这里。'],
  },
  recharges: {
    title: (period) => line`充值记录 · ${period}`,
    empty: ['这段时间没有入账的充值。仍在核实的付款请看「我的工单」。'],
    emptyEver: ['还没有入账的充值。仍在核实的付款请看「我的工单」。'],
  },
  withdrawals: {
    title: (period) => line`退款记录 · ${period}`,
    empty: ['这段时间没有退款。更早的退款可以换一个时间范围查看。'],
    emptyEver: ['这个账户没有退款。原路退回的款项会显示在这里。'],
  },
  refundNote: ['退订是把产品退掉，款项退回账户余额，不是退款到付款渠道。'],
  columns: { id: 'ID', time: '时间', product: '产品', productId: '产品 ID', amount: '金额', method: '付款方式', reference: '订单编号' },
  reversal: (id) => line`冲正 ${id}`,
  reversed: (what) => line`${what}（已冲正）`,
  underWay: (what) => line`${what}（办理中）`,
  total: '合计',
  totalOf: (sum, count) => line`${sum}（${count} 笔）`,
  stillUnderWay: (total, left) => line`${total}，其中 ${left} 仍在办理中`,
  product: '产品',
  noneOf: (product) => line`这段时间没有「${product}」的记录。`,
  yourProducts: (names) => line`可筛选的产品：${names}`,
  severalFit: (typed, names) => line`「${typed}」对应多个产品：${names}。请输入更完整的名称。`,
  pastEnd: ['后面没有记录了。打开列表之后，内容可能有变化。'],
  older: '下一页 ›',
  newer: '‹ 上一页',
  first: '回到第一页',
  filter: '筛选',
  filterTitle: ['筛选时间和产品'],
  show: ['查看'],
  everything: '全部产品',
  page: '在网页查看',
}
