import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { loadMethods } from '../../../src/billing/method-file.ts'
import type { Method } from '../../../src/billing/methods.ts'
import { money } from '../../../src/money.ts'
import { commandIn, recognise } from '../../../src/words/recognise.ts'

const method = (id: string, kind: Method['kind'], name: string, ...words: string[]): Method => ({
  id,
  kind,
  name: { en: id, 'zh-CN': name, 'zh-HK': name },
  guidance: { en: '', 'zh-CN': '', 'zh-HK': '' },
  words,
  through: [],
  codes: [],
})
const methods = [
  method('alipay', 'automatic', '支付宝', 'ali', '支付寶'),
  method('wechat', 'automatic', '微信支付', 'wechat pay', '微信'),
  method('unionpay', 'manual', '云闪付', '雲閃付', '银联', 'ysf'),
  method('alipay-hk', 'guidance', 'AlipayHK', 'alipayhk', 'alipay hk', '支付寶香港'),
]
const house = { methods, currency: 'CNY' }

/** "balance", "about:invoice", "recharge amount=100.00 method=alipay". */
const means = (text: string, over: { staff?: boolean } = {}): string => {
  const call = recognise(text, { ...house, ...over })
  if (!call) return 'nothing'
  const { topic, ...input } = call.input
  const name = call.command === 'about' ? `about:${topic}` : call.command
  return [name, ...Object.entries(input).map(([key, value]) => `${key}=${value}`)].join(' ')
}

describe('what people type is recognised in three languages', () => {
  const rows: Readonly<Record<string, string>> = {
    balance: '余额 餘額 結餘 查余额 还有多少钱 剩多少 我的钱 balance bal 仲有幾多錢',
    recharge: '充值 冲值 充钱 续费 增值 加值 入錢 儲值 课金 topup top_up recharge add_funds',
    costs: '消费 消费记录 扣费 账单 花了多少 消費 扣數 點解扣錢 charges bill usage',
    refunds: '退订 退訂 退订记录 退訂紀錄',
    'about:withdrawal': '退款 提现 退钱 退錢 攞返錢 refund withdraw',
    recharges: '充值记录 充值历史 增值紀錄 入數紀錄 receipts',
    ticket: '付款截图 凭证 已付款 付好了 付了 转了 转账截图 截圖 cap圖 入咗數 過咗數 paid proof screenshot slip',
    'about:not_arrived': '没到账 未到账 怎么还没到 钱没到 未入賬 未過數 仲未到 not_credited where_is_my_money',
    tickets: '查进度 进度 單號 status 我的工单',
    'about:claim_or_question': '工单 工單',
    'about:support': '人工 客服 在吗 转人工 真人 投诉 agent human support',
    'about:invoice': '发票 發票 收據 invoice',
    'about:points': '积分 points',
    'about:hk_methods': '转数快 轉數快 FPS PayMe 八達通 Octopus',
    'about:paypal': 'PayPal',
    'about:crypto': 'USDT',
    'about:bank': '对公 銀行轉帳',
    'about:coupon': '优惠码',
    'language locale=zh-HK': '繁體 繁体 廣東話',
    'language locale=zh-CN': '简体',
    'language locale=en': 'English',
    settings: '中文 设置 設定 settings',
    link: '绑定 連結帳戶 link',
    unlink: '解除绑定 解除連結 unlink',
    help: '帮助 說明 help ？',
    cancel: '取消 cancel',
    continue: '继续 繼續 continue',
    queue: '待处理 queue',
  }
  const cases = Object.entries(rows).flatMap(([meaning, words]) =>
    words.split(' ').map((word) => [word.replaceAll('_', ' '), meaning] as const),
  )
  test.each(cases)('%s: %s', (word, meaning) => expect(means(word)).toBe(meaning))
  test.each(cases)('%s, as others would type it', (word, meaning) => {
    for (const typed of [
      word.toUpperCase(),
      ` ${word}。`,
      `${word}？`,
      word.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
    ])
      expect(means(typed)).toBe(meaning)
  })
})

describe('a top-up takes its amount and method from the same line', () => {
  test.each([
    ['充100', 'recharge amount=100.00'],
    ['充值100', 'recharge amount=100.00'],
    ['充值100支付宝', 'recharge amount=100.00 method=alipay'],
    ['支付寶增值100', 'recharge amount=100.00 method=alipay'],
    ['100 云闪付', 'recharge amount=100.00 method=unionpay'],
    ['100 雲閃付', 'recharge amount=100.00 method=unionpay'],
    ['增值 100 AlipayHK', 'recharge amount=100.00 method=alipay-hk'],
    ['增值 100 alipay hk', 'recharge amount=100.00 method=alipay-hk'],
    ['top up 1,000.50 with wechat pay', 'recharge amount=1000.50 method=wechat'],
    ['我要充值100块，用支付宝', 'recharge amount=100.00 method=alipay'],
    ['/recharge 100 unionpay', 'recharge amount=100.00 method=unionpay'],
    ['/recharge@purser_bot 100', 'recharge amount=100.00'],
    ['微信', 'recharge method=wechat'],
    ['充值一百', 'recharge amount=100.00'],
    ...['100', '100元', '100块', '100塊', '¥100', '１００', '100rmb', 'CNY100'].map((text) => [text, 'recharge amount=100.00']),
    ['1,000', 'recharge amount=1000.00'],
    ['1k', 'recharge amount=1000.00'],
  ])('%s', (text, meaning) => expect(means(text)).toBe(meaning))

  test('an amount that is not clear goes on as it was typed, so that the answer can say why', () => {
    expect(means('HK$100')).toBe('recharge amount=HK$100')
    expect(means('100蚊')).toBe('recharge amount=100蚊')
    expect(means('增值港幣100')).toBe('recharge amount=港幣100')
    expect(means('充值 1e3')).toBe('recharge amount=1e3')
    expect(means('充值两百五')).toBe('recharge amount=两百五')
    expect(means('/recharge abc')).toBe('recharge amount=abc')
    expect(means('-5')).toBe('recharge amount=-5')
  })
  test('a method that we do not have is answered, whatever the amount', () => {
    expect(means('充值100 PayMe')).toBe('about:hk_methods')
    expect(means('fps 100')).toBe('about:hk_methods')
    expect(means('可以用paypal吗')).toBe('about:paypal')
    expect(means('有冇轉數快？')).toBe('about:hk_methods')
  })
  test('a method that the operator has under such a word comes first', () => {
    const own = { currency: 'HKD', methods: [method('fps', 'manual', '轉數快', 'fps')] }
    expect(recognise('轉數快', own)).toEqual({ command: 'recharge', input: { method: 'fps' } })
    expect(recognise('增值100蚊 FPS', own)).toEqual({ command: 'recharge', input: { amount: '100.00', method: 'fps' } })
  })
  test('digits on both sides of a method never join', () => expect(means('100 支付宝 000')).toBe('nothing'))
  test.each(['20251118143207123456', '11-18', '14:32', '充电宝100', '支付宝 微信 100'])('%s is no top-up', (text) =>
    expect(means(text)).toBe('nothing'),
  )
})

test('every word of the methods that come with the product chooses its method, alone and beside an amount', () => {
  const own = { methods: loadMethods(undefined, { currency: 'CNY', minRecharge: money(1n, 'CNY') }), currency: 'CNY' }
  for (const { id, name, words } of own.methods)
    for (const word of [id, ...words, ...Object.values(name)]) {
      expect([word, recognise(word, own)]).toEqual([word, { command: 'recharge', input: { method: id } }])
      for (const text of [`充值100${word}`, `${word} 100`, `top up 100 with ${word.toUpperCase()}`])
        expect([text, recognise(text, own)]).toEqual([text, { command: 'recharge', input: { amount: '100.00', method: id } }])
    }
})

describe('commands take what stands beside them', () => {
  test.each([
    ['上月账单', 'costs period=last'],
    ['本月的消费记录', 'costs period=month'],
    ['最近7天充值记录', 'recharges period=7d'],
    ['last month charges', 'costs period=last'],
    ['/costs 30d', 'costs period=30d'],
    ['/costs nonsense', 'costs'],
    ['link 7k2m-qx4r-9tb', 'link code=7K2M-QX4R-9TB'],
    ['link ABCD-EFGH', 'link code=ABCD-EFGH'],
    ['连接 7k2m qx4r 9tb', 'link code=7K2M QX4R 9TB'],
    ['綁定 7K2MQX4R9TB', 'link code=7K2MQX4R9TB'],
    ['7K2M-QX4R-9TB', 'link code=7K2M-QX4R-9TB'],
    ['/link foo', 'link code=foo'],
    ['language English', 'language locale=en'],
    ['/language zh-HK', 'language locale=zh-HK'],
    ['/start', 'help'],
    ['/Balance@purser_bot', 'balance'],
  ])('%s', (text, meaning) => expect(means(text)).toBe(meaning))

  test.each(['#3058', 'show 3058', '工单3058', '工單 3058', '3058号工单', 'claim #3058'])(
    '%s is a card to staff, and its progress to a customer',
    (text) => {
      expect(means(text, { staff: true })).toBe('show ticket=3058')
      expect(means(text)).toBe('status ticket=3058')
    },
  )
})

test.each([
  ['3003', 'number digits=3003', 'recharge amount=3003.00'],
  ['0471', 'number digits=0471', 'recharge amount=0471'],
  ['20251118143207', 'number digits=20251118143207', 'nothing'],
  ['approve 3003', 'show ticket=3003', 'nothing'],
  ['/approve 3003', 'show ticket=3003', 'nothing'],
  ['更正#3003', 'show ticket=3003', 'nothing'],
  ['稍後再查 3003', 'show ticket=3003', 'nothing'],
  ['批准 3003', 'show ticket=3003', 'nothing'],
  ['correct', 'show', 'about:unknown meant=link'],
  ['countersign', 'requests', 'nothing'],
  ['requests', 'requests', 'nothing'],
  ['missing', 'missing', 'missing'],
  ['low-balance', 'low-balance', 'low-balance'],
  ['case 3007', 'case ticket=3007', 'status ticket=3007'],
  ['案卷 3007', 'case ticket=3007', 'nothing'],
  ['status 3007', 'show ticket=3007', 'status ticket=3007'],
  ['/status 3007', 'show ticket=3007', 'status ticket=3007'],
  ['/claim 3007', 'show ticket=3007', 'status ticket=3007'],
  ['/ticket 100', 'show ticket=100', 'ticket'],
  ['adjust 10428', 'adjust customer=10428', 'nothing'],
  ['/unlink-chat 10428', 'unlink-chat customer=10428', 'unlink-chat'],
  ['充值 3003', 'recharge amount=3003.00', 'recharge amount=3003.00'],
])('%s means %s to staff, and %s to a customer', (text, toStaff, toCustomer) => {
  expect(means(text, { staff: true })).toBe(toStaff)
  expect(means(text)).toBe(toCustomer)
})

describe('people do not type keywords alone', () => {
  test.each([
    ['查一下余额', 'balance'],
    ['请问我的余额是多少？', 'balance'],
    ['show my balance please', 'balance'],
    ['how do I top up', 'recharge'],
    ['怎么退款', 'about:withdrawal'],
    ['我昨天充值了100元怎么还没到', 'about:not_arrived'],
    ['blance', 'balance'],
    ['rechrage', 'recharge'],
    ['setings', 'settings'],
    ['witdraw', 'about:withdrawal'],
    ['screnshoot', 'about:unknown meant=ticket'],
    ['my balance looks wrong', 'about:unknown meant=balance'],
    ['i paid 100', 'about:unknown meant=ticket'],
    ['connect 2 servers please', 'about:unknown meant=link'],
  ])('%s', (text, meaning) => expect(means(text)).toBe(meaning))
})

describe('a message to a person is not a command', () => {
  test.each([
    'thanks',
    'ok',
    '好的',
    'my server is down',
    '我的服务器连不上了，能不能帮我看一下是什么原因',
    'I would like to know why my server was stopped yesterday at noon, I did top up 100 last week',
    '我今天想去银行转账给我妈妈，但是忘记带银行卡了，余额也不知道还有多少',
    '你哋尋日話會覆我，點解到而家仲未有人搵我？我已經畀咗錢㗎喇',
    '/approve 3',
    '',
    '   ',
    '🙂',
  ])('%s', (text) => expect(means(text)).toBe('nothing'))

  test('whatever is typed, nothing throws, and a long text is no command', () => {
    const scraps = fc.array(
      fc.constantFrom('充值', '100', '支付宝', ' ', '/', '#', 'link', '余额', 'HK$', '上月', '?', 'paypal', '\ue000', '一百', 'top up'),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary', maxLength: 300 }),
          scraps.map((parts) => parts.join('')),
        ),
        (text) => {
          const call = recognise(text, house)
          if (call) expect([call.command, ...Object.values(call.input)].every((part) => part.length > 0 && part.length <= 200)).toBe(true)
        },
      ),
      { numRuns: 2_000 },
    )
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 201 }), (text) => void expect(recognise(text, house)).toBeUndefined()),
      { numRuns: 50 },
    )
  })

  test('an amount that is passed on in plain digits was typed with these digits', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('充值', 'top up ', '', '微信'),
        fc.integer({ min: 1, max: 9_999_999 }),
        fc.constantFrom('', '元', ' 支付宝', ' via ysf', 'rmb'),
        (before, amount, after) => {
          const call = recognise(`${before}${amount}${after}`, house)
          const twice = before === '微信' && /支付宝|ysf/.test(after)
          expect(call?.input.amount).toBe(twice ? undefined : `${amount}.00`)
        },
      ),
    )
  })
})

test.each([
  ['充值100', 'recharge'],
  ['/recharge 100', 'recharge'],
  ['128.00', 'recharge'],
  ['join S-7K2M-QX4R-9TB', 'join'],
  ['link', 'link'],
  ['谢谢你们', undefined],
])('%s asks for its command whatever the house offers', (text, command) => expect(commandIn(text)?.command).toBe(command))
