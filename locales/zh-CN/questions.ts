/** What forms ask: a label, and a hint where one helps. */
export const questions = {
  amount: { label: '金额' },
  note: { label: '备注' },
  code: { label: '绑定码', hint: '由客服或官网提供，10 分钟内有效。' },
  period: { label: '时间范围' },
  product: { label: '产品', hint: '产品名称或产品 ID，留空表示全部。' },
  zone: { label: '时区', hint: '地区/城市，例如 Asia/Shanghai。' },
  locale: { label: '语言' },
  low: { label: '低于多少时提醒', hint: '金额，例如 50。' },
}
