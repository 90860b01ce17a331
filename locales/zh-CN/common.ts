import type { Text } from '../text.ts'
import { line } from '../text.ts'

export const common = {
  commands: {
    balance: '余额',
    recharge: '充值',
    costs: '消费记录',
    refunds: '退订记录',
    recharges: '充值记录',
    ticket: '提交付款截图',
    tickets: '我的工单',
    link: '绑定账号',
    unlink: '解除绑定',
    settings: '设置',
    help: '帮助',
    queue: '待处理工单',
    show: '查看工单',
    search: '搜索工单',
    adjust: '调整余额',
    merge: '合并账户',
    'unlink-chat': '解除客户的绑定',
  },
  between: '',
  back: '返回',
  cancel: '取消',
  submit: '提交',
  unsure: ['暂时无法显示结果，但操作可能已经生效。再次操作前，请先查看余额或工单。'] as Text,
  nudge: {
    waits: ['无法向您发送私信。请点击按钮，结果只有您能看到。'] as Text,
    show: '查看',
  },
  othersMessage: ['这条消息不是您发的，因此没有提交。如果是您付的款，请点击下方按钮，提交您自己的截图。'] as Text,
  codeLeftOut: {
    link: ['随图片发来的绑定码已略去，客服不会看到。绑定码仍然有效，如要使用，请单独发送。'] as Text,
    join: ['随图片发来的邀请码已略去，其他人不会看到。邀请码仍然有效，如要使用，请单独发送。'] as Text,
  },
  edited: ['修改过的消息我们看不到，请重新发送一条。'] as Text,
  unanswered: ['您之前发来的内容没有全部得到回复，但操作可能已经生效。再次发送前，请先查看余额或工单。'] as Text,
  support: '联系客服',
  fileGone: ['暂时无法提供这份文件。如果您有权查看，请重新获取。'],
  fileBusy: ['现在要生成的文件较多，请稍后重新获取。'],
  colon: (label: string, value: Text): Text => line`${label}：${value}`,
}
