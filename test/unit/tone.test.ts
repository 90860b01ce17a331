import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { LOCALES, type LocaleName, locales } from '../../locales/index.ts'
import { id, line, signed, type Text, when } from '../../locales/text.ts'
import { reasonsOf, reasonTexts } from '../../src/billing/tickets/view.ts'
import { formatText } from '../../src/format.ts'
import { money } from '../../src/money.ts'

/** What is written in a locale's files between quotes and backticks, one piece a line, what is filled in as ○, comments left out. */
function written(locale: LocaleName): readonly { readonly at: string; readonly words: string }[] {
  const folder = `locales/${locale}`
  return readdirSync(folder)
    .filter((file) => file !== 'formats.ts')
    .flatMap((file) =>
      readFileSync(`${folder}/${file}`, 'utf8')
        .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|^import .*$/gm, '')
        .split('\n')
        .flatMap((row) =>
          [...row.matchAll(/'((?:[^'\\]|\\.)*)'|`((?:[^`\\]|\\.)*)`/g)].map(([, plain, filled]) => ({
            at: `${locale}/${file}`,
            words: (plain ?? filled ?? '').replace(/\$\{[^}]*\}/g, '○'),
          })),
        ),
    )
}

/** Every piece in which a rule finds something. */
const broken = (locale: LocaleName, rule: RegExp, but = /$^/g): readonly string[] =>
  written(locale)
    .map(({ at, words }) => ({ at, words: words.replace(but, '') }))
    .filter(({ words }) => rule.test(words))
    .map(({ at, words }) => `${at}: ${words}`)

const HAN = '[\\u4e00-\\u9fff]'
const ZH: readonly LocaleName[] = ['zh-CN', 'zh-HK']

test('the words of a locale are its own: how people are spoken to, and no word that its readers would not use', () => {
  expect(broken('zh-CN', /你|亲爱|亲，/)).toEqual([])
  // A converted mainland word, and written Chinese without Cantonese.
  const foreign =
    /您|餘額|充值|賬號|賬戶|登錄|設置|默認|信息|短信|視頻|到賬|駁回|上傳|鏈接|工作日|記錄(?!在案)|截屏|屏幕|隊列|凍結|用戶|點擊|身份|唔|嘅|咗|喺/
  expect(broken('zh-HK', foreign)).toEqual([])
  expect(broken('zh-CN', /[號賬錄設斷體證餘張詢頁輪帳結還請數據點擊關閉開啟遞紀訊]/)).toEqual([])
  expect(broken('zh-HK', /[号账录设断体证余询页轮请数关开递纪讯]/, /宁波[^」]*公司/g)).toEqual([])
})

test('Chinese has full-width punctuation, 「」 as quotation marks, and a space before and after Latin words and figures', () => {
  for (const locale of ZH) {
    expect(broken(locale, new RegExp(`${HAN}[,;:?!()]|[,;:?!()]${HAN}`))).toEqual([])
    expect(broken(locale, /[“”‘’]/)).toEqual([])
    // What people are to type stands as they type it.
    expect(broken(locale, new RegExp(`${HAN}[A-Za-z0-9]|[A-Za-z0-9%]${HAN}`), /「[^」]*」/g)).toEqual([])
  }
})

test('what is filled in may be Chinese or not: the space beside it is left to who formats it', () => {
  // What always begins and ends in Latin letters or figures keeps its space where it is written: numbers, amounts, identifiers.
  const FIGURES =
    /^(?:id|id\(.*\)|signed\(.*\)|n|mb|seconds|minutes.*|Math.*|most|times|days|count|chats|claims|payments|place|approved|rejected|open|value|clock|number|numbers|claim|ticket|reference|stray|into|amount|balance|available|needed|threshold|minimum.*|maximum|limit|limit\w+.*|left|sum|cap|wrong|right|told|typed|claimed|credited|tail|given|expected)$/
  const HAN_BESIDE = /[\u4e00-\u9fff] \$\{([^}]*)\}|\$\{([^}]*)\}(?= [\u4e00-\u9fff])/g
  for (const locale of ZH)
    for (const file of readdirSync(`locales/${locale}`).filter((name) => name !== 'formats.ts'))
      for (const row of readFileSync(`locales/${locale}/${file}`, 'utf8').split('\n'))
        for (const [, after, before] of row.matchAll(HAN_BESIDE))
          expect(after ?? before, `${locale}/${file}: ${row.trim()}`).toMatch(FIGURES)
  const at = { locale: 'zh-CN', zone: 'Asia/Shanghai', now: new Date('2026-11-18T06:32:00Z') } as const
  const { desk, link, recharge, ticket, about } = locales['zh-CN']
  const days = [new Date('2026-11-19T01:00:00Z'), new Date('2026-11-30T01:00:00Z')]
  expect(days.map((day) => formatText(ticket.received.expected(day), at))).toEqual([
    '预计明天 09:00 前处理完。',
    '预计 11月30日 09:00 前处理完。',
  ])
  expect(formatText(ticket.pictureRemoved(1, days[0] as Date), at)).toContain('于 2026年11月19日删除')
  expect(['张三', 'Mei'].map((by) => formatText(desk.caseFile.asked(by), at))).toEqual(['由张三提出', '由 Mei 提出'])
  expect(['网页聊天', 'Slack'].map((chat) => formatText(link.asked.text(id('1'), chat), at))).toEqual([
    'UID 1 已绑定聊天账号。已在网页聊天询问主账号，结果会在这里告诉您。',
    'UID 1 已绑定聊天账号。已在 Slack 询问主账号，结果会在这里告诉您。',
  ])
  const names = ['支付宝', 'AlipayHK']
  expect(names.map((name) => formatText(recharge.waiting(money(100n, 'CNY'), name, when(days[0] as Date)), at))).toEqual([
    '您有一笔支付宝充值 ¥1.00 还没完成，保留到明天 09:00。',
    '您有一笔 AlipayHK 充值 ¥1.00 还没完成，保留到明天 09:00。',
  ])
  expect(formatText(about.either(['支付宝', '微信支付', 'AlipayHK']), at)).toBe('支付宝或微信支付或 AlipayHK')
  expect(formatText(locales['zh-HK'].about.either(['AlipayHK（支付寶香港）', 'WeChat Pay HK']), { ...at, locale: 'zh-HK' })).toBe(
    'AlipayHK（支付寶香港）或 WeChat Pay HK',
  )
})

test('one word for a thing, a command as it is typed, and no hour that is not so', () => {
  // 「聊天」 alone is what people do; 聊天账号 is what is linked. Where it is, is a platform.
  expect(broken('zh-CN', /聊天(?!账号|平台)/, /网页聊天/g)).toEqual([])
  expect(broken('zh-HK', /聊天(?!帳戶|平台)/, /網頁聊天/g)).toEqual([])
  expect(broken('zh-CN', /案卷|案件|银行撤回|专员|收款账户|请求/)).toEqual([])
  expect(broken('zh-HK', /還原|輪候(?!名單|次序)|客戶服務員(?:的)?留言|提款|請求/)).toEqual([])
  for (const locale of LOCALES) expect(broken(locale, /「purser notices」|“purser notices”|10 分钟内有效|10 分鐘內有效/)).toEqual([])
})

test('nobody is shouted at, nothing is called a success before the money is in, and no sign stands for a currency abroad', () => {
  for (const locale of LOCALES) expect(broken(locale, /[!！]|Oops|\p{Extended_Pictographic}/u)).toEqual([])
  expect(broken('en', /success(?!ful\))/i)).toEqual([])
  // What the payment app shows, and what may still happen.
  for (const locale of ZH) expect(broken(locale, /成功/, /「交易成功」|(?:如其後|如果之后)付款成功/g)).toEqual([])
  for (const locale of ['en', 'zh-HK'] as const) expect(broken(locale, /[¥￥$]\d|[¥￥]/)).toEqual([])
})

test('money is named where its sign is read otherwise, always with two decimals; hours are those of a receipt', () => {
  const at = new Date('2026-11-18T06:32:00Z')
  const shown = (locale: LocaleName, text: Text): string => formatText(text, { locale, zone: 'Asia/Shanghai', now: at })
  const amounts: Readonly<Record<LocaleName, readonly string[]>> = {
    en: ['CNY 100.00', '-CNY 1.50', 'CNY 1,234.00'],
    'zh-CN': ['¥100.00', '-¥1.50', '¥1,234.00'],
    'zh-HK': ['CN¥100.00', '-CN¥1.50', 'CN¥1,234.00'],
  }
  for (const locale of LOCALES) {
    const sums = [line`${money(10_000n, 'CNY')}`, line`${signed(money(-150n, 'CNY'))}`, line`${money(123_400n, 'CNY')}`]
    expect(sums.map((sum) => shown(locale, sum))).toEqual(amounts[locale])
    expect(shown(locale, line`${when(at)}`)).toMatch(/14:32$/)
    expect(shown(locale, line`${when(new Date('2026-11-17T16:05:00Z'))}`)).toMatch(/00:05$/)
  }
})

describe('labels are the ones that people know', () => {
  const LABELS: Readonly<Record<string, readonly [of: (t: (typeof locales)['en']) => string, ...labels: string[]]>> = {
    balance: [(t) => t.common.commands.balance, 'Balance', '余额', '結餘'],
    recharge: [(t) => t.common.commands.recharge, 'Top up', '充值', '增值'],
    costs: [(t) => t.common.commands.costs, 'Charges', '消费记录', '消費紀錄'],
    refunds: [(t) => t.common.commands.refunds, 'Cancelled products', '退订记录', '退訂紀錄（退回結餘）'],
    recharges: [(t) => t.common.commands.recharges, 'Top-ups', '充值记录', '增值紀錄'],
    ticket: [(t) => t.common.commands.ticket, 'Send payment proof', '提交付款截图', '遞交付款截圖'],
    tickets: [(t) => t.common.commands.tickets, 'My payment claims', '我的工单', '我的工單'],
    link: [(t) => t.common.commands.link, 'Link account', '绑定账号', '連結帳戶'],
    unlink: [(t) => t.common.commands.unlink, 'Unlink', '解除绑定', '解除連結'],
    settings: [(t) => t.common.commands.settings, 'Settings', '设置', '設定'],
    help: [(t) => t.common.commands.help, 'Help', '帮助', '說明'],
    pay: [(t) => t.recharge.goPay, 'Pay now', '去付款', '前往付款'],
    paid: [(t) => t.recharge.paid, 'I’ve paid – add screenshot', '我已付款，上传截图', '已付款，上載截圖'],
    send: [(t) => t.ticket.send, 'Submit', '确认提交', '確認遞交'],
    edit: [(t) => t.ticket.amend, 'Edit', '修改', '更改'],
    again: [(t) => t.ticket.again, 'Send again', '重新提交', '重新遞交'],
    withdraw: [(t) => t.ticket.withdraw, 'Withdraw', '撤回', '撤回'],
    check: [(t) => t.ticket.check, 'Check status', '查看进度', '查看進度'],
    scan: [(t) => t.recharge.otherDevice, 'Scan with another device', '用另一台设备扫码', '用另一部裝置掃碼'],
    support: [(t) => t.common.support, 'Contact support', '联系客服', '聯絡客戶服務'],
    other: [(t) => t.staff.creditOther, 'Credit another amount', '入账其他金额', '入賬其他金額'],
    reject: [(t) => t.staff.reject, 'Reject', '驳回', '不批准'],
    ask: [(t) => t.staff.ask, 'Ask for more', '要求补充', '要求補充'],
    notPayment: [(t) => t.desk.notPayment, 'Not a payment', '非付款问题', '非付款問題'],
    correct: [(t) => t.remedy.correct, 'Correct', '更正', '更正'],
  }
  test.each(Object.entries(LABELS))('%s', (_, [of, ...labels]) => {
    expect((['en', 'zh-CN', 'zh-HK'] as const).map((locale) => of(locales[locale] as (typeof locales)['en']))).toEqual(labels)
  })
})

test('every rejection says why and what to do now', () => {
  for (const locale of LOCALES) {
    const t = locales[locale]
    for (const kind of ['proof', 'missing'] as const)
      for (const reasonCode of reasonsOf({ kind })) {
        const { why, next } = reasonTexts(t, { kind, reasonCode })
        expect(
          [why([]).length, next(['○']).length].every((length) => length > 0),
          `${locale} ${kind} ${reasonCode}`,
        ).toBe(true)
      }
    const { reasons } = t.withdrawal
    expect(Object.keys(reasons)).toEqual(reasonsOf({ kind: 'withdrawal' }))
    expect(Object.values(reasons).every(({ why, next }) => why.length > 0 && next.length > 0)).toBe(true)
  }
})
