import type { about as en } from '../en/about.ts'
import { line } from '../text.ts'

/** What we answer to things that people ask for and that are not done here: what is so, then where to turn. */
export const about: typeof en = {
  invoice: {
    title: ['这里不开具发票和收据'],
    text: ['请联系客服办理，并提供充值的订单编号，在下面的充值记录里可以查到。如果是要提交付款凭证，请发送付款截图。'],
  },
  points: {
    title: ['这里不能查询或兑换积分'],
    text: ['请到官网查看，或联系客服。积分不计入余额。'],
  },
  coupon: {
    title: ['这里不能使用优惠码'],
    text: ['请在官网下单时使用。充值按实际付款金额入账。'],
  },
  support: {
    title: ['我是账单助手'],
    text: ['需要人工服务，请联系客服。如果是付款没有入账，可以直接在这里发送付款截图，由客服核实。'],
  },
  noSupport: ['您可以在官网的账户页面找到客服入口。'],
  withdrawal: {
    title: ['退订和退款是两回事'],
    cancelled: ['退订：退掉产品，款项退回账户余额，可查看下面的退订记录。'],
    withdrawn: ['退款（提现）：余额原路退回充值时的付款渠道，不能退到其他渠道。由主账号在这里申请，客服办理。'],
  },
  notArrived: {
    title: ['如果已经付款，请不要重复付款'],
    automatic: (names) => line`${names}：付款后自动到账，一般几分钟内，请查看充值记录。`,
    manual: (names) => line`${names}：不会自动到账，请提交付款截图；已经提交的，请查看「我的工单」。`,
    lost: ['以上都查不到？客服可以按订单编号查找。只要款项到了我们的账户，就不会丢失。'],
  },
  choice: {
    title: ['请选择问题类型'],
    claims: '付款核实',
    other: '其他问题',
    text: ['付款在这里核实，其他问题请联系客服。'],
  },
  hkMethods: { title: ['暂不支持转数快（FPS）、PayMe 或八达通充值'], text: [] },
  paypal: { title: ['暂不支持 PayPal 充值'], text: [] },
  crypto: { title: ['不支持 USDT 等虚拟货币充值'], text: ['如果有人向您提供这类收款地址，那不是我们，请不要付款。'] },
  bank: { title: ['这里暂不支持银行转账充值'], text: ['对公付款请先联系客服。'] },
  card: { title: ['这里不能直接刷卡'], text: [] },
  hkWallets: (names) => line`香港客户可以用${names}，按港币扣款，汇率以支付页面为准。`,
  ways: (names) => line`目前可用：${names}。`,
  list: (names) => [names.join('、')],
  either: (names) => names.flatMap((name, place) => (place === 0 ? [name] : ['或', name])),
  unknown: {
    title: ['抱歉，没有看懂您的意思'],
    text: ['我可以帮您做下面这些事。也可以直接发送金额，例如「充值100」。'],
    staff: ['发送工单号即可查看工单，也可以按订单编号、金额或客户搜索。入账、驳回等操作请点工单上的按钮。'],
    meant: (label) => line`您是想找「${label}」吗？`,
    notLinked: ['这个聊天账号还没有绑定账户。绑定后可以在这里查询余额、充值和查看记录。'],
  },
}
