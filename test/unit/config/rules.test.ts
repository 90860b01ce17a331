import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { variableList } from '../../../src/config/variables.ts'
import { readConfig } from '../../../src/config.ts'

const token = 'a'.repeat(32)
const real = { DATABASE_URL: 'postgres://purser:pw@127.0.0.1:5432/purser' }

/** The lines of the error, without its heading; none when there is no error. */
function complaints(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    return (error as Error).message
      .split('\n')
      .slice(1)
      .map((line) => line.trim())
  }
}

const blamed = (env: Record<string, string>): readonly string[] => complaints(env).map((line) => line.split(':')[0] ?? '')

describe('defaults', () => {
  test('an empty environment is the demo on this machine, for a house in China', () => {
    const config = readConfig({})
    expect(config).toMatchObject({
      demo: true,
      http: { host: '127.0.0.1', port: 3000 },
      brand: 'Purser',
      currency: 'CNY',
      zone: 'Asia/Shanghai',
      locale: 'zh-CN',
      staffLocale: 'zh-CN',
      minRecharge: { minor: 1n, currency: 'CNY' },
      links: {},
      openAccounts: false,
      web: { enabled: true },
      logLevel: 'info',
    })
    expect(Object.keys(config)).not.toContain('databaseUrl')
  })

  test('an empty value is as good as none', () => {
    expect(readConfig({ PURSER_HTTP_PORT: '', PURSER_METHODS: '  ', DATABASE_URL: '' })).toEqual(readConfig({}))
  })

  test('staff read the language of the house unless they have one of their own', () => {
    expect(readConfig({ PURSER_LOCALE: 'zh-HK' }).staffLocale).toBe('zh-HK')
    expect(readConfig({ PURSER_LOCALE: 'zh-HK', PURSER_STAFF_LOCALE: 'en' }).staffLocale).toBe('en')
  })

  test('a currency without hundredths has its smallest unit as the least recharge', () => {
    expect(readConfig({ PURSER_CURRENCY: 'JPY', PURSER_METHODS: '/m.json' }).minRecharge).toEqual({ minor: 1n, currency: 'JPY' })
  })

  test('relative paths are of the working directory', () => {
    const config = readConfig({ PURSER_METHODS: 'methods.json', PURSER_DATA_DIR: 'data' })
    expect(config.methodsFile).toBe(resolve('methods.json'))
    expect(config.dataDir).toBe(resolve('data'))
  })
})

const telegram = {
  TELEGRAM_TOKEN: '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
  TELEGRAM_STAFF_CHAT: '-1001234567890',
  TELEGRAM_WEBHOOK_URL: 'https://b.example.com/telegram',
  TELEGRAM_WEBHOOK_SECRET: '0123456789abcdef0123456789abcdef',
}
const slack = {
  SLACK_BOT_TOKEN: 'xoxb-1-2-abc',
  SLACK_APP_TOKEN: 'xapp-1-A-2-abc',
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
  SLACK_STAFF_CHANNEL: 'C0123456789',
}

describe('demo or real', () => {
  test.each([
    { PURSER_HTTP_PORT: '8080', PURSER_HTTP_HOST: 'localhost' },
    { PURSER_BRAND: 'Raindrop', PURSER_LOCALE: 'en', PURSER_TIMEZONE: 'UTC', PURSER_DATA_DIR: '/tmp/x', PURSER_LOG_LEVEL: 'debug' },
    { PURSER_SUPPORT_URL: 'https://example.com', PURSER_OPEN_ACCOUNTS: 'true', PURSER_MIN_RECHARGE: '5' },
    { PURSER_DEMO: 'true' },
  ])('what changes only the looks keeps the demo: %j', (env) => {
    expect(readConfig(env).demo).toBe(true)
  })

  test.each([
    real,
    { PURSER_METHODS: '/etc/purser/methods.json' },
    { PURSER_PUBLIC_URL: 'https://billing.example.com' },
    { PURSER_WEB: 'off' },
    { PURSER_WEB: 'on', PURSER_WEB_TOKEN: token },
    { PURSER_WEB_TOKEN: token },
    { PURSER_DEMO: 'false' },
  ])('anything real ends the demo: %j', (env) => {
    expect(readConfig(env).demo).toBe(false)
  })

  test.each(variableList.filter((variable) => variable.real).map(({ name }) => name))('PURSER_DEMO=true contradicts %s', (name) => {
    const value = {
      ...real,
      DISCORD_TOKEN: `${'a'.repeat(24)}.abcdef.${'b'.repeat(38)}`,
      PURSER_METHODS: '/m.json',
      PURSER_PUBLIC_URL: 'https://x.example',
      PURSER_WEB: 'off',
      PURSER_WEB_TOKEN: token,
      ...slack,
      ...telegram,
    }
    expect(complaints({ PURSER_DEMO: 'true', [name]: value[name as keyof typeof value] })).toContain(
      `PURSER_DEMO: a demo keeps nothing real: remove it, or remove ${name}`,
    )
  })

  test('Slack needs one of its two ways to be reached, and an address for the second', () => {
    const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET } = slack
    expect(blamed({ SLACK_BOT_TOKEN })).toEqual(['SLACK_APP_TOKEN'])
    expect(blamed({ SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET })).toEqual(['PURSER_PUBLIC_URL'])
    expect(readConfig({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_API_URL: 'http://127.0.0.1:9/api' }).slack).toEqual({
      botToken: SLACK_BOT_TOKEN,
      appToken: SLACK_APP_TOKEN,
      apiUrl: 'http://127.0.0.1:9/api/',
      staffGroups: [],
    })
    expect(readConfig({ SLACK_STAFF_CHANNEL: slack.SLACK_STAFF_CHANNEL }).slack).toBeUndefined()
  })

  test('a platform goes by its own proxy, else by that of all; groups are ids with commas between', () => {
    const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN } = slack
    const of = (more: object) => readConfig({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN, ...more }).slack
    expect(of({ HTTPS_PROXY: 'http://p.example:3128' })?.proxy).toBe('http://p.example:3128')
    expect(of({ HTTPS_PROXY: 'http://p.example:3128', SLACK_PROXY: 'http://u:w@s.example:8080' })?.proxy).toBe('http://u:w@s.example:8080')
    expect(of({ PURSER_SLACK_STAFF_GROUPS: 'S0123456789, S0987654321' })?.staffGroups).toEqual(['S0123456789', 'S0987654321'])
    const socks = 'socks5://p.example:1080'
    expect(of({ https_proxy: 'http://p.example:3128' })?.proxy).toBe('http://p.example:3128')
    for (const NO_PROXY of ['slack.com', '.slack.com', 'x.example, SLACK.com:443', '*', '*.slack.com'])
      expect(of({ HTTPS_PROXY: 'http://p.example:3128', NO_PROXY })?.proxy, NO_PROXY).toBeUndefined()
    for (const no_proxy of ['notslack.com', 'api.slack.com', 'slack.com:8443', ',', '.'])
      expect(of({ HTTPS_PROXY: 'http://p.example:3128', no_proxy })?.proxy, no_proxy).toBeDefined()
    expect(of({ HTTPS_PROXY: 'http://p.example:3128', NO_PROXY: '*', SLACK_PROXY: 'http://s.example:8080' })?.proxy).toBe(
      'http://s.example:8080',
    )
    expect(readConfig({ ...real, https_proxy: 'http://p.example:3128' }).backup.s3.proxy).toBe('http://p.example:3128')
    expect(blamed({ ...real, HTTPS_PROXY: socks, PURSER_BACKUP_TO: 's3://acme/books' })).toEqual(['HTTPS_PROXY'])
    expect(blamed({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN, HTTPS_PROXY: socks })).toEqual(['HTTPS_PROXY'])
    expect(blamed({ SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_PROXY: socks })).toEqual(['SLACK_PROXY'])
    expect(of({ HTTPS_PROXY: socks, SLACK_PROXY: 'http://s.example:8080' })?.proxy).toBe('http://s.example:8080')
  })

  test('a proxy of other programs that Purser cannot use keeps no house from starting that does not go by it', () => {
    expect(readConfig({ HTTPS_PROXY: 'socks5h://127.0.0.1:1080' }).demo).toBe(true)
    expect(blamed({ ...real, HTTPS_PROXY: 'proxy.corp:3128' })).toEqual([])
    expect(blamed({ PURSER_SLACK_STAFF_GROUPS: '@billing' })).toEqual(['PURSER_SLACK_STAFF_GROUPS'])
  })

  test('Telegram sends to no address without a secret, and asks at the address of a server of yours', () => {
    const { TELEGRAM_TOKEN, TELEGRAM_WEBHOOK_URL, TELEGRAM_WEBHOOK_SECRET } = telegram
    expect(blamed({ TELEGRAM_TOKEN, TELEGRAM_WEBHOOK_URL })).toEqual(['TELEGRAM_WEBHOOK_SECRET'])
    expect(blamed({ TELEGRAM_TOKEN, TELEGRAM_STAFF_CHAT: 'staff', TELEGRAM_STAFF_TOPIC: '0' })).toEqual([
      'TELEGRAM_STAFF_CHAT',
      'TELEGRAM_STAFF_TOPIC',
    ])
    expect(readConfig({ ...telegram, TELEGRAM_STAFF_TOPIC: '7', TELEGRAM_API_URL: 'http://127.0.0.1:9/' }).telegram).toEqual({
      token: TELEGRAM_TOKEN,
      apiUrl: 'http://127.0.0.1:9',
      staffChat: '-1001234567890',
      staffTopic: 7,
      webhook: { url: TELEGRAM_WEBHOOK_URL, secret: TELEGRAM_WEBHOOK_SECRET },
    })
    expect(readConfig({ TELEGRAM_STAFF_CHAT: '-1001234567890' }).telegram).toBeUndefined()
  })

  test('the browser chat of a real house is off until it is switched on, with a token', () => {
    expect(readConfig(real).web).toEqual({ enabled: false })
    expect(blamed({ ...real, PURSER_WEB: 'on' })).toEqual(['PURSER_WEB_TOKEN'])
    expect(blamed({ ...real, PURSER_WEB: 'on', PURSER_WEB_TOKEN: 'a'.repeat(31) })).toEqual(['PURSER_WEB_TOKEN'])
    expect(readConfig({ ...real, PURSER_WEB: 'on', PURSER_WEB_TOKEN: token }).web).toEqual({ enabled: true, token })
  })

  test('the browser chat listens to this machine alone', () => {
    expect(blamed({ PURSER_HTTP_HOST: '0.0.0.0' })).toEqual(['PURSER_HTTP_HOST'])
    expect(blamed({ ...real, PURSER_WEB: 'on', PURSER_WEB_TOKEN: token, PURSER_HTTP_HOST: '::' })).toEqual(['PURSER_HTTP_HOST'])
    expect(readConfig({ ...real, PURSER_HTTP_HOST: '0.0.0.0' }).http.host).toBe('0.0.0.0')
    expect(readConfig({ PURSER_HTTP_HOST: '::1' }).http.host).toBe('::1')
  })
})

describe('problems', () => {
  test('all of them are listed at once, each with what to write', () => {
    const lines = complaints({
      PURSER_HTTP_PORT: 'http',
      PURSER_TIMEZONE: '+08:00',
      PURSER_WEB: 'on',
      PURSER_BRANT: 'x',
      PURSER_LOCALE: 'fr',
    })
    expect(lines).toEqual([
      'PURSER_HTTP_PORT: a port: a whole number up to 65535, for example 3000',
      'PURSER_TIMEZONE: a time zone by its IANA name, for example Asia/Shanghai',
      'PURSER_LOCALE: one of en, zh-CN, zh-HK',
      'PURSER_WEB_TOKEN: needed by PURSER_WEB=on, at least 32 characters: make one with "openssl rand -hex 32"',
      'PURSER_BRANT: no such variable; is PURSER_BRAND meant?',
    ])
  })

  test.each([
    ['PURSER_HTTP_PORT', '65536'],
    ['PURSER_HTTP_PORT', '-1'],
    ['PURSER_HTTP_PORT', '3000; rm'],
    ['PURSER_HTTP_HOST', 'http://127.0.0.1'],
    ['PURSER_HTTP_HOST', '127.0.0.1:3000'],
    ['PURSER_PUBLIC_URL', 'billing.example.com'],
    ['PURSER_PUBLIC_URL', 'https://example.com/purser'],
    ['PURSER_PUBLIC_URL', 'javascript:alert(1)'],
    ['PURSER_SUPPORT_URL', 'javascript:alert(1)'],
    ['PURSER_COSTS_URL', 'https://user:pw@example.com/'],
    ['PURSER_CURRENCY', 'cny'],
    ['PURSER_CURRENCY', 'XYZ'],
    ['PURSER_TIMEZONE', 'Asia/Shanhai'],
    ['PURSER_MIN_RECHARGE', '0'],
    ['PURSER_MIN_RECHARGE', '-5'],
    ['PURSER_MIN_RECHARGE', '1e3'],
    ['PURSER_MIN_RECHARGE', '0.001'],
    ['PURSER_BRAND', 'two\nlines'],
    ['PURSER_BRAND', 'x'.repeat(41)],
    ['PURSER_DATA_DIR', '~/purser'],
    ['PURSER_OPEN_ACCOUNTS', 'maybe'],
    ['PURSER_LOG_LEVEL', 'loud'],
    ['PURSER_DEMO', 'demo'],
    ['DATABASE_URL', 'mysql://u:p@localhost/purser'],
    ['DATABASE_URL', 'postgres://u:p@localhost'],
    ['DATABASE_URL', 'postgres://u:p#q@localhost/purser'],
  ])('%s may not be %j', (name, value) => {
    expect(blamed({ [name]: value })).toEqual([name])
  })

  test('no error repeats a value: it might be a password in the wrong place', () => {
    const names = variableList.map(({ name }) => name)
    const secret = fc.stringMatching(/^hunter2[a-z0-9:/@#.-]{8,30}$/)
    fc.assert(
      fc.property(fc.subarray(names, { minLength: 1 }), secret, (chosen, value) => {
        expect(complaints(Object.fromEntries(chosen.map((name) => [name, value]))).join('\n')).not.toContain(value)
      }),
    )
  })

  test('another currency needs methods of its own', () => {
    expect(blamed({ PURSER_CURRENCY: 'USD' })).toEqual(['PURSER_METHODS'])
    expect(readConfig({ PURSER_CURRENCY: 'USD', PURSER_METHODS: '/m.json' })).toMatchObject({ currency: 'USD', demo: false })
  })

  test('a wrong minimum is not blamed on a wrong currency', () => {
    expect(blamed({ PURSER_CURRENCY: 'yen', PURSER_MIN_RECHARGE: '0.5' })).toEqual(['PURSER_CURRENCY'])
    expect(blamed({ PURSER_CURRENCY: 'JPY', PURSER_METHODS: '/m.json', PURSER_MIN_RECHARGE: '0.5' })).toEqual(['PURSER_MIN_RECHARGE'])
  })
})
