import type { Texts } from '../index.ts'

/** What forms ask: a label, and a hint where one helps. */
export const questions: Texts['questions'] = {
  amount: { label: '金额' },
  rechargeAmount: { label: '充值金额', hint: '例如 100 或 100.50' },
  code: { label: '绑定码', hint: '由客服或官网提供，10 分钟内有效。' },
  period: { label: '时间范围' },
  product: { label: '产品', hint: '产品名称或产品 ID，留空表示全部。' },
  zone: { label: '时区', hint: '地区/城市，例如 Asia/Shanghai。' },
  locale: { label: '语言' },
  low: { label: '低于多少时提醒', hint: '金额，例如 50。' },
  note: { label: '备注', hint: '需要告诉客服的内容' },
  method: { label: '付款方式' },
  payeeAmount: { label: '付款时填写的金额', hint: '例如 128.00' },
  paidAmount: { label: '实际扣款金额（如果不同）', hint: '有优惠或手续费时填写' },
  paidAt: { label: '什么时候付的款？', hint: '精确到分钟，以账单详情页为准' },
  cardTail: { label: '卡号后四位' },
  reference: { label: '订单编号', hint: '在账单详情页可以找到' },
  pictures: { label: '付款截图', hint: '账单详情页，要能看到金额、时间、订单编号和卡号后四位。支持 PNG、JPEG、WebP、HEIC，最大 10 MB' },
  answer: { label: '您的回复' },
  morePictures: { label: '补充截图' },
  staffAmount: { label: '商户后台显示的金额', hint: '以商户后台为准入账' },
  staffReference: { label: '商户后台的订单编号', hint: '一个订单编号只能入账一次' },
  staffReason: { label: '为什么是这个金额', hint: '客户会看到' },
  rejectReason: { label: '原因' },
  rejectText: { label: '补充说明', hint: '会作为客服的话发给客户' },
  question: { label: '需要客户补充什么？', hint: '会作为客服的话发给客户' },
}
