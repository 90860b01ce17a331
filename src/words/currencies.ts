/** What a currency sign may mean: one code, or several that share the sign. Texts are lower case and half width. */
const SIGNS: readonly (readonly [currencies: string, signs: string])[] = [
  ['CNY', 'rmb cny cn¥ cn 人民币 人民幣 元人民币 元人民幣 yuan kuai'],
  ['CNY JPY', '¥'],
  ['CNY TWD', '块 塊 块钱 塊錢'],
  ['CNY HKD TWD', '元 圆 圓 元整 圆整 圓整 元正'],
  ['HKD', 'hk$ hkd hk 港币 港幣 港元 港纸 港紙 蚊 蚊鸡 蚊雞'],
  ['HKD USD TWD SGD AUD CAD', '$ dollar dollars'],
  ['USD', 'us us$ usd 美元 美金 美刀 刀'],
  ['TWD', 'nt$ nt ntd twd 台币 台幣 新台币 新台幣 新臺幣'],
  ['MOP', 'mop$ mop 澳门元 澳門元 澳门币 澳門幣'],
  ['SGD', 's$ sgd'],
  ['AUD', 'a$ aud'],
  ['CAD', 'c$ cad'],
  ['EUR', '€ eur euro euros 欧元 歐元'],
  ['GBP', '£ gbp pound pounds 英镑 英鎊'],
  ['JPY', 'jpy yen 円 日元 日圆 日圓'],
  ['KRW', '₩ krw won 韩元 韓元 韩币 韓幣'],
  ['USDT', 'usdt 泰达币 泰達幣'],
]

/** Every way to write a currency beside a number, with what it may mean. ISO 4217 codes are added to the signs above. */
export const CURRENCY_SIGNS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...Intl.supportedValuesOf('currency').map((code) => [code.toLowerCase(), [code]] as const),
  ...SIGNS.flatMap(([currencies, signs]) => signs.split(' ').map((sign) => [sign, currencies.split(' ')] as const)),
])
