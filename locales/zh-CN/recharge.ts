import type { Texts } from '../index.ts'
import { join, line } from '../text.ts'

export const recharge: Texts['recharge'] = {
  formTitle: ['充值'],
  next: ['下一步'],
  least: (minimum) => line`最低 ${minimum} 起充。`,
  below: (minimum) => line`最低 ${minimum} 起充，请改一下金额。`,
  above: (maximum) => line`单次最多充值 ${maximum}，可以分几次充。`,
  noMethod: (limits) => line`没有付款方式支持这个金额。${join(limits, '；')}。`,
  limits: (name, minimum, maximum) => {
    if (minimum && maximum) return line`${name}：单笔 ${minimum} 至 ${maximum}`
    return maximum ? line`${name}：单笔最多 ${maximum}` : line`${name}：单笔最低 ${minimum ?? ''}`
  },
  title: (amount, number) => line`充值 ${amount} 到 UID ${number}`,
  choose: ['请选择付款方式：'],
  option: (names, guidance) => line`${names}：${guidance}`,
  credited: (amount) => line`无论哪种方式，到账金额都是 ${amount}。`,
  changeAmount: '换个金额',
  otherDevice: '用另一台设备扫码',
  payTitle: (amount, name) => line`${name}${name.endsWith('支付') ? '' : '付款'} ${amount}`,
  automatic: ['点「去付款」打开付款页面，付款后自动到账。'],
  goPay: '去付款',
  kept: (until) => line`这笔付款为您保留到${until}，中途退出也没关系，发送「继续」即可。`,
  scanTitle: (amount) => line`扫码付款 ${amount}`,
  scanHow: (name) => line`${name}：请用另一台设备上的 App 扫码。存到本机相册再识别，可能无法付款。`,
  scanAlt: (name) => line`${name}付款页面的二维码`,
  steps: (name, payee, amount) => [
    ['保存下面的收款码图片'],
    line`打开${name}，点「扫一扫」，从相册选择这张图片`,
    line`核对收款方：${payee}。名称不一致，请不要付款`,
    line`金额填 ${amount} 并付款`,
    ['打开这笔账单的详情页截图，要能看到金额、交易时间、订单编号和卡号后四位，再回到这里上传'],
  ],
  codeAlt: (name, payee) => line`${name}收款码，收款方：${payee}`,
  checked: (cap) => line`付款后不会自动到账，客服会与商户后台核对后入账。${cap ? line`单笔最多 ${cap}。` : ''}`,
  safety: ['收款码只在这里发放，客服不会私聊发收款码，也不会索要密码或验证码。'],
  paid: '我已付款，上传截图',
  another: '换一种方式',
  waiting: (amount, name, until) => line`您有一笔${name ?? ''}充值 ${amount} 还没完成，保留到${until}。`,
  remind: (amount, name) => line`您选择了用${name}支付 ${amount}，我们还没有收到付款截图。`,
  remindNext: (until) => line`如果已付款，请上传截图，客服核实后入账；还没付款也没关系，${until}前都可以继续。我们不会再次提醒。`,
  remindUnsent: ['您填写的付款信息还没有提交，我们尚未收到。'],
  remindUnsentNext: ['请核对后提交，客服核实后入账。我们不会再次提醒。'],
  resume: '继续这笔充值',
  nothingOpen: ['没有可以继续的充值。'],
  nothingToCancel: ['没有需要取消的操作。没有提交的内容，我们不会收到。'],
  cancelled: (amount, byHand) =>
    line`已取消这笔 ${amount} 的充值。如果您已经付款，${byHand ? '请上传截图，款项不会丢失。' : '款项仍会到账。'}`,
  discarded: ['填写的内容已放弃，没有提交。'],
  over: (amount, byHand) =>
    line`这笔 ${amount} 的充值已失效，请不要再用原来的链接或收款码付款，重新发起即可。如果您已经付款，${byHand ? '请上传截图，款项不会丢失。' : '款项仍会到账。'}`,
  inCheck: (amount) => line`这笔 ${amount} 的付款截图正在核实，请不要重复付款。`,
  done: (amount) => line`这笔 ${amount} 的充值已计入余额。`,
  startAgain: '重新充值',
}
