/** What has an answer but is no command: where to turn. Texts: locales/<locale>/about.ts. */
export const TOPICS = [
  'invoice',
  'points',
  'coupon',
  'support',
  'withdrawal',
  'not_arrived',
  'claim_or_question',
  'hk_methods',
  'paypal',
  'crypto',
  'bank',
  'card',
  'unknown',
] as const
export type Topic = (typeof TOPICS)[number]

/** A command, or the topic of `about`, and what people type for it. Words are split at |, and match after folding (fold.ts). */
export type Keywords = readonly (readonly [name: string, words: string])[]

/** The first lines are what tone.md lists; the others are the labels of buttons and what reads the same. */
export const COMMAND_WORDS: Keywords = [
  ['balance', '余额|結餘|查余额|还有多少钱|剩多少|我的钱|balance|bal|仲有幾多錢'],
  [
    'balance',
    '账户余额|帳戶結餘|剩多少钱|剩余多少|还剩多少|还剩多少钱|有多少钱|我有多少钱|仲剩幾多|仲剩幾多錢|剩幾多錢|我的餘額|钱包|my money|how much do i have|how much is left',
  ],
  ['recharge', '充值|冲值|充钱|续费|增值|加值|入錢|儲值|课金|topup|top up|recharge|add funds'],
  [
    'recharge',
    '帳戶增值|充值余额|沖值|叉值|充錢|续钱|充点钱|加錢|存錢|存钱|付款|去付款|收款码|付款码|二维码|qr|qr code|add money|deposit|top-up|pay|pay in',
  ],
  ['costs', '消费|消费记录|扣费|账单|花了多少|扣數|點解扣錢|charges|bill|usage'],
  [
    'costs',
    '消费明细|消费历史|消费紀錄|扣费记录|扣款|扣款记录|为什么扣钱|为什么扣费|怎么扣钱了|花了多少钱|用了多少|用了多少钱|用咗幾多|用咗幾多錢|點解扣我錢|扣錢|帳單|bills|billing|charge|costs|cost|spending|expenses|statement|statements|history',
  ],
  ['refunds', '退订|退订记录|退订紀錄|退訂紀錄（退回結餘）|退订产品|refunds|cancelled products|canceled products|cancellations'],
  ['recharges', '充值记录|充值历史|增值紀錄|入數紀錄|receipts'],
  [
    'recharges',
    '充值明细|到账记录|入账记录|入賬紀錄|付款记录|充值紀錄|增值記錄|recharges|top ups|top-up records|top up records|top up history|payment history|payments|deposits',
  ],
  ['ticket', '付款截图|凭证|已付款|付好了|付了|转了|转账截图|截圖|cap圖|入咗數|過咗數|paid|proof|screenshot|slip'],
  [
    'ticket',
    '提交付款截图|遞交付款截圖|上传截图|上載截圖|付款凭证|转账凭证|支付截图|付款成功|我已付款|我付了|我付款了|已支付|付款了|支付了|转账了|已转账|转好了|转过去了|已經付款|俾咗錢|畀咗錢|找咗數|已過數|入數紙|i paid|i have paid|ive paid|payment proof|proof of payment|send payment proof|payment screenshot|ticket',
  ],
  ['tickets', '查进度|进度|單號|status'],
  [
    'tickets',
    '我的工单|查看进度|核实进度|审核进度|处理进度|查進度|工单号|工单编号|工单进度|工單編號|my claims|my payment claims|claims|claim|check status|progress|tickets|my tickets',
  ],
  [
    'link',
    '绑定|绑定账号|绑定账户|綁定|連結|连接|连接账户|連結帳戶|关联账号|登录|登入|link|link account|bind|connect|log in|login|sign in',
  ],
  ['unlink', '解绑|解除绑定|取消绑定|解除連結|取消連結|退出登录|登出|unlink|unbind|disconnect|log out|logout|sign out'],
  ['settings', '设置|設定|语言|中文|时区|更改語言|切换语言|settings|setting|language|time zone|timezone|preferences'],
  [
    'help',
    '帮助|說明|说明|菜单|選單|功能|怎么用|使用说明|點用|你好|您好|早晨|hi|hello|hey|help|help me|menu|start|commands|what can you do',
  ],
  ['missing', 'missing'],
  ['low-balance', 'low-balance|low balance'],
  ['withdrawals', '退款记录|退款紀錄|退款历史|提现记录|withdrawals|my withdrawals'],
  ['withdrawal', '申请退款|申请提现|申請退款|申請提款|ask for a withdrawal|request a withdrawal|request withdrawal|withdraw balance'],
  ['queue', '待处理|待核实|待審核|排队|队列|輪候|待處理工單|queue|open claims|pending'],
  ['show', 'show|show a claim|查看工单|显示工单'],
  ['search', 'search|find|搜索|搜尋|查找'],
  ['adjust', 'adjust|调整余额|調整結餘'],
  ['merge', 'merge|merge accounts|合并账户|合併帳戶'],
  ['unlink-chat', 'unlink-chat|unlink a chat|lost chat|解除客户绑定|解除客戶連結'],
  ['join', 'join|加入'],
  ['cancel', '取消|算了|不用了|不要了|唔要|唔使|退出|停止|cancel|quit|abort|never mind|nevermind|stop'],
  ['continue', '继续|繼續|接着|继续付款|繼續付款|continue|go on|resume'],
]

/** What staff type behind which, or without which, a number stands. A decision is pressed on the claim's card, so its words open that. */
export const DESK_WORDS: Keywords = [
  [
    'show',
    'approve|credit|credit another amount|settle|reject|ask|ask for more|release|later|check later|not-payment|not payment|not a payment|undo|correct',
  ],
  ['show', '入账|确认入账|入账其他金额|确认已退回|驳回|不批准|要求补充|放回队列|稍后再查|非付款问题|撤销|更正|我来处理|接手'],
  ['show', '由我處理|放回輪候|還原|已退回|sent back'],
  ['case', 'case|case file|案卷|個案檔案'],
  ['requests', 'requests|countersign|批准'],
]

/** Languages by the names that people call them; 中文 alone opens the settings, since it is either script. */
export const LANGUAGE_WORDS: Keywords = [
  ['zh-HK', '繁體|繁体|廣東話|繁體中文|繁體字|粵語|正體|traditional chinese|cantonese|zh-HK'],
  ['zh-CN', '简体|简体中文|簡體|簡體中文|普通话|国语|simplified chinese|mandarin|zh-CN'],
  ['en', 'English|英文|英语|英語|en'],
]

export const TOPIC_WORDS: Keywords = [
  ['withdrawal', '退款|提现|退钱|攞返錢|refund|withdraw'],
  [
    'withdrawal',
    '提款|提錢|退費|退费|余额退款|余额提现|原路退回|退回余额|攞番錢|攞錢|money back|get my money back|cash out|withdrawal|refund me',
  ],
  ['not_arrived', '没到账|未到账|怎么还没到|钱没到|未入賬|未過數|仲未到|not credited|where is my money'],
  [
    'not_arrived',
    '还没到账|没有到账|沒到帳|未到帳|不到账|没收到|没入账|还没入账|钱还没到|钱呢|充值了|已充值|充值没到账|充了没到|付了没到账|仲未入數|仲未入賬|未入數|未收到|錢未到|增值未到|not arrived|not received|money not received|payment not received|payment missing|missing payment|wheres my money',
  ],
  ['claim_or_question', '工单|提交工单|开工单|发工单|新工单|提工单'],
  ['support', '人工|客服|在吗|转人工|真人|投诉|agent|human|support'],
  [
    'support',
    '人工客服|联系客服|聯絡客戶服務|客戶服務|真人客服|在嗎|有人吗|有人嗎|有冇人|搵人|客服电话|联系方式|投訴|operator|staff|person|customer service|contact support|contact|complaint|talk to a human|speak to someone',
  ],
  ['invoice', '发票|收據|收据|开发票|开票|电子发票|專票|增值税发票|invoice|invoices|receipt|tax invoice'],
  ['points', '积分|積分|我的积分|點數|兑换积分|积分兑换|points|reward points|rewards'],
  ['coupon', '优惠码|优惠券|优惠|折扣|代金券|兑换码|優惠|coupon|coupons|promo code|promo|discount|voucher'],
]

/** Ways to pay that people ask for. A method that the operator has configured under such a word comes first. */
export const PAYMENT_WORDS: Keywords = [
  ['hk_methods', '转数快|轉數快|FPS|PayMe|八達通|Octopus|fps轉數快|支付宝香港|AlipayHK|alipay hk|WeChat Pay HK|信用卡過數'],
  ['paypal', 'PayPal|贝宝|stripe|apple pay|google pay'],
  ['crypto', 'USDT|泰达币|比特币|虚拟币|加密货币|bitcoin|btc|eth|crypto|trc20'],
  ['bank', '对公|对公转账|公对公|銀行轉帳|银行转账|銀行過數|銀行匯款|汇款|匯款|过数|bank transfer|wire transfer|wire'],
  ['card', '信用卡|银行卡|国际信用卡|外卡|visa|mastercard|credit card|debit card|card'],
]

/** How far back a list goes: src/billing/periods.ts. */
export const PERIOD_WORDS: Keywords = [
  ['7d', '7d|7天|七天|近7天|最近7天|最近一周|本周|这周|一周|7日|過去7日|last 7 days|7 days|this week|week'],
  ['30d', '30d|30天|近30天|最近30天|30日|過去30日|最近一个月|近一个月|last 30 days|30 days'],
  ['month', '本月|这个月|当月|今個月|this month|month'],
  ['last', 'last|上月|上个月|上個月|last month'],
  ['all', '全部|所有|历史|all|everything'],
]

/** Spoken before and after a keyword, without changing what it asks for. */
export const BEFORE =
  '请问|我想问|想问|请|麻烦|唔該|你好|您好|我要|我想|想要|想|要|帮我|帮忙|我的|我|查一下|查下|查询|查看|看看|看下|看一下|睇下|睇|查|怎么|如何|怎样|點樣|點|申请|有没有|有冇|有|可以用|可以|能用|能不能用|能|支持|支援|用|please|pls|show me|show|check|see|view|get|give me|what is|whats|how to|how do i|how can i|i want to|i want|i need|can i use|can i|do you take|my|a|the|to|use'
export const AFTER =
  '吗|嗎|呢|啊|呀|吧|多少|是多少|有多少|幾多|有幾多|查询|怎么查|怎么弄|在哪|在哪里|在边|一下|谢谢|唔該|唔该|付款|支付|可以吗|行吗|得唔得|點|please|pls|thanks|thank you|now'

/** Between amount and method. */
export const FILLERS =
  '我想要|我要|我想|想要|帮我|给我|同我|请|麻烦|用|通过|走|以|到账户|到帐户|经|先|via|with|by|using|through|please|pls|to my account|in'

/** 充100: only beside an amount or a method. */
export const SHORT_RECHARGE = '充|充个|充點|充点|加|add|pay|付|转|轉|fund|load'
