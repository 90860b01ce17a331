import type { Texts } from '../index.ts'
import { id, line, said, when } from '../text.ts'

export const desk: Texts['desk'] = {
  joinTitle: '加入客服',
  roles: { agent: '客服', lead: '主管', admin: '管理员' },
  joined: (name, role) => line`${said(name)}，欢迎加入。您的身份是${role}。`,
  joinedNotice: (name, role, chat) => line`${said(name)} 已作为${role}加入，聊天：${id(chat)}。如果不是您预期的，请立即移除。`,
  found: (n, words) => line`「${words}」找到 ${n} 个工单`,
  foundNone: ['可以搜索工单号、订单编号或其后五位、卡号后四位、金额、客户 UID 或名称。'],
  foundColumns: ['工单号', '提交时间', '客户', '金额', '状态'],
  claim: '我来处理',
  release: '放回队列',
  takeOver: '接手',
  working: (by, since) => line`${said(by)} 正在处理，${when(since)} 起`,
  claimed: (claim) => line`工单 ${claim} 已由您处理，卡片上会显示给同事。`,
  claimedAlready: (claim) => line`工单 ${claim} 已经在您手上。`,
  released: (claim) => line`工单 ${claim} 已放回队列，大家都可以处理。`,
  free: (claim) => line`工单 ${claim} 目前没有人在处理，没有改动。`,
  more: '更多',
  moreTitle: (claim) => line`工单 ${claim}：更多操作`,
  moreText: ['稍后再查的工单会先离开队列，到时间再回来；客户会收到「款项还没有到」的通知。'],
  backOffice: '打开后台',
  later: { '10m': '10 分钟后再查', '1h': '1 小时后再查', tomorrow: '明天再查' },
  laterUntil: (until) => line`款项未到，${when(until)} 再查`,
  laterDone: (claim, until) => line`工单 ${claim} 会在${when(until)} 回到队列。已告知客户款项还没有到。`,
  laterNotice: (claim, payment, until) =>
    line`工单 ${claim}：商户后台暂时还没有收到这笔付款（${payment}）。我们会在${when(until)} 再查一次，您不用做任何操作。`,
  laterWait: ['付款有时会晚一些才显示，请不要重复付款。'],
  notPayment: '非付款问题',
  notPaymentDone: (claim) => line`工单 ${claim} 已按「非付款问题」关闭，已告知客户去哪里提问，不计入驳回。`,
  notPaymentTitle: (claim) => line`工单 ${claim} 的图片不是付款截图，已关闭`,
  notPaymentNext: (balance) => [
    line`余额没有变化，仍为 ${balance}`,
    ['如果您已付款，请提交这笔账单详情页的截图'],
    ['其他问题请到客服中心提问，发到这里的图片客服看不到'],
  ],
  undo: '撤销',
  toldSoon: (seconds) => line`${seconds} 秒后通知客户，在此之前您可以撤销。`,
  undone: (claim) => line`工单 ${claim} 已恢复为待处理，内容和之前一样。没有通知过客户。`,
  undoneMoney: (claim, amount, balance) =>
    line`工单 ${claim} 已恢复为待处理，内容和之前一样。已冲回 ${amount}，余额为 ${balance}。没有通知过客户。`,
  firstCredit: (by, chat, claim, amount) =>
    line`${said(by)} 第一次从这个聊天（${id(chat)}）入账：工单 ${claim}，${amount}。如果您不认识此人，请立即移除。`,
  typedOther: (typed, amount) => line`您输入的是 ${typed}，工单金额是 ${amount}。没有入账。`,
  typeIt: (amount) => line`金额较大：${amount}。请与商户后台核对后，手动输入金额。`,
}
