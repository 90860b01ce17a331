/** The six customers and three staff members of the demo. Invented. */
export interface DemoCustomer {
  readonly user: string
  readonly number: string
  readonly name: string
  readonly locale: 'zh-CN' | 'zh-HK' | 'en'
  readonly zone: string
  /** What they run: daily price in fen, or a price once. */
  readonly products: readonly {
    readonly name: string
    readonly id: string
    readonly daily: bigint
    readonly sinceDaysAgo: number
    readonly untilDaysAgo?: number
  }[]
  /** How they pay in: method and amount in fen, every so many days. */
  readonly pays: readonly { readonly method: string; readonly amount: bigint; readonly everyDays: number }[]
  readonly lowBalance?: bigint
}

export const DEMO_CUSTOMERS: readonly DemoCustomer[] = [
  {
    user: 'lin',
    number: '10428',
    name: '林晓',
    locale: 'zh-CN',
    zone: 'Asia/Shanghai',
    products: [
      { name: '云服务器 2核4G', id: 'rcs-20871', daily: 150n, sinceDaysAgo: 360 },
      { name: '对象存储', id: 'ros-1182', daily: 32n, sinceDaysAgo: 210 },
      { name: '云服务器 4核8G', id: 'rcs-21744', daily: 330n, sinceDaysAgo: 95, untilDaysAgo: 40 },
    ],
    pays: [
      { method: 'alipay', amount: 10_000n, everyDays: 41 },
      { method: 'unionpay', amount: 12_800n, everyDays: 150 },
    ],
    lowBalance: 5_000n,
  },
  {
    user: 'chan',
    number: '10519',
    name: '陳家欣',
    locale: 'zh-HK',
    zone: 'Asia/Hong_Kong',
    products: [
      { name: '香港雲端伺服器 2核2G', id: 'rcs-31002', daily: 260n, sinceDaysAgo: 340 },
      { name: '域名續期', id: 'dom-8841', daily: 18n, sinceDaysAgo: 340 },
    ],
    pays: [
      { method: 'alipay', amount: 20_000n, everyDays: 62 },
      { method: 'unionpay', amount: 20_000n, everyDays: 170 },
    ],
  },
  {
    user: 'emma',
    number: '10633',
    name: 'Emma Clarke',
    locale: 'en',
    zone: 'Europe/London',
    products: [{ name: 'Game server 8 GB', id: 'rgs-5520', daily: 480n, sinceDaysAgo: 120 }],
    pays: [{ method: 'wechat', amount: 30_000n, everyDays: 50 }],
  },
  {
    user: 'wang',
    number: '10077',
    name: '王建国',
    locale: 'zh-CN',
    zone: 'Asia/Shanghai',
    products: [
      { name: '云服务器 8核16G', id: 'rcs-10031', daily: 1_250n, sinceDaysAgo: 365 },
      { name: '高防IP', id: 'rip-0907', daily: 900n, sinceDaysAgo: 300, untilDaysAgo: 210 },
      { name: 'CDN 流量', id: 'rcdn-77', daily: 415n, sinceDaysAgo: 250 },
    ],
    pays: [
      { method: 'wechat', amount: 100_000n, everyDays: 55 },
      { method: 'unionpay', amount: 50_000n, everyDays: 120 },
    ],
    lowBalance: 20_000n,
  },
  {
    user: 'zhou',
    number: '10702',
    name: '周宁',
    locale: 'zh-CN',
    zone: 'Asia/Shanghai',
    products: [{ name: '虚拟主机', id: 'rvh-6613', daily: 19n, sinceDaysAgo: 60 }],
    pays: [{ method: 'alipay', amount: 1_000n, everyDays: 45 }],
  },
  {
    user: 'lee',
    number: '10811',
    name: 'Lee Wai Man',
    locale: 'zh-HK',
    zone: 'Asia/Hong_Kong',
    products: [{ name: '雲端伺服器 1核1G', id: 'rcs-40210', daily: 68n, sinceDaysAgo: 30 }],
    pays: [{ method: 'unionpay', amount: 5_000n, everyDays: 90 }],
  },
]

export const DEMO_STAFF = [
  { user: 'staff-mei', name: 'Mei 小梅', role: 'agent', limit: 100_000n },
  { user: 'staff-kit', name: 'Kit 阿傑', role: 'lead', limit: null },
  // What one lead asks for, another approves.
  { user: 'staff-wen', name: 'Wen 文姐', role: 'lead', limit: null },
] as const

/** What the demo shows: whose, how much, how long ago, who decided it, and how. Pictures: config/demo. */
export interface DemoClaim {
  readonly kind: 'proof' | 'missing' | 'withdrawal'
  readonly user: string
  readonly method: string
  readonly amount: bigint
  readonly hoursAgo: number
  readonly tail?: string
  readonly reference: string | null
  readonly picture?: string
  /** untold: approved a moment ago, so that it can still be undone. */
  readonly end: 'approved' | 'rejected' | 'open' | 'untold'
  readonly by: (typeof DEMO_STAFF)[number]['user']
}

const PROOF = { kind: 'proof', method: 'unionpay', by: 'staff-kit' } as const

/** A filling that was killed goes on by their order: append only. */
export const DEMO_CLAIMS: readonly DemoClaim[] = [
  {
    ...PROOF,
    user: 'wang',
    amount: 50_000n,
    hoursAgo: 43 * 24,
    tail: '0093',
    reference: '400882610397902510882610',
    picture: 'receipt-3.png',
    end: 'approved',
  },
  { ...PROOF, user: 'zhou', amount: 3_000n, hoursAgo: 9 * 24, tail: '5521', reference: null, picture: 'receipt-1.png', end: 'rejected' },
  {
    ...PROOF,
    user: 'wang',
    amount: 20_000n,
    hoursAgo: 15,
    tail: '8806',
    reference: '400817730952116080417730',
    picture: 'receipt-1.png',
    end: 'open',
  },
  {
    ...PROOF,
    user: 'chan',
    amount: 6_600n,
    hoursAgo: 1,
    tail: '6217',
    reference: '400893384471941330193384',
    picture: 'receipt-2.png',
    end: 'open',
  },
  { ...PROOF, kind: 'withdrawal', user: 'emma', method: 'wechat', amount: 2_500n, hoursAgo: 2, reference: null, end: 'open' },
  {
    kind: 'missing',
    user: 'zhou',
    method: 'alipay',
    amount: 1_500n,
    hoursAgo: 0.2,
    reference: '2026112422001477190552',
    end: 'untold',
    by: 'staff-mei',
  },
]
