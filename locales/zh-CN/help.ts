import type { Texts } from '../index.ts'
import { line } from '../text.ts'

export const help: Texts['help'] = {
  title: (brand) => line`${brand}${/\w$/.test(brand) ? ' ' : ''}账单助手`,
  intro: ['您可以在这里查询余额、充值、查看消费记录，以及提交付款截图。直接发送「余额」「充值100」等文字，或点下面的按钮。'],
  introStaff: ['客户提交的付款截图会以卡片发到这里，由您核对后入账、驳回或要求补充。'],
  notLinked: ['这个聊天还没有绑定账号。请向客服或在官网获取绑定码，再点「绑定账号」。'],
  opensItself: ['您在这里还没有账户，第一次使用时会自动开通。如果已有账户，请先点「绑定账号」。'],
  shared: ['在群组里，回复只有您自己能看到。'],
  menu: ['查余额、充值、看记录，点下面的按钮即可，回复只有您自己能看到。'],
  safety: ['客服不会索要密码或验证码，收款码只在这里发放。'],
  about: {
    balance: '可用余额和核实中的付款',
    recharge: '给账户充值，可以直接发「充值100」',
    costs: '按时间和产品查看消费',
    refunds: '退订的产品，款项已退回余额',
    recharges: '已入账的充值',
    ticket: '云闪付等需要人工核实的付款',
    tickets: '已提交截图的核实进度和排队位置',
    link: '用绑定码绑定您的账户',
    unlink: '查看已绑定的聊天，或解除绑定',
    settings: '语言、时区、余额提醒',
    queue: '等待处理的付款截图',
    show: '按工单号查看工单和截图',
    search: '按编号、金额、卡号后四位或客户查找工单',
    adjust: '增加或扣减客户余额，须填原因和编号',
    'unlink-chat': '核实后解除客户遗失的聊天账号',
  },
}
