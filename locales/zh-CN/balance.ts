import type { Texts } from '../index.ts'
import { line, signed, when } from '../text.ts'

export const balance: Texts['balance'] = {
  title: (available) => line`账户余额 ${available}`,
  account: '账户',
  uid: (number) => line`UID ${number}`,
  lastChange: '最近变动',
  change: (amount, what, at) => line`${signed(amount)} · ${what} · ${at}`,
  checking: '核实中的付款',
  claims: (count, sum, numbers) => line`${count} 笔，共 ${sum}（工单 ${numbers}），核实后才会计入余额`,
  listed: '、',
  low: (threshold, settles) =>
    line`余额低于您设置的 ${threshold}。按日结算的产品每天${when(settles, 'clock')}扣费，余额不足会受限，请在${when(settles)}前充值。`,
  below: ['余额已为负数，为避免服务受限，请及时充值。'],
  closed: ['这个账户已关闭。账户内如有余额，请联系客服处理。'],
  frozen: ['这个账户已被暂停使用，余额原样保留，请联系客服。'],
  asOf: (at, _zone) => line`数据截至${at}`,
  check: '查看进度',
  askedBack: '退款申请（办理中）',
  kinds: {
    opening: '期初余额',
    recharge: '充值',
    cost: '消费',
    refund: '退订',
    withdrawal: '退款（原路退回）',
    adjustment: '调整',
    reversal: '冲正',
    move: '账户间转移',
  },
}
